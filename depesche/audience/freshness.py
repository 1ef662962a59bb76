"""Freshly rendered sign-up forms: a signed moment, good for one sending, and a proof of work while many people sign up (B-08).

Nothing of it is a cookie or needs a script. A form on a stored page has no stamp: it passes while few people sign up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from depesche.audience import proof_of_work, tokens
from depesche.audience.application import Application, Sent
from depesche.audience.forms import SignupForm
from depesche.audience.models import SpentForm
from depesche.kernel import address, digest, keyring

YOUNGEST = timedelta(seconds=2)
OLDEST = timedelta(hours=24)
ALTCHA, NOTHING = "altcha", "none"


class Stamp(StrEnum):
    """What a sent form's stamp says; none is as good as a stored page."""

    MISSING = "missing"
    GOOD = "good"
    TOO_YOUNG = "form-too-quick"
    STALE = "form-stale"


@dataclass(frozen=True)
class Standing:
    """What a sent form is worth: its stamp, its nonce, and what was proven."""

    stamp: Stamp
    nonce: UUID | None
    captcha: str


class Spending(StrEnum):
    """What came of using up a form."""

    FIRST = "first"
    AGAIN = "again"
    OTHER = "form-spent"


def fresh(form: SignupForm, *, at: datetime) -> SignupForm:
    """Return the form with a new stamp, and with a challenge while many people sign up; nothing is written (I-4)."""
    nonce, pressure = uuid4(), proof_of_work.pressure(at=at)
    challenge = proof_of_work.challenge(nonce, pressure=pressure) if pressure >= 1 else None
    return replace(form, stamp=tokens.timed(tokens.Kind.FORM, nonce, at=at), challenge=challenge)


def standing(sent: Sent, *, at: datetime) -> Standing:
    """Return what a sent form is worth."""
    if not sent.stamp:
        return Standing(Stamp.MISSING, None, NOTHING)
    try:
        nonce, made_at = tokens.read_timed(tokens.Kind.FORM, sent.stamp)
    except tokens.BadToken:
        return Standing(Stamp.STALE, None, NOTHING)
    if at - made_at < YOUNGEST:
        return Standing(Stamp.TOO_YOUNG, None, NOTHING)
    if at - made_at > OLDEST:
        return Standing(Stamp.STALE, None, NOTHING)
    return Standing(Stamp.GOOD, nonce, ALTCHA if proof_of_work.is_solved(sent.work, nonce=nonce) else NOTHING)


def spend(nonce: UUID, application: Application, *, at: datetime) -> Spending:
    """Use a form up. The same sign-up twice, as by a double click, is no second one; another one needs another form."""
    secret = keyring.ring().current(keyring.LOOKUP).secret
    said = "\n".join((address.lookup_form(application.mailbox), *sorted(application.purposes))).encode()
    sent = digest.keyed(secret, b"sent form " + nonce.bytes + said).hex()
    with transaction.atomic():
        row, is_new = SpentForm.objects.get_or_create(
            nonce=digest.keyed(secret, b"spent form " + nonce.bytes).hex(), defaults={"sent": sent, "until": at + OLDEST}
        )
    if is_new:
        return Spending.FIRST
    return Spending.AGAIN if digest.same(row.sent.encode(), sent.encode()) else Spending.OTHER


def forget_spent(*, at: datetime) -> int:
    """Delete what is remembered of forms that are too old to be sent; return how many."""
    return SpentForm.objects.filter(until__lt=at).delete()[0]


def sentence(code: str) -> str:
    """Return what a person is told about a form that comes back."""
    return {
        Stamp.STALE: _("This form was open for a long time. Please look at it and send it again."),
        Stamp.TOO_YOUNG: _("That was very quick. Please look at the form and send it again."),
        Spending.OTHER: _("This form was sent before. If you meant another address or other boxes, please send it again."),
        "proof-needed": _(
            "Very many people sign up at the moment. Please send the form again: your device computes for a moment meanwhile. "
            "Without a script it works as well; a colleague then has a look before we write to you."
        ),
    }[code]
