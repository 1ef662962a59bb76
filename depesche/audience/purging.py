"""Erasing what may not be kept: sign-ups that nobody confirmed (L-26), and proofs whose time is over (L-27)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from depesche.audience import erasure, signup
from depesche.audience.models import Consent, Grant, SignupRequest, Subscriber
from depesche.courier.models import OutboxMessage
from depesche.kernel import options
from depesche.ledger import book


def purge_unconfirmed(*, at: datetime) -> int:
    """Erase sign-ups whose time ran out; only their number stays. Return how many."""
    waiting = SignupRequest.objects.filter(state=SignupRequest.State.WAITING, expires_at__lte=at)
    total = 0
    for pk in waiting.values_list("pk", flat=True):
        with transaction.atomic():
            due = list(waiting.select_for_update().filter(pk=pk))
            erase_requests(due, reason="unconfirmed", at=at)
            total += len(due)
    return total


def has_unconfirmed(*, at: datetime) -> bool:
    """Whether a sign-up's time ran out."""
    return SignupRequest.objects.filter(state=SignupRequest.State.WAITING, expires_at__lte=at).exists()


def erase_requests(requests: Sequence[SignupRequest], *, reason: str, at: datetime) -> None:
    """Erase requests with their ledger bodies, salts and mails, and each person of whom nothing else is known."""
    for request in requests:
        subscriber = request.subscriber
        identifier = str(request.id)
        indices = [event.index for event in book.events(subscriber.id) if event.body.get("request") == identifier]
        if indices:
            book.erase(indices, log="consent", reason=reason, at=at)
        OutboxMessage.objects.filter(dedupe_key=f"{signup.KIND}:{identifier}").delete()
        request.delete()
        _forget_if_unknown(subscriber)


def end_proofs(*, at: datetime) -> int:
    """Erase people who left so long ago that no claim can arise any more; return how many (L-27)."""
    limit = _start_of_year(at, years_ago=options.current().proof_years)
    left = Subscriber.objects.filter(created_at__lt=limit).exclude(consents__isnull=False).exclude(requests__state=SignupRequest.State.WAITING)
    over = [subscriber for subscriber in left if _left_before(subscriber, limit)]
    for subscriber in over:
        with transaction.atomic():
            erasure.erase(subscriber, reason="proof-ended", at=at)
    return len(over)


def _left_before(subscriber: Subscriber, limit: datetime) -> bool:
    acts = (event.recorded_at for event in book.events(subscriber.id) if event.kind != "proof_viewed")  # reading a proof does not prolong it
    newest = max(acts, default=subscriber.created_at)
    granted: datetime | None = Grant.objects.filter(subject=subscriber.id).aggregate(newest=Max("granted_at"))["newest"]
    return max(newest, granted or newest) < limit


def _start_of_year(at: datetime, *, years_ago: int) -> datetime:
    zone = ZoneInfo(options.current().time_zone)
    return datetime(at.astimezone(zone).year - years_ago, 1, 1, tzinfo=zone)


def _forget_if_unknown(subscriber: Subscriber) -> None:
    known = Grant.objects.filter(subject=subscriber.id).exists() or Consent.objects.filter(address=subscriber).exists()
    if not known and not SignupRequest.objects.filter(subscriber=subscriber).exists():
        erasure.forget(subscriber)
