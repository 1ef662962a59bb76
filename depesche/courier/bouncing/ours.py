"""Which mail of ours it is about: envelope senders, Message-IDs and links to leave that come along. Nothing here is checked.

Envelope senders (:mod:`depesche.courier.envelope`) are looked for where the mail was sent to first, then in what came back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from depesche.courier.bouncing.mail_parts import Part

TOKEN = re.compile(r"b\+[a-z2-7]{24,64}(?:@|=40|%40)[a-z0-9.-]{1,253}", re.IGNORECASE)
SENT_TO = (
    "x-depesche-envelope-to",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "original-recipient",
    "apparently-to",
    "to",
    "cc",
)
IDS = re.compile(rb"^[> \t]*(?:original-)?message-id:\s*(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE)
LINKS = re.compile(rb"/newsletter/[a-z-]+/([A-Za-z0-9_-]{20,400})")
LEAVE = re.compile(rb"^[> \t]*list-unsubscribe:(.*(?:\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """What names a mail of ours."""

    tokens: tuple[str, ...]
    message_ids: tuple[str, ...]
    links: tuple[str, ...]


def found_in(mail: Part, data: bytes) -> Found:
    """Look through the fields and the whole mail; ``data`` has LF line ends."""
    sent_to = "\n".join(value for name in SENT_TO for value in mail.fields.get(name, ()))
    tokens = [*TOKEN.findall(sent_to), *TOKEN.findall(_flat(data))] if b"+" in data else []
    inside = data[data.find(b"\n\n") :]
    ids = IDS.findall(inside)
    links = [link for field in LEAVE.findall(inside) for link in LINKS.findall(field.replace(b"=\n", b""))]
    return Found(_once([re.sub(r"=40|%40", "@", token).lower() for token in tokens]), _once(_texts(ids)), _once(_texts(links)))


def _flat(data: bytes) -> str:
    """Undo soft line breaks of quoted-printable: a token may be cut by one."""
    return data.replace(b"=\n", b"").decode("latin-1")


def _texts(found: list[bytes]) -> list[str]:
    return [value.decode("ascii", "replace") for value in found]


def _once(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))[:10]
