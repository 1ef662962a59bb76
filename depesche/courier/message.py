"""One e-mail as bytes: RFC 5322 and 5321 to the letter, and the same bytes every time (S-05, M-07).

Lines end in CRLF and stay below 998 octets, everything but an international mailbox is 7-bit, and nothing that is
passed in can start a header of its own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from depesche.courier import header_text
from depesche.courier.header_text import BadLetter, Mailbox, mailbox, parse_mailbox

__all__ = ["Attachment", "BadLetter", "Letter", "Mailbox", "as_bytes", "mailbox", "message_id", "parse_mailbox"]

CRLF = b"\r\n"
OWN_HEADERS = frozenset({"from", "to", "cc", "bcc", "subject", "date", "message-id", "reply-to", "mime-version"})
MESSAGE_ID = re.compile(r"<[!#-;=?A-Z^-~\[\]]+@[!#-;=?A-Z^-~\[\]]+>")
MEDIA_TYPE = re.compile(r"(?!multipart/|message/)[a-z]+/[a-z0-9][a-z0-9.+_-]*")
LONGEST_ID = 250


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a letter; ``media_type`` like ``application/pdf``, in lower case."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A mail to one person, not yet bytes.

    ``sender``, ``to`` and ``reply_to`` are mailboxes as people write them (``Anna <anna@example.org>``); make them with
    :func:`mailbox`. ``message_id`` is made by :func:`message_id`. ``headers`` are further ``(name, value)`` pairs.
    """

    sender: str
    to: str
    subject: str
    html: str
    text: str
    message_id: str
    date: datetime
    reply_to: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()


def message_id(token: str, domain: str) -> str:
    """Return the Message-ID that belongs to a token; the token cannot be read from it.

    :param domain: a host, A-labels only; an IP address becomes a literal
    """
    name = base64.b32encode(hashlib.sha256(b"message-id:" + token.encode()).digest()[:20]).decode().lower()
    return f"<{name}@{header_text.domain(domain)}>"


def as_bytes(letter: Letter) -> bytes:
    """Return the letter as it goes over the wire; equal letters give equal bytes.

    :raises BadLetter: a refusal for anything that would break the format or smuggle in a header
    """
    if letter.date.tzinfo is None:
        raise BadLetter("date", "it has no time zone")
    if not (letter.text or letter.html):
        raise BadLetter("text", "the letter is empty")
    return CRLF.join([*_headers(letter), *_body(letter)])


def _headers(letter: Letter) -> Iterator[bytes]:
    if not MESSAGE_ID.fullmatch(letter.message_id) or len(letter.message_id) > LONGEST_ID:
        raise BadLetter("Message-ID", "it is not of the form <name@domain>")
    yield header_text.of_mailbox("From", letter.sender)
    yield header_text.of_mailbox("To", letter.to)
    if letter.reply_to:
        yield header_text.of_mailbox("Reply-To", letter.reply_to)
    yield header_text.of_text("Subject", letter.subject)
    yield header_text.of_tokens("Date", format_datetime(letter.date))
    yield header_text.of_tokens("Message-ID", letter.message_id)
    for name, value in letter.headers:
        if name.lower() in OWN_HEADERS or name.lower().startswith("content-"):
            raise BadLetter(name, "the letter sets this header itself")
        yield header_text.of_tokens(name, value) if value.isascii() else header_text.of_text(name, value)
    yield b"MIME-Version: 1.0"


def _body(letter: Letter) -> list[bytes]:
    """Return the lines of the body with the Content headers in front of it."""
    content = _texts(letter)
    if not letter.attachments:
        return content
    files = [_attachment(attachment) for attachment in letter.attachments]
    return _multipart("mixed", [content, *files], boundary=_boundary(letter, "m"))


def _texts(letter: Letter) -> list[bytes]:
    parts = [_text(subtype, text) for subtype, text in (("plain", letter.text), ("html", letter.html)) if text]
    return parts[0] if len(parts) == 1 else _multipart("alternative", parts, boundary=_boundary(letter, "a"))


def _boundary(letter: Letter, level: str) -> str:
    """Return a boundary that no encoded part can contain: ``=_`` never occurs in quoted-printable or base64."""
    return f"=_{level}_{hashlib.sha256(letter.message_id.encode()).hexdigest()[:32]}"


def _multipart(subtype: str, parts: list[list[bytes]], *, boundary: str) -> list[bytes]:
    lines = [f"Content-Type: multipart/{subtype};".encode(), f' boundary="{boundary}"'.encode(), b""]
    for part in parts:
        lines += [f"--{boundary}".encode(), *part]
    return [*lines, f"--{boundary}--".encode(), b""]


def _text(subtype: str, text: str) -> list[bytes]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    try:
        encoded = binascii.b2a_qp(lines.encode("utf-8"), quotetabs=False, istext=True, header=False)
    except UnicodeEncodeError as error:
        raise BadLetter(subtype, "it holds half a character (a lone surrogate)") from error
    head = f'Content-Type: text/{subtype}; charset="utf-8"'.encode()
    return [head, b"Content-Transfer-Encoding: quoted-printable", b"", *encoded.replace(b"\r\n", b"\n").split(b"\n")]


def _attachment(attachment: Attachment) -> list[bytes]:
    if not MEDIA_TYPE.fullmatch(attachment.media_type):
        raise BadLetter(attachment.media_type, "it is no media type for an attachment")
    header_text.check("attachment", attachment.name)
    if not attachment.name or len(attachment.name) > 120:
        raise BadLetter("attachment", "its name is empty or longer than 120 characters")
    coded = base64.b64encode(attachment.content)
    return [
        f"Content-Type: {attachment.media_type}".encode(),
        b"Content-Transfer-Encoding: base64",
        b"Content-Disposition: attachment;",
        f" filename*=utf-8''{quote(attachment.name, safe='')}".encode(),
        b"",
        *(coded[start : start + 76] for start in range(0, len(coded), 76)),
    ]
