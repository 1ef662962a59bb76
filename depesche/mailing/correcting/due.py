"""Whom a correction concerns: they got an issue with a wrong version, may be mailed for its purpose, and were not told yet.

*Got*: the mail server accepted it, or nobody knows (``unknown``): who may have read the mistake is told. What is just being handed over has not
been got. *Told*: a mail with the correction was handed over, unless it surely never arrived; then the next issue tries again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from depesche.audience import staleness
from depesche.audience.models import Consent, Purpose
from depesche.courier.models import Suppression
from depesche.mailing.models import Campaign, CorrectionMailed, Delivery

State = Delivery.State
GOT = (State.ACCEPTED, State.UNKNOWN)
NEVER_ARRIVED = (State.FAILED, State.SUPPRESSED, State.WITHOUT_CONSENT, State.CANCELLED)


def concerned(correction: int, wrong: Iterable[Campaign], *, purpose: int, at: datetime) -> QuerySet[Consent]:
    """Return the live consents of those whom a correction concerns now, for one purpose: set-based, for counting and for a mail of its own."""
    wanted = may_be_mailed(purpose, at=at).filter(got_one_of([issue.pk for issue in wrong]))
    told = _told(correction)
    return wanted.exclude(address__in=told) if told.exists() else wanted


def got_one_of(issues: Collection[int]) -> Exists:
    """Return the condition of a consent whose person got one of these issues. Asked person by person it ends with the first issue that is found,
    where a set of all deliveries would have to be built."""
    return Exists(Delivery.objects.filter(campaign__in=issues, state__in=GOT, address=OuterRef("address")))


def may_be_mailed(purpose: int, *, at: datetime) -> QuerySet[Consent]:
    """Return the consents to a purpose that mail may go to now: live, in use, not restricted, not suppressed."""
    scopes = Q(scope=Suppression.EVERYTHING) | Q(scope__in=Purpose.objects.filter(pk=purpose).values("key"))
    holds = Suppression.objects.filter(scopes, since__lte=at).filter(Q(until=None) | Q(until__gt=at))
    return Consent.objects.filter(staleness.fresh(at=at), purpose_id=purpose, address__is_restricted=False).exclude(
        address__lookup__in=holds.values("lookup")
    )


def among(people: Collection[UUID], *, correction: int, wrong: Iterable[Campaign], apart_from: int) -> set[UUID]:
    """Return those of some people to whom a campaign brings a correction. That they may be mailed is the engine's own question.

    :param apart_from: the campaign that would bring it; whom it brought it before gets it again when the same mail is tried again
    """
    readers = set(_readers(wrong).filter(address__in=people).exclude(campaign_id=apart_from))
    told = _told(correction).filter(subscriber__in=readers).exclude(campaign_id=apart_from)
    return {person for person in readers if person is not None} - set(told)


def _readers(wrong: Iterable[Campaign]) -> QuerySet[Delivery, UUID | None]:
    got = Delivery.objects.filter(campaign__in=[issue.pk for issue in wrong], state__in=GOT, address__isnull=False)
    return got.order_by().values_list("address_id", flat=True)


def _told(correction: int) -> QuerySet[CorrectionMailed, UUID]:
    """Who was told; a row whose mail never arrived does not count."""
    rows = CorrectionMailed.objects.filter(correction_id=correction)
    lost = Delivery.objects.filter(state__in=NEVER_ARRIVED, campaign__in=rows.values("campaign"))
    return rows.exclude(Exists(lost.filter(campaign=OuterRef("campaign"), address=OuterRef("subscriber")))).values_list("subscriber_id", flat=True)
