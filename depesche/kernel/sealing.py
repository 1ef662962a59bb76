"""Secrets that must be read again, kept encrypted in the database: a copy of the database alone gives nobody a second factor.

AES-256-GCM with a numbered key of the key ring; the text says which key sealed it, and is bound to what it is for.
"""

from __future__ import annotations

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from depesche.kernel import keyring
from depesche.kernel.refusal import Refusal

MARK = "sealed"
NONCE_LENGTH = 12


def seal(text: str, *, kind: str) -> str:
    """Return the text encrypted with the newest key of this kind: ``sealed.<key number>.<base64>``.

    :raises Refusal: code ``key-missing``
    """
    key = keyring.ring().current(kind)
    nonce = secrets.token_bytes(NONCE_LENGTH)
    hidden = AESGCM(key.secret).encrypt(nonce, text.encode(), kind.encode())
    return f"{MARK}.{key.number}.{base64.urlsafe_b64encode(nonce + hidden).decode()}"


def unseal(sealed: str, *, kind: str) -> str:
    """Return what :func:`seal` was given.

    :raises Refusal: code ``cannot-unseal`` if it is no sealed text, was changed, or its key is gone
    """
    try:
        mark, number, body = sealed.split(".")
        key = keyring.ring().numbered(kind, int(number))
        raw = base64.urlsafe_b64decode(body)
        if mark != MARK or key is None:
            raise ValueError(mark)
        return AESGCM(key.secret).decrypt(raw[:NONCE_LENGTH], raw[NONCE_LENGTH:], kind.encode()).decode()
    except (ValueError, binascii.Error, InvalidTag) as error:
        raise Refusal(
            code="cannot-unseal",
            message="A stored secret cannot be read: it was changed, or its key is missing.",
            help="Restore keys.json from a backup that belongs to this database.",
        ) from error
