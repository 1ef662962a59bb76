"""An editor's own judgement over the rules: with a reason and an end (R0)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims import deriving, entries
from depesche.newsroom.claims.claim_rows import SHORTEST_REASON, Claim
from depesche.newsroom.claims.deriving import Change
from depesche.newsroom.claims.terms import Status

if TYPE_CHECKING:
    from depesche.brand.models import User


def decide(claim: Claim, status: Status, *, reason: str, until: datetime, seen: int, by: User | None, at: datetime) -> Claim:
    """Set a status by hand until a moment. "Refuted" needs evidence on record: it is the one word that no rule gives.

    :raises Refusal: codes ``reason-too-short``, ``end-in-the-past``, ``refuted-without-evidence``, ``claim-changed-meanwhile``
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refusal(
            code="reason-too-short",
            message=_("The reason has fewer than %(least)s characters.") % {"least": SHORTEST_REASON},
            help=_("Readers see it beside the status. Please say what the judgement rests on."),
        )
    if until <= at:
        raise Refusal(code="end-in-the-past", message=_("The end of the judgement is over."), help=_("Please choose a later day."))
    with transaction.atomic():
        now = deriving.hold(claim.pk, seen=seen)
        if status == Status.REFUTED and not any(one.said.has_evidence for one in deriving.live(now)):
            raise Refusal(
                code="refuted-without-evidence",
                message=_("No statement on this claim has evidence."),
                help=_("Please add a statement with its evidence before calling the claim refuted."),
            )
        now.override, now.override_reason, now.override_until, now.override_by = status, reason.strip()[:400], until, by
        body = {"claim": now.pk, "status": status, "reason": now.override_reason, "until": until.isoformat()}
        entries.write(entries.OVERRIDE_SET, body, by=by, at=at)
        deriving.settle(now, Change(entries.OVERRIDE_SET, by, at))
    return now


def clear(claim: Claim, *, by: User | None, at: datetime) -> Claim:
    """Let the rules decide again. Doing it twice changes nothing."""
    with transaction.atomic():
        now = deriving.hold(claim.pk)
        if now.override:
            _clear(now, why="by hand", by=by, at=at)
    return now


def clear_due(*, at: datetime) -> int:
    """Clear the overrides whose time is over; return how many. Readers stop seeing them at that moment anyway."""
    done = 0
    for pk in Claim.objects.exclude(override="").filter(override_until__lte=at).values_list("pk", flat=True):
        with transaction.atomic():
            now = deriving.hold(pk)
            if now.override and now.override_until and now.override_until <= at:  # an editor may have renewed it meanwhile
                _clear(now, why="time", by=None, at=at)
                done += 1
    return done


def _clear(now: Claim, *, why: str, by: User | None, at: datetime) -> None:
    now.override, now.override_reason, now.override_until, now.override_by = "", "", None, None
    entries.write(entries.OVERRIDE_CLEARED, {"claim": now.pk, "reason": why}, by=by, at=at)
    deriving.settle(now, Change(entries.OVERRIDE_CLEARED, by, at))


def is_due(*, at: datetime) -> bool:
    """Whether :func:`clear_due` would have anything to do; a cheap look."""
    return Claim.objects.exclude(override="").filter(override_until__lte=at).exists()
