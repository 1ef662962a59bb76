"""The text of one header field: folded, encoded where it is not ASCII (RFC 2047), and unable to start another field."""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from depesche.kernel.refusal import Refusal

FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
CONTROL = re.compile("[\x00-\x1f\x7f]")
NAMED = re.compile(r"\s*(?P<name>.*?)\s*<(?P<address>[^<>]*)>\s*")
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+)*")
DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Za-z:.]+\]")
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
ASCII_BOX = re.compile(r"(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
LONGEST_BOX = 254
FOLD_AT = 78
ENCODED_LINE = 76
LONGEST_LINE = 998


class BadLetter(Refusal):
    """Something that cannot become a mail; the code is ``bad-letter``."""

    def __init__(self, field: str, why: str) -> None:
        shown = CONTROL.sub("?", field)[:60]
        super().__init__(code="bad-letter", message=f"This mail cannot be written: {shown}: {why}.", help="Correct this part of the mail.")


@dataclass(frozen=True)
class Mailbox:
    """A display name (may be empty) and an address."""

    name: str
    address: str


def mailbox(name: str, address: str) -> str:
    """Return a mailbox as :class:`~depesche.courier.message.Letter` takes it."""
    return f"{name} <{address}>" if name else address


def parse_mailbox(text: str, *, field: str = "address") -> Mailbox:
    """Read ``Name <address>`` or a bare address; a name may hold commas and needs no quotes.

    :raises BadLetter: if it is neither
    """
    if is_plain_box(text):
        return Mailbox("", text)
    check(field, text)
    found = NAMED.fullmatch(text)
    name, address = (found["name"], found["address"]) if found else ("", text)
    if len(name) >= 2 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return Mailbox(" ".join(name.split()), _checked(address.strip(), field))


def is_plain_box(text: str) -> bool:
    """Whether a text is an ASCII address without a name, as most are: then nothing else has to be looked at."""
    return len(text) <= LONGEST_BOX and ASCII_BOX.fullmatch(text) is not None


def _checked(address: str, field: str) -> str:
    local, at, host = address.rpartition("@")
    fits = LOCAL.fullmatch(local) and local.isprintable() and len(local.encode()) <= 64
    if not (at and fits and DOMAIN.fullmatch(host) and len(address) <= LONGEST_BOX):
        raise BadLetter(field, "it is no e-mail address")
    return address


@lru_cache(maxsize=64)
def domain(host: str) -> str:
    """Return a host as the right side of an address: an IP address as a literal (RFC 5321, 4.1.3)."""
    try:
        number = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host
    return f"[{number}]" if number.version == 4 else f"[IPv6:{number}]"


def check(field: str, text: str) -> None:
    """Refuse control characters: they could end this field and start another (header injection).

    :raises BadLetter: if there is one, or half a character
    """
    if CONTROL.search(text):
        raise BadLetter(field, "it holds a line break or another control character")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadLetter(field, "it holds half a character (a lone surrogate)")


def of_mailbox(name: str, text: str) -> bytes:
    """Return an address field with one mailbox; the display name is quoted or encoded as it needs."""
    box = parse_mailbox(text, field=name)
    address = f"<{box.address}>".encode()
    if not box.name:
        return _within(name, name.encode() + b": " + box.address.encode())
    shown = _quoted(name, box.name) if _is_plain(box.name) and len(box.name) < 60 else _encoded(name, box.name)
    joint = b" " if len(shown.rsplit(b"\r\n", 1)[-1]) + len(address) < FOLD_AT else b"\r\n "
    return _within(name, shown + joint + address)


def _quoted(name: str, text: str) -> bytes:
    if ATOMS.fullmatch(text):
        return f"{name}: {text}".encode()
    shown = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}: "{shown}"'.encode()


def of_text(name: str, text: str) -> bytes:
    """Return a field of free text, for people: encoded when it is not plain ASCII or could be mistaken for encoded text."""
    _check_name(name)
    check(name, text)
    if _is_plain(text) and all(len(word) < FOLD_AT - len(name) - 2 for word in text.split(" ")):
        return of_tokens(name, text)
    return _within(name, _encoded(name, text.strip(" ")))


def of_tokens(name: str, text: str) -> bytes:
    """Return a field for machines, ASCII only: folded at its spaces, never encoded.

    :raises BadLetter: if one word is too long for a line
    """
    _check_name(name)
    check(name, text)
    if not text.isascii():
        raise BadLetter(name, "it holds characters that are not ASCII")
    lines = [f"{name}:"]
    for token in re.findall(r" *[^ ]+", f" {text.strip(' ')}"):
        if len(lines[-1]) + len(token) > FOLD_AT and lines[-1] != f"{name}:":
            lines.append(token)
        else:
            lines[-1] += token
    return _within(name, "\r\n".join(lines).encode())


def _check_name(name: str) -> None:
    if not FIELD_NAME.fullmatch(name):
        raise BadLetter(name, "this is no name of a header")


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def _encoded(name: str, text: str) -> bytes:
    words = [f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in _chunks(text, first=ENCODED_LINE - len(name) - 2)]
    return f"{name}: ".encode() + "\r\n ".join(words).encode()


def _chunks(text: str, *, first: int) -> Iterator[bytes]:
    """Cut text into pieces of whole characters whose encoded words fill a line each."""
    room, piece = _room(first), b""
    for letter in text:
        coded = letter.encode()
        if len(piece) + len(coded) > room:
            yield piece
            room, piece = _room(ENCODED_LINE - 1), b""
        piece += coded
    yield piece


def _room(line: int) -> int:
    return max(4, (line - len("=?utf-8?b??=")) // 4 * 3)


def _within(name: str, field: bytes) -> bytes:
    if any(len(line) > LONGEST_LINE for line in field.split(b"\r\n")):
        raise BadLetter(name, "one of its words is longer than a line of a mail may be")
    return field
