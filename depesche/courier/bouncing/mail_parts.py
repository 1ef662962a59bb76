"""Taking a mail apart, whatever it is: no bytes raise, and LF, CRLF and CR read alike.

The standard library's parser is not used: it raises on some broken mails and reads bare CR another way than LF.
Only what reading a notice needs is done: fields, parts (RFC 2045, 2046), transfer encodings, charsets, encoded words (RFC 2047).
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_BYTES = 512 * 1024
DEEPEST, MOST_PARTS, MOST_FIELDS = 8, 60, 400
FOLDED = re.compile(r"\n[ \t]+")
FIELD = re.compile(r"^([!-9;-~]{1,80}):[ \t]*(.*)$", re.MULTILINE)
BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
CHARSET = re.compile(r'charset\s*=\s*"?([\w.:-]{1,40})', re.IGNORECASE)
WORD = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]*)?\?([bq])\?([^?\s]*)\?=", re.IGNORECASE)
BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")
# Codecs of Python's that are no charsets of mail: their time grows with the square of the length, or they make half characters.
NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})
EMBEDDED = ("message/rfc822", "message/global", "message/partial")


@dataclass
class Part:
    """One part: its fields by lower-case name, its type like ``text/plain``, its body as bytes, or the parts in it."""

    fields: dict[str, list[str]]
    type: str
    body: bytes = b""
    parts: list[Part] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return the first field of a name, unfolded, or nothing."""
        found = self.fields.get(name)
        return found[0] if found else ""

    def text(self) -> str:
        """Return the body as text, in whatever charset it claims or is."""
        return decoded(transferred(self.body, self.get("content-transfer-encoding")), self.get("content-type"))

    def walk(self) -> Iterator[Part]:
        """Yield this part and all in it, in order; not what is inside of an embedded mail."""
        yield self
        for part in self.parts:
            yield from part.walk()


def read(data: bytes) -> Part:
    """Take a mail apart; what is beyond 512 KB is not looked at."""
    plain = data[:MOST_BYTES].replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n")
    return _part(plain, depth=0, budget=[MOST_PARTS])


def fields_of(text: str) -> dict[str, list[str]]:
    """Read header fields; lines that are none are passed over."""
    found: dict[str, list[str]] = {}
    for name, value in FIELD.findall(FOLDED.sub(" ", text))[:MOST_FIELDS]:
        found.setdefault(name.lower(), []).append(value.strip())
    return found


def words(value: str) -> str:
    """Decode encoded words (RFC 2047); what cannot be decoded stays."""
    if "=?" not in value:
        return value
    return WORD.sub(_word, BETWEEN_WORDS.sub(r"\1\2", value))


def transferred(body: bytes, encoding: str) -> bytes:
    """Undo base64 and quoted-printable, as far as it goes."""
    kind = encoding.strip().lower()
    if kind == "base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        try:
            return base64.b64decode(letters[: len(letters) // 4 * 4] + _tail(letters)).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        except (binascii.Error, ValueError):
            return body
    return quopri.decodestring(body) if kind == "quoted-printable" else body


def decoded(body: bytes, content_type: str) -> str:
    """Read bytes as the charset that a field names; else as UTF-8, else as Windows-1252. What comes out can be stored and shown as UTF-8."""
    named = CHARSET.search(content_type) if content_type else None
    for charset in (named[1] if named else "utf-8", "utf-8"):
        try:
            return _in_charset(body, charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return body.decode("cp1252", "replace")


def _in_charset(body: bytes, charset: str) -> str:
    if codecs.lookup(charset).name in NO_CHARSETS:
        raise LookupError(charset)
    text = body.decode(charset)
    text.encode()  # UTF-7 can carry half a character, which neither a database nor a page takes
    return text


def _tail(letters: bytes) -> bytes:
    left = letters[len(letters) // 4 * 4 :]
    return left + b"=" * (4 - len(left)) if len(left) > 1 else b""


def _word(found: re.Match[str]) -> str:
    raw = found[3].encode("utf-8", "replace")
    body = transferred(raw, "base64") if found[2] in "bB" else quopri.decodestring(raw, header=True)
    return decoded(body, f"charset={found[1]}")


def _part(data: bytes, *, depth: int, budget: list[int]) -> Part:
    budget[0] -= 1
    head, body = _split(data)
    fields = fields_of(head.decode("utf-8", "replace"))
    content_type = (fields.get("content-type") or ["text/plain"])[0]
    part = Part(fields, content_type.split(";")[0].strip().lower() or "text/plain", body)
    if depth < DEEPEST and part.type.startswith("multipart/"):
        named = BOUNDARY.search(content_type)
        pieces = _pieces(body, (named[1] or named[2]).encode()) if named else []
        part.parts = [_part(piece, depth=depth + 1, budget=budget) for piece in pieces if budget[0] > 0]
        if not part.parts:
            part.type = "text/plain"
    return part


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Split fields from body. A part that begins with an empty line has no fields."""
    if data.startswith(b"\n"):
        return b"", data[1:]
    head, _, body = data.partition(b"\n\n")
    return head, body


def _pieces(body: bytes, boundary: bytes) -> list[bytes]:
    """Cut a body at its boundary; a missing end is no matter."""
    lines = b"\n" + body
    mark = b"\n--" + boundary.rstrip()
    pieces = []
    for piece in lines.split(mark)[1:]:
        if piece.startswith(b"--"):
            break
        pieces.append(piece.partition(b"\n")[2])
    return pieces
