"""What the catcher caught: listed and read, however broken a mail may be."""

from __future__ import annotations

import email
import email.errors
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from functools import lru_cache
from pathlib import Path

from depesche.courier import catcher

IDENTIFIER = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")
MOST_HEADERS = 256 * 1024
BROKEN = (email.errors.MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


class NoSuchMail(LookupError):
    """There is no caught mail of this id."""


@dataclass(frozen=True)
class Summary:
    """One line of the list; ``date`` is when it was caught."""

    id: str
    sender: str
    to: str
    subject: str
    date: datetime


@dataclass(frozen=True)
class Mail:
    """One mail in its parts. ``html`` and ``text`` are empty where the mail has none; ``attachments`` are names."""

    summary: Summary
    html: str
    text: str
    headers: tuple[tuple[str, str], ...]
    source: str
    attachments: tuple[str, ...] = field(default=())


def ids() -> list[str]:
    """Return the ids of all caught mails, newest first."""
    found = (path.stem for path in catcher.folder().glob("*.eml"))
    return sorted((name for name in found if IDENTIFIER.fullmatch(name)), reverse=True)


def summary(identifier: str) -> Summary:
    """Return one line of the list.

    :raises NoSuchMail: if there is none
    """
    return _summary(_path(identifier))


def content(identifier: str) -> bytes:
    """Return a mail as it was caught, the envelope in two header fields on top.

    :raises NoSuchMail: if there is none
    """
    try:
        return _path(identifier).read_bytes()
    except FileNotFoundError as error:
        raise NoSuchMail(identifier) from error


def read(identifier: str) -> Mail:
    """Return a mail in its parts.

    :raises NoSuchMail: if there is none
    """
    data = content(identifier)
    parsed = _parsed(data)
    parts = list(_parts(parsed))
    return Mail(
        summary=summary(identifier),
        html=next((_text(part) for part in parts if _is_text(part, "text/html")), ""),
        text=next((_text(part) for part in parts if _is_text(part, "text/plain")), ""),
        headers=tuple((name, _plain(value)) for name, value in parsed.raw_items()),
        source=data.decode("utf-8", "replace"),
        attachments=tuple(name for name in map(_file_name, parts) if name),
    )


def _path(identifier: str) -> Path:
    if not IDENTIFIER.fullmatch(identifier):
        raise NoSuchMail(identifier)
    return catcher.folder() / f"{identifier}.eml"


@lru_cache(maxsize=5000)
def _summary(path: Path) -> Summary:
    """Read the headers only. A caught mail never changes, so its line is kept."""
    try:
        with path.open("rb") as file:
            head = BytesHeaderParser().parsebytes(file.read(MOST_HEADERS))
    except FileNotFoundError as error:
        raise NoSuchMail(path.stem) from error
    fields = {name.lower(): _readable(value) for name, value in reversed(list(head.raw_items()))}
    return Summary(
        id=path.stem,
        sender=fields.get("from") or fields.get("x-envelope-from", ""),
        to=fields.get("to") or fields.get("x-envelope-to", ""),
        subject=fields.get("subject", ""),
        date=datetime.strptime(path.stem.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
    )


def _parsed(data: bytes) -> Message:
    try:
        return email.message_from_bytes(data)
    except BROKEN:  # nested beyond reason: the source still shows everything
        return BytesHeaderParser().parsebytes(data[:MOST_HEADERS])


def _parts(parsed: Message) -> Iterator[Message]:
    """Walk through the parts that hold something, without descending for ever."""
    waiting = [parsed]
    while waiting:
        part = waiting.pop(0)
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list):
            waiting = [item for item in inner if isinstance(item, Message)] + waiting
        else:
            yield part


def _is_text(part: Message, wanted: str) -> bool:
    return part.get_content_type() == wanted and part.get_content_disposition() != "attachment"


def _file_name(part: Message) -> str:
    if part.get_content_disposition() != "attachment":
        return ""
    try:
        return _readable(part.get_filename() or part.get_content_type())
    except BROKEN:
        return part.get_content_type()


def _text(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
        charset = part.get_content_charset("utf-8")
        return data.decode(charset, "replace") if isinstance(data, bytes) else str(data)
    except BROKEN:
        raw = part.get_payload()
        return raw if isinstance(raw, str) else ""


def _plain(value: object) -> str:
    """Return a header field as it stands; raw UTF-8 (RFC 6532) is read as such."""
    return str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _readable(value: object) -> str:
    """Return a header field as people read it, on one line."""
    text = _plain(value)
    with suppress(*BROKEN):  # what cannot be decoded is shown as it stands
        text = str(make_header(decode_header(text)))
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
