"""Static files and pictures, answered by RFC 9110 without Django: whole, compressed or in parts. Everything else is none of its business.

What is below a root is found by plain names only: no dot files, no folders, no links of the file system, nothing that a path could be a trick in.
Pictures are served from the folders of pictures and by the kinds that Depesche takes; documents are served by Wagtail, which asks who may read.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from typing import BinaryIO

from whitenoise.media_types import MediaTypes

from depesche.press.common_headers import EVERYWHERE, PERMISSIONS, Headers
from depesche.press.page import BROTLI, GZIP, PLAIN
from depesche.press.serving import answering, conditions, ranges
from depesche.press.serving.answering import CODINGS, HSTS, WITH_304
from depesche.press.serving.conditions import Outcome, Said, Validators
from depesche.press.serving.ranges import Span, Unsatisfiable

STATIC, MEDIA = "/static/", "/media/"
PICTURE_FOLDERS = ("images/", "original_images/")
PICTURES = {".webp": "image/webp", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".avif": "image/avif"}
LONGEST = 1024
MOST_IN_MEMORY = 4 * 1024 * 1024  # bytes of several ranges; beyond it the whole file is sent
SANDBOX = "default-src 'none'; sandbox"
OF_STATIC = (("Access-Control-Allow-Origin", "*"), *EVERYWHERE)
OF_MEDIA = (("Content-Security-Policy", SANDBOX), ("Permissions-Policy", PERMISSIONS), *EVERYWHERE)
FOR_EVER = "max-age=315360000, public, immutable"  # the name tells the content
A_MINUTE = "max-age=60, public"
A_PICTURE = "public, max-age=31536000, immutable"  # Wagtail never writes another picture under a name it used before
NAME = r"[A-Za-z0-9_][A-Za-z0-9_.+@~-]*"
HASHED = r"\.[0-9a-f]{12}(?:\.[^./]+)?$"
_NAMES = re.compile(rf"{NAME}(?:/{NAME})*")
_HASHED = re.compile(HASHED)
_COMPRESSED = (".gz", ".br")


def _nothing(name: str) -> None:
    """Look up a header of a request that has none."""


@dataclass(frozen=True)
class FileAsked:
    """A request for a file: its path without escapes and query, and how to look up its headers by their names in small letters."""

    path: str
    method: str = "GET"
    is_https: bool = False
    said: Said = field(default=_nothing)


@dataclass(frozen=True)
class Piece:
    """Bytes of a file to send: ``length`` of them from ``offset`` on; ``is_whole`` when that is all of it."""

    path: Path
    offset: int
    length: int
    is_whole: bool


@dataclass(frozen=True)
class FileReply:
    """An answer; what is sent is a piece of a file, some bytes, or nothing (HEAD, 304, 412, 416)."""

    status: int
    headers: Headers
    send: Piece | bytes | None


@dataclass(frozen=True)
class _Form:
    """One form of a file on the disk."""

    path: Path
    size: int
    modified_ns: int

    def validators(self, form: str) -> Validators:
        mark = f"-{form}" if form else ""
        return Validators(f'"{self.modified_ns:x}-{self.size:x}{mark}"', self.modified_ns // 1_000_000_000)


class SiteFiles:
    """The files of one home; any number of threads may share it."""

    def __init__(self, *, static: Path, media: Path, is_secure: bool = False) -> None:
        """Name the roots; they may be links themselves.

        :param is_secure: whether the site insists on TLS (RFC 6797), which is said over TLS only
        """
        self._roots = {STATIC: Path(os.path.realpath(static)), MEDIA: Path(os.path.realpath(media))}
        self._is_secure = is_secure
        self._kinds = MediaTypes()

    def answer(self, asked: FileAsked, *, now: float) -> FileReply | None:
        """Answer GET and HEAD of an existing file; ``None`` for everything else, which goes on to Django. The host is looked at before.

        :param now: seconds since 1970
        """
        if asked.method not in {"GET", "HEAD"}:
            return None
        try:
            if asked.path.startswith(STATIC):
                return self._static(asked, now=now)
            return self._picture(asked, now=now) if asked.path.startswith(MEDIA) else None
        except OSError:  # removed a moment ago
            return None

    def _static(self, asked: FileAsked, *, now: float) -> FileReply | None:
        name = asked.path.removeprefix(STATIC)
        forms = None if name.endswith(_COMPRESSED) else self._forms(STATIC, name)
        if forms is None:
            return None
        fixed = (
            ("Content-Type", kind_of(self._kinds.get_type(name))),
            ("Cache-Control", FOR_EVER if _HASHED.search(name) else A_MINUTE),
            *([("Vary", "Accept-Encoding")] if len(forms) > 1 else []),
            *OF_STATIC,
        )
        return self._reply(asked, forms, fixed, now=now)

    def _picture(self, asked: FileAsked, *, now: float) -> FileReply | None:
        name = asked.path.removeprefix(MEDIA)
        kind = PICTURES.get(os.path.splitext(name)[1].lower())  # noqa: PTH122 - the way of every hit
        if kind is None or not name.startswith(PICTURE_FOLDERS):
            return None
        found = self._look(MEDIA, name)
        fixed = (("Content-Type", kind), ("Cache-Control", A_PICTURE), *OF_MEDIA)
        return None if found is None else self._reply(asked, {PLAIN: found}, fixed, now=now)

    def _forms(self, root: str, name: str) -> Mapping[str, _Form] | None:
        plain = self._look(root, name)
        if plain is None:
            return None
        compressed = ((form, self._look(root, f"{name}.{form}")) for form in (BROTLI, GZIP))
        return {PLAIN: plain, **{form: found for form, found in compressed if found is not None}}

    def _look(self, root: str, name: str) -> _Form | None:
        """Find a plain file by plain names, without following any link below the root."""
        if len(name) > LONGEST or not _NAMES.fullmatch(name):
            return None
        place = str(self._roots[root])
        try:
            for part in name.split("/"):
                place = f"{place}/{part}"
                found = os.lstat(place)
                if stat.S_ISLNK(found.st_mode):
                    return None
        except OSError:
            return None
        return _Form(Path(place), found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None

    def _reply(self, asked: FileAsked, forms: Mapping[str, _Form], fixed: Headers, *, now: float) -> FileReply:
        form = answering.choose(asked.said("accept-encoding"), forms)
        file = forms[form]
        validators = file.validators(form)
        headers = (*fixed, ("ETag", validators.etag), *_dated(validators, now=now))
        if self._is_secure and asked.is_https:
            headers = (*headers, HSTS)
        outcome = conditions.judge(validators, asked.said)
        if outcome is Outcome.NOT_MODIFIED:
            return FileReply(304, tuple(header for header in headers if header[0].lower() in WITH_304), None)
        if outcome is Outcome.FAILED:
            return FileReply(412, (*EVERYWHERE, ("Content-Length", "0")), None)
        headers = (*headers, ("Accept-Ranges", "bytes"), *([("Content-Encoding", CODINGS[form])] if form in CODINGS else []))
        wants_parts = asked.method == "GET" and conditions.range_is_wanted(validators, asked.said, now=now)
        return _parts(asked, file, headers) if wants_parts else _whole(asked, file, headers)


def kind_of(kind: str) -> str:
    """Return what is said about a static file of a kind: texts are in UTF-8."""
    return f'{kind}; charset="utf-8"' if kind.startswith("text/") else kind


def _dated(found: Validators, *, now: float) -> Headers:
    return (("Last-Modified", formatdate(found.modified, usegmt=True)),) if found.modified <= now else ()


def _whole(asked: FileAsked, file: _Form, headers: Headers) -> FileReply:
    sent = Piece(file.path, 0, file.size, is_whole=True) if asked.method == "GET" else None
    return FileReply(200, (*headers, ("Content-Length", str(file.size))), sent)


def _parts(asked: FileAsked, file: _Form, headers: Headers) -> FileReply:
    try:
        spans = ranges.read(asked.said("range"), file.size)
    except Unsatisfiable:
        return FileReply(416, (*EVERYWHERE, ("Content-Range", f"bytes */{file.size}"), ("Content-Length", "0")), None)
    if not spans or (len(spans) > 1 and sum(span.length for span in spans) > MOST_IN_MEMORY):
        return _whole(asked, file, headers)
    if len(spans) > 1:
        return _several(file, spans, headers)
    span = spans[0]
    said = (*headers, ("Content-Range", span.content_range(file.size)), ("Content-Length", str(span.length)))
    return FileReply(206, said, Piece(file.path, span.first, span.length, is_whole=span.length == file.size))


def _several(file: _Form, spans: list[Span], headers: Headers) -> FileReply:
    """Send several ranges at once; each is read here, as a server can only send one piece of a file."""
    boundary = secrets.token_hex(16)
    kind = next(value for name, value in headers if name == "Content-Type")
    with file.path.open("rb") as opened:
        body = ranges.multipart(((span, _read(opened, span)) for span in spans), size=file.size, kind=kind, boundary=boundary)
    others = tuple(header for header in headers if header[0] != "Content-Type")
    said = (("Content-Type", f"multipart/byteranges; boundary={boundary}"), *others, ("Content-Length", str(len(body))))
    return FileReply(206, said, body)


def _read(opened: BinaryIO, span: Span) -> bytes:
    opened.seek(span.first)
    return opened.read(span.length)
