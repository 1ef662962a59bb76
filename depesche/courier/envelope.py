"""Envelope senders: one per mail, so that a bounce names the mail it is about and nobody can forge one (S-07).

``b+<token>@domain``: the token is lower-case base32, because local parts get folded on their way, and holds no address.
It is tagged with the ``envelope`` key; old keys stay valid. A delivery has a second address of this kind, to which a mail program writes
that lets its user leave (RFC 2369); a server needs no further rule to take it in, and neither address can be made from the other.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID

from depesche.courier.header_text import domain
from depesche.kernel import digest, keyring, options

PREFIX = "b+"
MESSAGE, DELIVERY, LEAVING = b"m", b"d", b"l"
TAG = 10


@dataclass(frozen=True)
class Origin:
    """What a bounce is about: an outbox message or a delivery of a campaign; exactly one is set. ``leaves``: it is the address for leaving."""

    message: UUID | None = None
    delivery: int | None = None
    leaves: bool = False


def of_message(identifier: UUID) -> str:
    """Return the envelope sender of an outbox message."""
    return _address(MESSAGE + identifier.bytes)


def of_delivery(identifier: int) -> str:
    """Return the envelope sender of a delivery."""
    return _address(DELIVERY + identifier.to_bytes(8, "big"))


def for_leaving(identifier: int) -> str:
    """Return the address to which whoever got a delivery can write to get no more of its kind (RFC 2369, L-32)."""
    return _address(LEAVING + identifier.to_bytes(8, "big"))


def read(address: str) -> Origin | None:
    """Return what a bounce sent to this address is about, or ``None`` if we never made such an address.

    Upper and lower case, and the domain, do not matter.
    """
    local = address.strip().strip("<>").rpartition("@")[0].lower()
    if not local.startswith(PREFIX):
        return None
    token = local.removeprefix(PREFIX).upper()
    try:
        payload = base64.b32decode(token + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return None
    named, tag = payload[:-TAG], payload[-TAG:]
    is_ours = any(digest.same(tag, _tag(key.secret, named)) for key in keyring.ring().all(keyring.ENVELOPE))
    return _origin(named) if is_ours else None


def _origin(named: bytes) -> Origin:
    if named[:1] == MESSAGE:
        return Origin(message=UUID(bytes=named[1:]))
    return Origin(delivery=int.from_bytes(named[1:], "big"), leaves=named[:1] == LEAVING)


def _address(named: bytes) -> str:
    tag = _tag(keyring.ring().current(keyring.ENVELOPE).secret, named)
    token = base64.b32encode(named + tag).decode().rstrip("=").lower()
    return f"{PREFIX}{token}@{domain(options.current().envelope_domain)}"


def _tag(secret: bytes, named: bytes) -> bytes:
    return digest.keyed(secret, b"envelope:" + named)[:TAG]
