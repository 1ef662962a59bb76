"""Writing down what the mail server said about deliveries, in groups (M-05, M-12).

``accepted`` is written only for a 250 after the last dot. A row whose lease ran out is ``unknown``; whoever still learns the answer mends it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.courier.transport import Phase, Reply, Verdict, pace
from depesche.ledger import book
from depesche.ledger.book import Fact
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.sending import full_mailboxes, marked, permission
from depesche.mailing.sending.marked import Marked

State = Delivery.State
NO_SUCH_ADDRESS = re.compile(r"\b5\.(1\.(1|2|10)|4\.4)\b")
PERMANENT = 500
ACCEPT = """
WITH said(id, reply) AS (VALUES {rows})
UPDATE mailing_delivery SET state = 'accepted', finished_at = %s, reply = said.reply
FROM said WHERE mailing_delivery.id = said.id AND mailing_delivery.state IN ('handing_over', 'unknown')"""


@dataclass(frozen=True)
class Answer:
    """What was said, and when."""

    reply: Reply
    at: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one hand-over. ``never``: the mail could not be written, so no server saw it."""

    delivery: Marked
    reply: Reply
    never: bool = False

    @property
    def is_accepted(self) -> bool:
        """Whether the server has the mail now."""
        return self.reply.verdict is Verdict.ACCEPTED and not self.never

    @property
    def is_dead(self) -> bool:
        """Whether the address does not exist, so that its person is not written to again."""
        return self._is_refused and self.reply.phase is Phase.RECIPIENT and NO_SUCH_ADDRESS.search(self.reply.text) is not None

    @property
    def is_full(self) -> bool:
        """Whether the mailbox is full or unused, which counts."""
        return self._is_refused and not self.is_dead and full_mailboxes.is_meant(str(self.reply))

    @property
    def harms(self) -> bool:
        """Whether something follows from it for the person."""
        return self.is_dead or self.is_full

    @property
    def _is_refused(self) -> bool:
        return self.reply.verdict is Verdict.REFUSED and not self.never


class Told:
    """The results of a group in the order in which they came, told apart once."""

    def __init__(self, results: Sequence[Result] = ()) -> None:
        self.results = results
        self.accepted: list[Result] = []
        self.others: list[Result] = []
        for result in results:
            (self.accepted if result.is_accepted else self.others).append(result)

    @property
    def harmed(self) -> list[int]:
        """Deliveries from whose result something follows for the person."""
        return [result.delivery.pk for result in self.others if result.harms]

    @property
    def fault(self) -> Reply | None:
        """The first answer that is about the way out."""
        return next((result.reply for result in self.others if result.reply.verdict is Verdict.WAY_FAULT and not result.never), None)


def record(delivery: Delivery, answer: Answer) -> None:
    """Record the result of one hand-over."""
    result = Result(marked.of(delivery), answer.reply)
    with transaction.atomic():
        permission.lock([delivery.pk] if result.harms else [])
        record_all(Told([result]), at=answer.at)


def record_all(told: Told, *, at: datetime) -> None:
    """Record the results of a group in the caller's transaction, which holds the people of those that harm."""
    _accept(told.accepted, at=at)
    for result in told.others:
        _record_other(result, at=at)


def _accept(results: Sequence[Result], *, at: datetime) -> None:
    if results:
        values = [value for result in results for value in (result.delivery.pk, str(result.reply)[:500])]
        with connection.cursor() as cursor:
            cursor.execute(ACCEPT.format(rows=", ".join(["(%s, %s)"] * len(results))), [*values, connection.ops.adapt_datetimefield_value(at)])


def _record_other(result: Result, *, at: datetime) -> None:
    delivery, reply = result.delivery, result.reply
    verdict = Verdict.REFUSED if result.never else reply.verdict
    match verdict:
        case Verdict.UNKNOWN:
            _settle(delivery, state=State.UNKNOWN, finished_at=at, reply=str(reply)[:500])
        case Verdict.REFUSED:
            _settle(delivery, State.UNKNOWN, state=State.FAILED, finished_at=at, reply=(reply.text if result.never else str(reply))[:500])
            if result.is_dead:
                _no_such_address(delivery, at)
            elif result.is_full:
                full_mailboxes.count(delivery.pk, reply, at=at)
        case Verdict.TEMPORARY:
            put_off(delivery, reason=str(reply), until=at + _wait(delivery.attempts))
        case Verdict.WAY_FAULT:
            not_tried(delivery, reason=str(reply), until=at)
            _way_fault(delivery.campaign, reply)


def put_off(delivery: Marked, *, reason: str, until: datetime) -> None:
    """Let a delivery that the server surely does not have wait."""
    _settle(delivery, state=State.DEFERRED, not_before=until, reply=reason[:500])


def not_tried(delivery: Marked, *, reason: str, until: datetime) -> None:
    """Let a delivery wait about which no server said anything: it was no attempt."""
    _settle(delivery, state=State.DEFERRED, not_before=until, reply=reason[:500], attempts=delivery.attempts - 1)


def trouble(campaigns: Collection[int], *, reason: str, at: datetime) -> None:
    """Let whole campaigns wait because the mail server cannot be used; each time longer, at most five minutes."""
    for campaign in Campaign.objects.filter(pk__in=campaigns, state=Campaign.State.SENDING):
        wait = timedelta(seconds=min(5 * 2 ** min(campaign.troubles, 10), 300))
        Campaign.objects.filter(pk=campaign.pk).update(trouble=reason[:500], troubles=campaign.troubles + 1, retry_at=at + wait)


def no_trouble(campaigns: Collection[int]) -> None:
    """Say that the mail server works again."""
    Campaign.objects.filter(pk__in=campaigns, troubles__gt=0).update(trouble="", troubles=0, retry_at=None)


def _settle(delivery: Marked, *also: Delivery.State, **changes: object) -> None:
    Delivery.objects.filter(pk=delivery.pk, state__in=(State.HANDING_OVER, *also)).update(**changes)


def _way_fault(campaign: Campaign, reply: Reply) -> None:
    """A server that refuses us altogether will refuse the next mail too: stop until a person has looked (M-05)."""
    if reply.code >= PERMANENT:
        sending = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.SENDING)
        sending.update(state=Campaign.State.PAUSED, pause_reason=reply.impersonal[:500])


def _no_such_address(delivery: Marked, at: datetime) -> None:
    person = Delivery.objects.select_related("address").get(pk=delivery.pk).address  # erased meanwhile, maybe
    if person is not None:
        suppression.suppress(person.lookup, scope=Suppression.EVERYTHING, reason=Suppression.Reason.HARD_BOUNCE, at=at)
        book.append(Fact("hard_bounce_suppressed", {"campaign": delivery.campaign.pk}, subject=person.pk), at=at)


def _wait(attempts: int) -> timedelta:
    return timedelta(seconds=pace.wait(attempts, luck=secrets.randbelow(1000) / 1000))
