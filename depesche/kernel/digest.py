"""Digests and comparisons, in the few forms that Depesche uses."""

from __future__ import annotations

import hashlib
import hmac


def sha256(data: bytes) -> bytes:
    """Return the 32 bytes of SHA-256."""
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes) -> str:
    """Return SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def keyed(key: bytes, data: bytes) -> bytes:
    """Return the 32 bytes of HMAC-SHA-256."""
    return hmac.digest(key, data, "sha256")


def same(left: bytes, right: bytes) -> bool:
    """Compare in constant time (B-05)."""
    return hmac.compare_digest(left, right)
