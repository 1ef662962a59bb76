"""What a sign-up goes through, whichever way it came: form, embedded form or API. The same limits, the same answers (B-07, I-9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from depesche.audience import address_hints, application, forms, freshness, intake, proof_of_work
from depesche.audience.application import Application, Incomplete, Sent
from depesche.audience.forms import SignupForm
from depesche.audience.freshness import Spending, Stamp, Standing
from depesche.kernel import options
from depesche.kernel.refusal import Refusal


@dataclass(frozen=True)
class Received:
    """Thanks, with the address's domain as it was probably meant, if it looks mistyped (B-10)."""

    typed_domain: str = ""
    meant_domain: str = ""


def shown(slug: str, *, at: datetime, page: str = "") -> SignupForm:
    """Return a form, freshly made.

    :raises Refusal: code ``no-form`` or ``form-closed``
    """
    return freshness.fresh(replace(forms.as_shown(forms.open_version(slug)), page=page), at=at)


def thanks() -> str:
    """Return what everybody is told whose sign-up came in, in words (B-06)."""
    return _(
        "If this address is not subscribed yet, you will find a mail in your inbox in a moment. Please confirm your sign-up with the button in it."
    )


def receive(sent: Sent, *, at: datetime) -> Received:
    """Take a sign-up in. What comes of it never depends on whether the address is known.

    :raises Incomplete: with the fresh form, filled in
    :raises Refusal: code ``no-form`` or ``form-closed``
    """
    received = _received(sent)
    if application.is_trapped(sent):
        return received
    try:
        asked = application.read(sent)
        is_busy = proof_of_work.pressure(at=at) >= 1
        standing = _stand(sent, is_busy=is_busy, at=at)
        is_held = (is_busy and standing.captcha == freshness.NOTHING) or _is_unwanted(asked)
        _take(replace(asked, captcha=standing.captcha), sent, nonce=standing.nonce, is_held=is_held, at=at)
    except Incomplete as incomplete:
        raise Incomplete(freshness.fresh(incomplete.form, at=at), code=incomplete.code) from None
    return received


def _stand(sent: Sent, *, is_busy: bool, at: datetime) -> Standing:
    found = freshness.standing(sent, at=at)
    if found.stamp in {Stamp.STALE, Stamp.TOO_YOUNG}:
        raise _back(sent, found.stamp)
    if found.stamp is Stamp.MISSING and is_busy:
        raise _back(sent, "proof-needed")
    return found


def _take(asked: Application, sent: Sent, *, nonce: UUID | None, is_held: bool, at: datetime) -> None:
    try:
        with transaction.atomic():
            spent = freshness.spend(nonce, asked, at=at) if nonce else Spending.FIRST
            if spent is Spending.OTHER:
                raise _back(sent, spent)
            if spent is Spending.FIRST:
                intake.take_signup(asked, at=at, is_held=is_held)
    except Refusal as refusal:
        raise _back(sent, refusal.code, sentence=str(refusal)) from None


def _back(sent: Sent, code: str, *, sentence: str = "") -> Incomplete:
    errors = {"form": sentence or freshness.sentence(code)}
    return Incomplete(application.filled_in(forms.open_version(sent.form), sent, errors=errors), code=str(code))


def _is_unwanted(asked: Application) -> bool:
    return options.current().signup_disposable == "hold" and address_hints.is_disposable(asked.mailbox)


def _received(sent: Sent) -> Received:
    typed = sent.email.strip().rpartition("@")[2].casefold()
    meant = address_hints.meant(typed)
    return Received(typed, meant) if meant else Received()
