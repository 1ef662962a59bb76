"""Tokens in the links of mails: one kind each, bound to a person, compared in constant time (B-05).

``confirm`` is random and only its digest is stored. All others are stateless: a body, and an HMAC-SHA-256 cut to 128 bits that covers the
kind, the number of the key and the body. So a token of one kind is never one of another, and old keys keep verifying (L-33, I-8).
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from depesche.kernel import digest, keyring

TAG_LENGTH = 16
PERSON_LENGTH = 16
KEY_LENGTH = 2
MOMENT_LENGTH = 6
LONGEST = 2000  # a welcome mail's link names every purpose, and a purpose's key may have 60 letters


class Kind(StrEnum):
    """What a stateless token is good for; never more than one thing."""

    UNSUBSCRIBE = "unsub"
    PREFERENCES = "prefs"
    NOT_ME = "not-me"
    SEEN = "seen"
    FORM = "form"


class BadToken(ValueError):
    """The token is none of ours, of another kind, or was changed."""


class Expired(BadToken):
    """The token was ours; its time is over."""


@dataclass(frozen=True)
class Unsubscribe:
    """Who leaves what: purpose keys (never none) and the campaign whose mail carried the link."""

    subscriber: UUID
    purposes: tuple[str, ...]
    campaign: int | None


def random_token() -> str:
    """Return 32 random bytes as text, for the link that confirms a sign-up."""
    return secrets.token_urlsafe(32)


def stored_form(token: str) -> str:
    """Return what is stored of a random token: its SHA-256, hexadecimal."""
    return digest.sha256_hex(token.encode("utf-8", "surrogatepass"))


def unsubscribe(what: Unsubscribe) -> str:
    """Return the token of an unsubscribe link; it never expires (L-33)."""
    campaign = (what.campaign or 0).to_bytes(8, "big")
    return _sealed(Kind.UNSUBSCRIBE, what.subscriber.bytes + campaign + ",".join(what.purposes).encode("ascii"))


def read_unsubscribe(token: str) -> Unsubscribe:
    """Read an unsubscribe token.

    :raises BadToken: if it is none
    """
    body = _opened(Kind.UNSUBSCRIBE, token)
    campaign = int.from_bytes(body[PERSON_LENGTH : PERSON_LENGTH + 8], "big")
    purposes = tuple(body[PERSON_LENGTH + 8 :].decode("ascii").split(","))
    return Unsubscribe(UUID(bytes=body[:PERSON_LENGTH]), purposes, campaign or None)


def timed(kind: Kind, whose: UUID, *, at: datetime) -> str:
    """Return a token that carries a moment: when it expires (``prefs``), or when a page was seen (``seen``)."""
    return _sealed(kind, whose.bytes + round(at.timestamp() * 1000).to_bytes(MOMENT_LENGTH, "big"))


def read_timed(kind: Kind, token: str) -> tuple[UUID, datetime]:
    """Read a token made by :func:`timed`.

    :raises BadToken: if it is none of this kind
    """
    body = _opened(kind, token)
    if len(body) != PERSON_LENGTH + MOMENT_LENGTH:
        raise BadToken(kind)
    return UUID(bytes=body[:PERSON_LENGTH]), datetime.fromtimestamp(int.from_bytes(body[PERSON_LENGTH:], "big") / 1000, tz=UTC)


def preferences(subscriber: UUID, *, at: datetime, lasting: timedelta) -> str:
    """Return a short-lived token for a person's own page."""
    return timed(Kind.PREFERENCES, subscriber, at=at + lasting)


def read_preferences(token: str, *, at: datetime) -> UUID:
    """Return whose page a preferences token opens.

    :raises Expired: if its time is over
    :raises BadToken: if it is none
    """
    whose, until = read_timed(Kind.PREFERENCES, token)
    if at >= until:
        raise Expired(Kind.PREFERENCES)
    return whose


def not_me(request: UUID) -> str:
    """Return the token of the "this was not me" link of one sign-up request."""
    return _sealed(Kind.NOT_ME, request.bytes)


def read_not_me(token: str) -> UUID:
    """Return which sign-up request a "this was not me" token refuses.

    :raises BadToken: if it is none
    """
    body = _opened(Kind.NOT_ME, token)
    if len(body) != PERSON_LENGTH:
        raise BadToken(Kind.NOT_ME)
    return UUID(bytes=body)


def _sealed(kind: Kind, body: bytes) -> str:
    key = keyring.ring().current(keyring.TOKENS)
    covered = key.number.to_bytes(KEY_LENGTH, "big") + body
    return base64.urlsafe_b64encode(covered + _tag(kind, covered, key.secret)).rstrip(b"=").decode("ascii")


def _opened(kind: Kind, token: str) -> bytes:
    raw = _decoded(token)
    covered, tag = raw[:-TAG_LENGTH], raw[-TAG_LENGTH:]
    if len(covered) < KEY_LENGTH + PERSON_LENGTH:
        raise BadToken(kind)
    key = keyring.ring().numbered(keyring.TOKENS, int.from_bytes(covered[:KEY_LENGTH], "big"))
    if key is None or not digest.same(_tag(kind, covered, key.secret), tag):
        raise BadToken(kind)
    return covered[KEY_LENGTH:]


def _tag(kind: Kind, covered: bytes, secret: bytes) -> bytes:
    return digest.keyed(secret, b"depesche " + kind.encode("ascii") + b"\0" + covered)[:TAG_LENGTH]


def _decoded(token: str) -> bytes:
    if len(token) > LONGEST or not token.isascii():
        raise BadToken(token[:20])
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadToken(token[:20]) from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii") != token:  # one spelling only: unused bits must be zero
        raise BadToken(token[:20])
    return raw
