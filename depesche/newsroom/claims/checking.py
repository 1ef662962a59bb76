"""Looking at a claim again: nothing about it changes but the day on which somebody last did."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import deriving, entries
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.deriving import Change

if TYPE_CHECKING:
    from depesche.brand.models import User


def look_at(claim: Claim, *, again_by: date | None, seen: int | None = None, by: User | None, at: datetime) -> Claim:
    """Write down that a claim was looked at and still stands as it is; ``again_by`` is the last day for the next look, ``None`` for no such day.

    :raises Refusal: codes ``day-in-the-past``, ``claim-changed-meanwhile``
    """
    if again_by is not None and again_by <= at.date():
        raise Refusal(code="day-in-the-past", message=_("The day for the next look is over."), help=_("Please choose a later one."))
    with transaction.atomic():
        now = deriving.hold(claim.pk, seen=seen)
        now.checked_at, now.review_by = at, again_by
        entries.write(entries.CLAIM_CHECKED, {**entries.of_claim(now), "version": now.version + 1}, by=by, at=at)
        deriving.settle(now, Change(entries.CLAIM_CHECKED, by, at))
    return now
