"""Proof of work as a price for many sign-ups in a short time (B-08): ALTCHA version 2, self-hosted. It tells no people from scripts."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import altcha

from depesche.audience import limits
from depesche.audience.limits import HOUR
from depesche.kernel import digest, keyring, options

ALGORITHM = "PBKDF2/SHA-256"
COST = 2_000  # iterations for one try
TRIES = 100  # what is asked for at the threshold: at least this many tries, at most twice as many
STEEPEST = 40  # times the work of the threshold; a slow phone still gets through in about a minute
LONGEST = 8_000  # letters of an answer; an honest one has about 900
SITE = "site"


def arrived(*, at: datetime) -> None:
    """Count one more sign-up of the site, whatever becomes of it."""
    limits.note(limits.bucket("arrivals", SITE), at=at)


def pressure(*, at: datetime) -> float:
    """Return how many times the threshold the sign-ups of the last hour are; from 1 on a proof of work is asked for."""
    return limits.used(limits.bucket("arrivals", SITE), span=HOUR, at=at) / options.current().signup_proof_hour


def challenge(nonce: UUID, *, pressure: float) -> dict[str, Any]:
    """Return a challenge that only the form with this nonce can use; the work grows with the square of the pressure."""
    least = round(TRIES * min(max(pressure, 1.0) ** 2, STEEPEST))
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=least + secrets.randbelow(least),
        data={"form": nonce.hex},
        hmac_secret=_secret(keyring.ring().current(keyring.TOKENS).secret, "challenge"),
        hmac_key_secret=_secret(keyring.ring().current(keyring.TOKENS).secret, "answer"),
    )
    return made.to_dict()


def is_solved(answer: str, *, nonce: UUID) -> bool:
    """Whether an answer solves a challenge that was made here for the form with this nonce."""
    if not answer or len(answer) > LONGEST or _form_of(answer) != nonce.hex:
        return False
    return any(_fits(answer, key.secret) for key in reversed(keyring.ring().all(keyring.TOKENS)))


def _fits(answer: str, key: bytes) -> bool:
    found = altcha.verify_solution(answer, _secret(key, "challenge"), hmac_key_secret=_secret(key, "answer"))
    return bool(found.verified)


def _form_of(answer: str) -> object:
    try:
        return (altcha.Payload.from_base64(answer).challenge.parameters.data or {})["form"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _secret(key: bytes, what: str) -> bytes:
    return digest.keyed(key, b"depesche altcha " + what.encode("ascii"))
