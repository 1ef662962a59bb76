"""Handing over what is due: ``handing_over`` is committed before the first byte, the answer recorded after the last (M-03).

The outbox holds single mails that people wait for. So when nobody knows whether the server has one (the connection broke
after the last dot, or we were killed), it is sent again, byte for byte and under the same Message-ID (M-06, M-07).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from depesche.courier import locking, provider_marks, signing, signing_keys, way
from depesche.courier.models import OutboxMessage
from depesche.courier.transport import Reply, Unreachable, Verdict, WayOut, open_way_out
from depesche.kernel import options

State = OutboxMessage.State
LEASE = timedelta(minutes=10)
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 30, 60, 120, 240, 480, 960, 1800))
FURTHEST_WAIT = timedelta(hours=1)  # what waits longer, or is leased for longer, got that from a clock that was wrong
MOST_AT_ONCE = 500
log = logging.getLogger(__name__)


def due(*, at: datetime) -> QuerySet[OutboxMessage]:
    """Return the messages that want to leave now; none while sending is locked."""
    is_time = Q(not_before__lte=at) | Q(not_before__gt=at + FURTHEST_WAIT)
    return OutboxMessage.objects.filter(is_time, locking.is_open(), state=State.WAITING, give_up_at__gt=at)


def run(*, at: datetime) -> int:
    """Hand over what is due; return how many the way out accepted."""
    tidy(at=at)
    waiting = list(due(at=at).order_by("not_before", "created_at").values_list("id", flat=True)[:MOST_AT_ONCE])
    if not waiting or way.problem() is not None:
        return 0
    round_ = _Round(at)
    try:
        with open_way_out(options.current().smtp_url) as way_out:
            round_.hand_over_all(waiting, way_out)
    except Unreachable as error:
        log.warning("mail waits: the way out is unreachable (%s): %s", error.phase, error.text)
        postpone(at=round_.now, reason=error.text)
    return round_.accepted


def tidy(*, at: datetime) -> int:
    """Give up what is too old, and take back what a dead process was handing over; return how many rows changed."""
    waiting = OutboxMessage.objects.filter(state__in=[State.WAITING, State.HELD], give_up_at__lte=at)
    given_up = waiting.update(state=State.GIVEN_UP, finished_at=at)
    is_over = Q(leased_until__lt=at) | Q(leased_until__gt=at + FURTHEST_WAIT)
    orphans = OutboxMessage.objects.filter(is_over, state=State.HANDING_OVER)
    return given_up + orphans.update(state=State.WAITING, leased_until=None, not_before=at, reply="unknown: the process handing it over ended")


def postpone(*, at: datetime, reason: str) -> None:
    """Let everything that is due wait, each the longer the more often it was tried."""
    for tried, wait in reversed(list(enumerate(WAITS))):
        group = due(at=at).filter(attempts=tried) if tried < len(WAITS) - 1 else due(at=at).filter(attempts__gte=tried)
        group.update(attempts=F("attempts") + 1, not_before=at + wait, reply=reason)


class _Round:
    """One pass over the due messages. Its clock starts at the given moment and goes on with the real one."""

    def __init__(self, at: datetime) -> None:
        self._at, self._started = at, time.monotonic()
        self.accepted = 0

    @property
    def now(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._started)

    def hand_over_all(self, waiting: Iterable[UUID], way_out: WayOut) -> None:
        for identifier in waiting:
            entry = self._claim(identifier)
            reply = self._hand_over(entry, way_out) if entry is not None else None
            if reply is not None and reply.verdict is Verdict.WAY_FAULT:
                postpone(at=self.now, reason=reply.impersonal)
                return

    def _claim(self, identifier: UUID) -> OutboxMessage | None:
        now = self.now
        with transaction.atomic(durable=True):
            taken = due(at=now).filter(id=identifier).update(state=State.HANDING_OVER, leased_until=now + LEASE, attempts=F("attempts") + 1)
        return OutboxMessage.objects.filter(id=identifier).first() if taken else None

    def _hand_over(self, entry: OutboxMessage, way_out: WayOut) -> Reply:
        try:
            marked = provider_marks.lines(entry.envelope_sender) + bytes(entry.content)
            content = signing.sign(marked, signing_keys.current())
            reply = way_out.hand_over(sender=entry.envelope_sender, recipient=entry.recipient, content=content)
        except Unreachable as error:
            self._wait(entry, error.text)
            raise
        entry.reply = str(reply)
        self._record(entry, reply)
        return reply

    def _record(self, entry: OutboxMessage, reply: Reply) -> None:
        now = self.now
        if reply.verdict is Verdict.ACCEPTED:  # a fact, whoever holds the lease by now
            self.accepted += 1
            OutboxMessage.objects.filter(id=entry.id).update(state=State.ACCEPTED, finished_at=now, leased_until=None, reply=entry.reply)
        elif reply.verdict is Verdict.REFUSED:
            _ours(entry).update(state=State.FAILED, finished_at=now, leased_until=None, reply=entry.reply)
        else:
            self._wait(entry, entry.reply)

    def _wait(self, entry: OutboxMessage, reason: str) -> None:
        wait = WAITS[min(entry.attempts, len(WAITS)) - 1]
        _ours(entry).update(state=State.WAITING, leased_until=None, not_before=self.now + wait, reply=reason)


def _ours(entry: OutboxMessage) -> QuerySet[OutboxMessage]:
    """The row, if nobody took it over meanwhile."""
    return OutboxMessage.objects.filter(id=entry.id, state=State.HANDING_OVER, leased_until=entry.leased_until)
