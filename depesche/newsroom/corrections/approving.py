"""The second pair of eyes: a correction or a retraction is published only after somebody else has approved just these words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom.claims.correction_rows import CorrectionState, Severity
from depesche.newsroom.corrections import drafting, entries
from depesche.newsroom.models import Correction

if TYPE_CHECKING:
    from depesche.brand.models import User

PERMISSION = "newsroom.approve_correction"
NEEDS_A_SECOND_PERSON = frozenset({Severity.CORRECTION, Severity.RETRACTION})


def approve(correction: Correction, *, seen: str, by: User, at: datetime) -> None:
    """Approve what the person has seen.

    :param seen: the digest of what stood on the page with the button
    :raises Refusal: codes ``may-not-approve``, ``own-correction``, ``correction-not-waiting``, ``correction-published``, ``correction-changed``
    """
    with transaction.atomic():
        now = drafting.hold(correction.pk, seen=seen)
        problem = stands_against(now, by)
        if problem is not None:
            raise problem
        if now.state != CorrectionState.WAITING:
            raise Refusal(code="correction-not-waiting", message=_("It is still being written."), help=_("Its author hands it in first."))
        now.approved_by, now.approved_at = by, at
        now.save(update_fields=["approved_by", "approved_at"])
        if now.severity != Severity.TYPO:
            entries.write(entries.APPROVED, now, by=by, at=at)
    correction.refresh_from_db()


def stands_against(correction: Correction, person: User) -> Refusal | None:
    """Return why this person cannot approve this correction, or ``None``."""
    problem = may_not(person)
    if problem is None and person.pk in {correction.drafted_by_id, correction.edited_by_id}:
        return Refusal(
            code="own-correction",
            message=_("%(person)s wrote this correction and so cannot approve it.") % {"person": person},
            help=_("A second person has to look at it."),
        )
    return problem


def may_not(person: User) -> Refusal | None:
    """Return why this person approves and publishes no corrections at all, or ``None``."""
    if person.is_active and person.has_perm(PERMISSION):
        return None
    return Refusal(
        code="may-not-approve",
        message=_("%(person)s may not approve corrections.") % {"person": person},
        help=_("Chiefs may; an administrator gives the role at the desk."),
    )
