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


def content(log: str, kind: str, body: Mapping[str, object], *, subject: UUID | None, at: datetime) -> bytes:
    """Return the canonical bytes of an event: ``{"at","body","kind","log","subject"}``.

    :raises NotCanonical: if the body holds floats or foreign types
    """
    named = None if subject is None else str(subject)
    return canonical_json.dump({"at": clock.to_milliseconds(at), "body": dict(body), "kind": kind, "log": log, "subject": named})


def salt() -> bytes:
    """Return 32 fresh random bytes."""
    return secrets.token_bytes(SALT)


def commit(salt: bytes, content: bytes) -> bytes:
    """Return the commitment (32 bytes) to an event's canonical bytes."""
    return digest.keyed(salt, content)
