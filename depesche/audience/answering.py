"""Requests of people about their data, and the month in which they must be answered (Art. 12(3) GDPR, L-35).

What comes by the own page is answered at once and stands in the log; here is what comes by letter, phone or reply.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from depesche.audience import erasure, following
from depesche.audience.data_request import DataRequest
from depesche.audience.models import Subscriber
from depesche.kernel import clock, options
from depesche.kernel.refusal import Refusal
from depesche.ledger import book

KIND = "data_request_answered"
WARNED_BEFORE = timedelta(days=7)
Kind = DataRequest.Kind


def take(kind: str, subscriber: Subscriber | None, *, received_at: datetime, reference: str, by: str) -> DataRequest:
    """Take a request down; it is due a month after it came, by the calendar of this place.

    :param reference: where the letter or the note is kept
    :param by: which colleague took it
    """
    local = received_at.astimezone(ZoneInfo(options.current().time_zone))
    due = clock.months_later(local, 1)
    return DataRequest.objects.create(
        kind=Kind(kind), subscriber=subscriber, reference=reference[:255], received_at=received_at, due_at=due, taken_by=by[:160]
    )


def answer(request: DataRequest, *, outcome: str, by: str, at: datetime) -> None:
    """Close a request; the log remembers when and by whom, and nothing about the person.

    :raises Refusal: codes ``answer-missing``, ``answered-before``
    """
    if not outcome.strip():
        raise Refusal(code="answer-missing", message=_("Please say what was answered."))
    with transaction.atomic():
        if not DataRequest.objects.filter(pk=request.pk, done_at=None).update(done_at=at, outcome=outcome[:255]):
            raise Refusal(code="answered-before", message=_("This request was answered before."))
        body = {"request": request.pk, "kind": request.kind, "by": by, "answered_at": clock.to_milliseconds(at)}
        book.append(book.Fact(KIND, body), at=at)


def erase(subscriber: Subscriber, *, note: str, by: str, at: datetime) -> DataRequest:
    """Erase a person who asked for it by letter or phone; open requests for it are answered with that, or one is made for the record."""
    with transaction.atomic():
        erasure.hold(subscriber)
        waiting = list(asked_by(subscriber).filter(kind=Kind.ERASURE))
        requests = waiting or [take(Kind.ERASURE, subscriber, received_at=at, reference=note, by=by)]
        for request in requests:
            answer(request, outcome=note, by=by, at=at)
        erasure.erase_as_asked(subscriber, at=at)
    return requests[0]


def unanswered() -> QuerySet[DataRequest]:
    """Return what waits for an answer, the most urgent first."""
    return DataRequest.objects.filter(done_at=None).select_related("subscriber").order_by("due_at", "pk")


def asked_by(subscriber: Subscriber) -> QuerySet[DataRequest]:
    """Return what a person asked for under this address or an earlier one and was not answered yet."""
    return unanswered().filter(subscriber__in=following.rows(subscriber))


def answered() -> QuerySet[DataRequest]:
    """Return what was answered, newest first."""
    return DataRequest.objects.exclude(done_at=None).select_related("subscriber").order_by("-done_at", "-pk")


def pressing(*, at: datetime) -> QuerySet[DataRequest]:
    """Return what is due within a week, or overdue."""
    return unanswered().filter(due_at__lte=at + WARNED_BEFORE)
