"""Erasing what may not be kept: sign-ups that nobody confirmed (L-26), and proofs whose time is over (L-27)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from depesche.audience import erasure, holding, requests
from depesche.audience.models import Grant, SignupRequest, Subscriber
from depesche.kernel import options
from depesche.ledger import book


def purge_unconfirmed(*, at: datetime) -> int:
    """Erase sign-ups whose time ran out; only their number stays. Return how many."""
    waiting = SignupRequest.objects.filter(state=SignupRequest.State.WAITING, expires_at__lte=at)
    total = 0
    for pk, subject in list(waiting.values_list("pk", "subscriber_id")):
        with transaction.atomic():
            holding.hold([subject])
            due = list(waiting.filter(pk=pk))
            requests.erase(due, reason="unconfirmed", at=at)
            total += len(due)
    return total


def has_unconfirmed(*, at: datetime) -> bool:
    """Whether a sign-up's time ran out."""
    return SignupRequest.objects.filter(state=SignupRequest.State.WAITING, expires_at__lte=at).exists()


def end_proofs(*, at: datetime) -> int:
    """Erase people who left so long ago that no claim can arise any more; return how many (L-27)."""
    limit = _start_of_year(at, years_ago=options.current().proof_years)
    # Who moved to another address is part of that address' proof, and old links are followed by this row (L-33): both go together.
    left = (
        Subscriber.objects.filter(created_at__lt=limit, moved_to=None)
        .exclude(consents__isnull=False)
        .exclude(requests__state=SignupRequest.State.WAITING)
    )
    over = [subscriber for subscriber in left if _left_before(subscriber, limit)]
    ended = 0
    for subscriber in over:
        with transaction.atomic():
            holding.hold([subscriber.pk])
            if left.filter(pk=subscriber.pk).exists() and _left_before(subscriber, limit):  # nobody who came back meanwhile
                erasure.erase(subscriber, reason="proof-ended", at=at)
                ended += 1
    return ended


def _left_before(subscriber: Subscriber, limit: datetime) -> bool:
    acts = (event.recorded_at for event in book.events(subscriber.id) if event.kind != "proof_viewed")  # reading a proof does not prolong it
    newest = max(acts, default=subscriber.created_at)
    granted: datetime | None = Grant.objects.filter(subject=subscriber.id).aggregate(newest=Max("granted_at"))["newest"]
    return max(newest, granted or newest) < limit


def _start_of_year(at: datetime, *, years_ago: int) -> datetime:
    zone = ZoneInfo(options.current().time_zone)
    return datetime(at.astimezone(zone).year - years_ago, 1, 1, tzinfo=zone)
