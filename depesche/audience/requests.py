"""Erasing requests that nobody confirmed, and the people of whom nothing else is known (L-26)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from depesche.audience import forgetting, holding
from depesche.audience.models import Consent, Grant, ImportedRow, SignupRequest, Subscriber
from depesche.courier.models import OutboxMessage
from depesche.ledger import book

KIND = "confirmation"  # of the mail that asks


def erase(requests: Sequence[SignupRequest], *, reason: str, at: datetime) -> None:
    """Erase requests with their ledger bodies, salts and mails, and each person of whom nothing else is known; in the caller's transaction."""
    holding.hold([request.subscriber_id for request in requests])
    book.hold()
    for request in requests:
        subscriber = request.subscriber
        identifier = str(request.id)
        indices = [event.index for event in book.events(subscriber.id) if event.body.get("request") == identifier]
        if indices:
            book.erase(indices, log="consent", reason=reason, at=at)
        OutboxMessage.objects.filter(dedupe_key=f"{KIND}:{identifier}").delete()
        request.delete()
        if not _is_known(subscriber):
            _forget(subscriber, reason=reason, at=at)


def _forget(subscriber: Subscriber, *, reason: str, at: datetime) -> None:
    rest = [event.index for event in book.events(subscriber.id)]  # what the log says beside the request, e.g. a restriction
    if rest:
        book.erase(rest, log="consent", reason=reason, at=at)
    forgetting.forget(subscriber)


def _is_known(subscriber: Subscriber) -> bool:
    return (
        ImportedRow.objects.filter(subject=subscriber.id).exists()
        or Grant.objects.filter(subject=subscriber.id).exists()
        or Consent.objects.filter(address=subscriber).exists()
        or SignupRequest.objects.filter(subscriber=subscriber).exists()
    )
