"""Which logs there are, under which origin line and with which keys (C2SP tlog-checkpoint).

The origin is ``<site host>/<path>``. After a move to another domain the keys stay, so older checkpoints still verify under their own origin.
"""

from __future__ import annotations

from depesche.kernel import keyring, options
from depesche.ledger import note
from depesche.ledger.note import Verifier

CONSENT = "consent"
EDITORIAL = "editorial"
PATHS = {CONSENT: "consent-log", EDITORIAL: "protocol"}


def origin(log: str) -> str:
    """Return the origin line of a log, the name of its keys.

    :raises KeyError: if there is no such log
    """
    return f"{options.current().host}/{PATHS[log]}"


def sign(log: str, text: str) -> str:
    """Return the text as a note signed by the log's newest key.

    :raises Refusal: code ``key-missing``
    """
    return note.sign(text, name=origin(log), seed=keyring.ring().current(f"log:{log}").secret)


def verifiers(log: str, *, name: str | None = None) -> list[Verifier]:
    """Return the public keys of a log, newest first, under its origin or another name."""
    keys = reversed(keyring.ring().all(f"log:{log}"))
    return [note.verifier_of_seed(name or origin(log), key.secret) for key in keys]
