"""The bytes of an event and the salted commitment to them; plain.

leaf = SHA-256(0x00 || commitment), commitment = HMAC-SHA-256(key = 32 random bytes, JCS(event)). Without the salt nobody can
tell what a leaf says or whom it is about, and two leaves of one person have nothing in common (EDPB Guidelines 02/2025).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from depesche.kernel import canonical_json, clock, digest

SALT = 32
ERASED = "erased"


class Frame:
    """What the events of one batch have in common: their log and their moment."""

    def __init__(self, log: str, at: datetime) -> None:
        self._head = b'{"at":%b,"body":' % canonical_json.dump(clock.to_milliseconds(at))
        self._log = canonical_json.dump(log)

    def content(self, kind: str, body: Mapping[str, object], subject: UUID | None) -> bytes:
        """Return the canonical bytes of an event: ``{"at","body","kind","log","subject"}``.

        :raises NotCanonical: if the body holds floats or foreign types
        """
        named = b"null" if subject is None else b'"%b"' % str(subject).encode()
        return b'%b%b,"kind":%b,"log":%b,"subject":%b}' % (self._head, canonical_json.dump(dict(body)), canonical_json.dump(kind), self._log, named)


def content(log: str, kind: str, body: Mapping[str, object], *, subject: UUID | None, at: datetime) -> bytes:
    """Return the canonical bytes of one event; see :meth:`Frame.content`."""
    return Frame(log, at).content(kind, body, subject)


def salts(number: int) -> list[bytes]:
    """Return salts: 32 fresh random bytes each, no two of them related."""
    drawn = secrets.token_bytes(SALT * number)
    return [drawn[start : start + SALT] for start in range(0, len(drawn), SALT)]


def commit(salt: bytes, content: bytes) -> bytes:
    """Return the commitment (32 bytes) to an event's canonical bytes."""
    return digest.keyed(salt, content)
