"""What a document holds must be what its ending says: a reader opens it by the ending, and a second file hidden in it would run elsewhere."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, Any

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal

MOST_UNPACKED, MOST_RATIO, MOST_ENTRIES = 200 * 1024 * 1024, 200, 5_000
SMALL_UNPACKED = 10 * 1024 * 1024  # below this no ratio is a danger: empty tables pack well
OPEN_DOCUMENT = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
ZIP_START, ZIP_END, ZIP_END_LENGTH = b"PK\x03\x04", b"PK\x05\x06", 22
LETTERS = "\t\n\r\f"
# What Python's zipfile raises for a damaged archive, beside its own error.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, KeyError, EOFError, NotImplementedError)
UNREADABLE = (*DAMAGED, OSError, ValueError, RuntimeError)


def check(sent: File[Any]) -> None:
    """Look into a document; the file stands at its beginning afterwards.

    :raises Refusal: codes ``document-mismatch``, ``document-bomb``
    """
    ending = PurePath(sent.name or "").suffix.lower().removeprefix(".")
    looks = LOOKS.get(ending)
    try:
        sent.seek(0)
        if looks is None or not looks(sent, ending):
            raise _mismatch(ending)
    except UNREADABLE as error:
        raise _mismatch(ending) from error
    finally:
        sent.seek(0)


def _pdf(sent: IO[bytes], ending: str) -> bool:
    """A PDF from the first byte to its end mark (ISO 32000-1, 7.5)."""
    return sent.read(5) == b"%PDF-" and _tail(sent).rstrip(b"\r\n\t \0")[-5:] == b"%%EOF" and not _is_archive(sent)


def _rtf(sent: IO[bytes], ending: str) -> bool:
    return sent.read(5) == b"{\\rtf" and _tail(sent).rstrip(b"\r\n\t \0").endswith(b"}") and not _is_archive(sent)


def _text(sent: IO[bytes], ending: str) -> bool:
    """Plain text in UTF-8, UTF-16 with its mark, or Windows-1252; no control characters, which no text has and every program does."""
    data = sent.read()
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(letter >= " " or letter in LETTERS for letter in text) and not text.startswith(("%PDF-", "{\\rtf", "GIF8"))
    return False


def _office(sent: IO[bytes], ending: str) -> bool:
    """An office file is a ZIP from its first to its last byte, with the parts of its kind and without macros (ISO 29500, OASIS ODF 1.3)."""
    if sent.read(4) != ZIP_START or not _tail(sent)[-ZIP_END_LENGTH:].startswith(ZIP_END):
        return False
    with zipfile.ZipFile(sent) as archive:
        entries = archive.infolist()
        _refuse_bomb(entries)
        names = [entry.filename for entry in entries]
        if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names) or min(entry.header_offset for entry in entries):
            return False
        if any(PurePath(name).name.lower() in {"vbaproject.bin", "script-lc.xml"} for name in names):
            return False
        if ending in OFFICE:
            return "[Content_Types].xml" in names and any(name.startswith(OFFICE[ending]) for name in names)
        with archive.open("mimetype") as kind:
            return kind.read(100) == f"application/vnd.oasis.opendocument.{OPEN_DOCUMENT[ending]}".encode()


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    is_dense = unpacked > SMALL_UNPACKED and unpacked > MOST_RATIO * max(packed, 1)
    if not entries or len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or is_dense:
        raise Refusal(
            code="document-bomb",
            message=_("Unpacked, this document would be far too large."),
            help=_("Please save it again with your office program, or send a PDF."),
        )


def _is_archive(sent: IO[bytes]) -> bool:
    """Whether a ZIP stands behind something else: its comment can end like that other file."""
    sent.seek(0)
    found = zipfile.is_zipfile(sent)
    sent.seek(0)
    return found


def _tail(sent: IO[bytes]) -> bytes:
    length = sent.seek(0, 2)
    sent.seek(max(0, length - 1024))
    tail = sent.read()
    sent.seek(0)
    return tail


def _mismatch(ending: str) -> Refusal:
    return Refusal(
        code="document-mismatch",
        message=_("What is in this file is no whole %(kind)s document.") % {"kind": ending.upper()},
        help=_("Please save it again with the program that made it, without macros. Only what its ending says may be in it."),
    )


LOOKS: dict[str, Callable[[IO[bytes], str], bool]] = {
    "pdf": _pdf,
    "rtf": _rtf,
    "txt": _text,
    "csv": _text,
    **dict.fromkeys((*OFFICE, *OPEN_DOCUMENT), _office),
}
