"""A letter compiled once and rendered for many: fixed bytes and slots, so that one recipient costs microseconds (S-05, M-07).

What is rendered says the same as :func:`depesche.courier.message.as_bytes` of the same letter; only its boundary belongs to the letter instead of
the recipient, and quoted-printable lines break where a slot begins and ends. Nothing that is put into a slot can leave it: values of headers are
checked, values of bodies are encoded.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from email.utils import format_datetime

from depesche.courier import dots, header_text, relaxed
from depesche.courier.header_text import BadLetter
from depesche.courier.message import CRLF, LONGEST_ID, MESSAGE_ID, OWN_HEADERS, Letter

TO, ID = "to", "message_id"
LAST_LINE = b".\r\n"
SOFT = b"=\r\n"  # a line of quoted-printable that goes on in the next one
TOKEN = re.compile(r"[!-~]*")

Values = Mapping[str, str]
Piece = bytes | str  # fixed bytes, or the name of a slot


@dataclass(frozen=True, slots=True)
class Field:
    """One header field: whole, or its pieces. ``relaxed`` is what DKIM signs of a whole one."""

    name: str
    pieces: tuple[Piece, ...]
    relaxed: bytes = b""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One recipient's mail in parts: header fields without their last CRLF, what DKIM signs of each, the body, and what DKIM signs of it.

    ``is_ready``: the body has its dots doubled and the last dot behind it.
    """

    fields: list[bytes]
    relaxed: list[bytes]
    body: bytes
    relaxed_body: bytes
    is_ready: bool = False

    def whole(self, *before: bytes) -> bytes:
        """Return the mail with further fields before the others."""
        return CRLF.join([*before, *self.fields, b"", self.body])


class Compiled:
    """A letter with slots. ``to`` and ``message_id`` are two of them."""

    def __init__(self, fields: list[Field], body: list[Piece]) -> None:
        self.names = tuple(field.name for field in fields)
        self._fields = fields
        self._head = _merged_fields(fields)
        self._body = body
        self._ready_body = [piece if isinstance(piece, str) else dots.doubled(piece) for piece in body]  # each begins a line
        self._relaxed_body = [piece if isinstance(piece, str) else relaxed.lines(piece) for piece in body]
        self.slots = frozenset(piece for piece in (*(piece for field in fields for piece in field.pieces), *body) if isinstance(piece, str))

    def render(self, values: Values) -> bytes:
        """Return one recipient's mail; equal values give equal bytes.

        :param values: for every slot its text: ``to`` a mailbox, ``message_id``, and what was named when compiling
        :raises BadLetter: for a value that does not fit its slot
        :raises KeyError: for a slot without a value
        """
        coded: dict[str, bytes] = {}
        body = [piece if isinstance(piece, bytes) else _coded(piece, values, coded) for piece in self._body]
        return CRLF.join([*[_raw(field, values) for field in self._fields], b"", b"".join(body)])

    def ready(self, values: Values) -> bytes:
        """Return the same as it follows DATA: dots doubled, the last dot behind it; for a mail that is ``ready``."""
        head = [part if isinstance(part, bytes) else _raw(part, values) for part in self._head]
        return CRLF.join([*head, b"", b"".join([*self._body_ready(values, {}), LAST_LINE])])

    def rendered(self, values: Values, *, ready: bool = False) -> Rendered:
        """Return the same in parts, for signing."""
        coded: dict[str, bytes] = {}
        signed = [piece if isinstance(piece, bytes) else relaxed.lines(_coded(piece, values, coded)) for piece in self._relaxed_body]
        body = [*self._body_ready(values, coded), LAST_LINE] if ready else [p if isinstance(p, bytes) else coded[p] for p in self._body]
        raw = [_raw(field, values) for field in self._fields]
        return Rendered(
            raw,
            [field.relaxed or relaxed.field(found) for field, found in zip(self._fields, raw, strict=True)],
            b"".join(body),
            relaxed.ended(b"".join(signed)),
            ready,
        )

    def _body_ready(self, values: Values, coded: dict[str, bytes]) -> list[bytes]:
        return [piece if isinstance(piece, bytes) else dots.doubled(_coded(piece, values, coded)) for piece in self._ready_body]


def compile_letter(letter: Letter, marks: Values) -> Compiled:
    """Compile a letter.

    :param letter: its ``to`` and ``message_id`` are not looked at
    :param marks: for each slot the text that stands for it in the bodies or in the further headers; nothing else may look like it
    :raises BadLetter: as :func:`~depesche.courier.message.as_bytes` does, and for a mark elsewhere or attachments
    """
    if {TO, ID} & set(marks) or not all(re.fullmatch(r"\S+", mark) for mark in marks.values()):
        raise ValueError("a slot has a mark that is empty or holds a space, or a name that is taken")
    if letter.date.tzinfo is None:
        raise BadLetter("date", "it has no time zone")
    if not (letter.text or letter.html):
        raise BadLetter("text", "the letter is empty")
    if letter.attachments:
        raise BadLetter("attachment", "a letter to many carries none")
    found = _Marks(marks)
    content, body = _content(letter, found)
    fields = [*_own_fields(letter, found), *(_header(name, value, found) for name, value in letter.headers), _fixed(b"MIME-Version: 1.0")]
    return Compiled([*fields, *map(_fixed, content)], body)


class _Marks:
    """Finds marks in texts."""

    def __init__(self, marks: Values) -> None:
        self._names = {mark: name for name, mark in marks.items()}
        longest_first = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("(" + "|".join(map(re.escape, longest_first)) + ")") if marks else None

    def split(self, text: str) -> list[tuple[str, bool]]:
        """Cut a text into fixed pieces and names of slots; the flag tells a name."""
        if self._pattern is None:
            return [(text, False)]
        pieces = self._pattern.split(text)
        return [(self._names[piece], True) if number % 2 else (piece, False) for number, piece in enumerate(pieces)]

    def forbid(self, field: str, text: str) -> None:
        if self._pattern is not None and self._pattern.search(text):
            raise BadLetter(field, "no slot may stand here")


def _own_fields(letter: Letter, marks: _Marks) -> list[Field]:
    for field, text in (("From", letter.sender), ("Reply-To", letter.reply_to), ("Subject", letter.subject)):
        marks.forbid(field, text)
    return [
        _fixed(header_text.of_mailbox("From", letter.sender)),
        Field("To", (TO,)),
        *([_fixed(header_text.of_mailbox("Reply-To", letter.reply_to))] if letter.reply_to else []),
        _fixed(header_text.of_text("Subject", letter.subject)),
        _fixed(header_text.of_tokens("Date", format_datetime(letter.date))),
        Field("Message-ID", (ID,)),
    ]


def _fixed(raw: bytes) -> Field:
    return Field(raw.partition(b":")[0].decode(), (raw,), relaxed.field(raw))


def _header(name: str, value: str, marks: _Marks) -> Field:
    """Compile a further header: a word with a slot stands on a line of its own."""
    if name.lower() in OWN_HEADERS or name.lower().startswith("content-"):
        raise BadLetter(name, "the letter sets this header itself")
    if all(not is_slot for _, is_slot in marks.split(value)):
        return _fixed(header_text.of_tokens(name, value) if value.isascii() else header_text.of_text(name, value))
    header_text.of_tokens(name, "".join(piece for piece, is_slot in marks.split(value) if not is_slot) or "x")
    pieces: list[Piece] = [f"{name}:".encode()]
    for number, word in enumerate(value.split()):
        pieces.append(b" " if number == 0 else b"\r\n ")
        pieces += [piece if is_slot else piece.encode() for piece, is_slot in marks.split(word) if piece]
    return Field(name, _merged(pieces))


def _merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Join fixed pieces that stand side by side."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, bytes) and found and isinstance(found[-1], bytes):
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found)


def _merged_fields(fields: Iterable[Field]) -> list[bytes | Field]:
    """Join whole fields that stand side by side."""
    found: list[bytes | Field] = []
    for field in fields:
        before = found[-1] if found else None
        if not field.relaxed:
            found.append(field)
        elif isinstance(before, bytes):
            found[-1] = before + CRLF + b"".join(piece for piece in field.pieces if isinstance(piece, bytes))
        else:
            found.append(b"".join(piece for piece in field.pieces if isinstance(piece, bytes)))
    return found


def _content(letter: Letter, marks: _Marks) -> tuple[list[bytes], list[Piece]]:
    """Return the Content header fields and the pieces of the body; every fixed piece and every slot begins a line."""
    parts = [(subtype, _text(subtype, text, marks)) for subtype, text in (("plain", letter.text), ("html", letter.html)) if text]
    if len(parts) == 1:
        return _heads(parts[0][0]), list(_merged(parts[0][1]))
    same_for_all = "\0".join((letter.sender, letter.subject, letter.text, letter.html, format_datetime(letter.date)))
    boundary = f"=_a_{hashlib.sha256(same_for_all.encode()).hexdigest()[:32]}".encode()
    pieces: list[Piece] = []
    for subtype, text in parts:
        pieces += [b"--" + boundary + CRLF + CRLF.join([*_heads(subtype), b"", b""]), *text, CRLF]
    head = b'Content-Type: multipart/alternative;\r\n boundary="' + boundary + b'"'
    return [head], list(_merged([*pieces, b"--" + boundary + b"--" + CRLF]))


def _heads(subtype: str) -> list[bytes]:
    return [f'Content-Type: text/{subtype}; charset="utf-8"'.encode(), b"Content-Transfer-Encoding: quoted-printable"]


def _text(subtype: str, text: str, marks: _Marks) -> list[Piece]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    try:
        return [piece if is_slot else _quoted(piece) for piece, is_slot in marks.split(lines) if piece]
    except UnicodeEncodeError as error:
        raise BadLetter(subtype, "it holds half a character (a lone surrogate)") from error


def _quoted(text: str) -> bytes:
    """Return text as whole lines of quoted-printable; the last one goes on in the next if the text does."""
    coded = binascii.b2a_qp(text.encode(), quotetabs=False, istext=True, header=False).replace(b"\r\n", b"\n").replace(b"\n", CRLF)
    if not coded or coded.endswith(CRLF):
        return coded
    last = len(coded) - coded.rfind(b"\n") - 1
    if last < header_text.ENCODED_LINE:
        return coded + SOFT
    cut = -3 if coded[-3:-2] == b"=" else -1  # the sign that goes on has no room any more
    return coded[:cut] + SOFT + coded[cut:] + SOFT


def _coded(slot: str, values: Values, known: dict[str, bytes]) -> bytes:
    found = known.get(slot)
    if found is None:
        try:
            found = known[slot] = _quoted(values[slot].replace("\r\n", "\n").replace("\r", "\n"))
        except UnicodeEncodeError as error:
            raise BadLetter(slot, "it holds half a character (a lone surrogate)") from error
    return found


def _raw(field: Field, values: Values) -> bytes:
    if field.relaxed:
        return field.pieces[0]  # type: ignore[return-value]
    if field.name == "To":
        return _to(values[TO])
    if field.name == "Message-ID":
        return _message_id(values[ID])
    raw = b"".join([piece if isinstance(piece, bytes) else _token(piece, values[piece]) for piece in field.pieces])
    if len(raw) > header_text.LONGEST_LINE and any(len(line) > header_text.LONGEST_LINE for line in raw.split(CRLF)):
        raise BadLetter(field.name, "one of its words is longer than a line of a mail may be")
    return raw


def _to(box: str) -> bytes:
    if header_text.is_plain_box(box):
        return b"To: " + box.encode()
    return header_text.of_mailbox("To", box)


def _message_id(value: str) -> bytes:
    if not MESSAGE_ID.fullmatch(value) or len(value) > LONGEST_ID:
        raise BadLetter("Message-ID", "it is not of the form <name@domain>")
    return b"Message-ID: " + value.encode()


def _token(slot: str, value: str) -> bytes:
    if not TOKEN.fullmatch(value):
        raise BadLetter(slot, "it holds characters that no word of a header holds")
    return value.encode()


def filled(letter: Letter, marks: Values, values: Values) -> Letter:
    """Return the letter that a rendering stands for: the slow way, for tests and for looking at one mail."""

    def fill(text: str) -> str:
        return "".join(values[piece] if is_slot else piece for piece, is_slot in _Marks(marks).split(text))

    headers = tuple((name, fill(value)) for name, value in letter.headers)
    return replace(letter, to=values[TO], message_id=values[ID], html=fill(letter.html), text=fill(letter.text), headers=headers)
