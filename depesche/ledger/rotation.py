"""Giving a log a new signing key. The old one stays in the key ring, so everything that it signed still verifies."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.kernel import keyring
from depesche.ledger import book, checkpoints, logs
from depesche.ledger.note import Verifier

KIND = "key_rotated"


def rotate(log: str, *, at: datetime) -> Verifier:
    """Add a key, write into the log which key followed which, and sign that under the new key; return its public side.

    The key is on the disk before the entry is committed: a failure in between leaves a new key without its entry, never an entry without its key.
    """
    with transaction.atomic():
        before = logs.verifiers(log)
        keyring.ring().rotate(f"log:{log}")
        (new, *_) = logs.verifiers(log)
        book.append(book.Fact(KIND, {"new": new.vkey, "old": before[0].vkey if before else ""}, log=log), at=at)
        checkpoints.sign(log, at=at)
    return new
