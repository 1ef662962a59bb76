"""Writing down what the mail server said about one delivery (M-05, M-12)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from depesche.audience import holding
from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.courier.transport import Phase, Reply, Verdict
from depesche.ledger import book
from depesche.ledger.book import Fact
from depesche.mailing.models import Campaign, Delivery

State = Delivery.State
FIRST_WAIT, LONGEST_WAIT = 300, 4000
NO_SUCH_ADDRESS = re.compile(r"\b5\.(1\.(1|2|10)|4\.4)\b")
PERMANENT = 500


@dataclass(frozen=True)
class Answer:
    """What was said, and when."""

    reply: Reply
    at: datetime


def record(delivery: Delivery, answer: Answer) -> None:
    """Record the result of a hand-over; the row must still be this run's (a lease that ran out made it ``unknown``)."""
    reply, at = answer.reply, answer.at
    done = {"finished_at": at, "leased_until": None, "lease_owner": "", "reply": str(reply)[:500]}
    match reply.verdict:
        case Verdict.ACCEPTED:
            _settle(delivery, state=State.ACCEPTED, **done)
        case Verdict.UNKNOWN:
            _settle(delivery, state=State.UNKNOWN, **done)
        case Verdict.REFUSED:
            with transaction.atomic():
                holding.hold([pk for pk in (delivery.address_id,) if pk is not None])
                _settle(delivery, state=State.FAILED, **done)
                if reply.phase is Phase.RECIPIENT and NO_SUCH_ADDRESS.search(reply.text):
                    _no_such_address(delivery, at)
        case Verdict.TEMPORARY:
            put_off(delivery, reason=str(reply), until=at + _wait(delivery.attempts))
        case Verdict.WAY_FAULT:
            put_off(delivery, reason=str(reply), until=at)
            _way_fault(delivery.campaign, reply)


def put_off(delivery: Delivery, *, reason: str, until: datetime) -> None:
    """Let a delivery that the server surely does not have wait."""
    _settle(delivery, state=State.DEFERRED, not_before=until, leased_until=None, lease_owner="", reply=reason[:500])


def never(delivery: Delivery, *, reason: str, at: datetime) -> None:
    """Fail a delivery that was never given to the server because its mail cannot be written."""
    _settle(delivery, state=State.FAILED, finished_at=at, leased_until=None, lease_owner="", reply=reason[:500])


def trouble(campaigns: list[int], *, reason: str, at: datetime) -> None:
    """Let whole campaigns wait because the mail server cannot be used; each time longer, at most five minutes."""
    for campaign in Campaign.objects.filter(pk__in=campaigns, state=Campaign.State.SENDING):
        wait = timedelta(seconds=min(5 * 2 ** min(campaign.troubles, 10), 300))
        Campaign.objects.filter(pk=campaign.pk).update(trouble=reason[:500], troubles=campaign.troubles + 1, retry_at=at + wait)


def no_trouble(campaigns: list[int]) -> None:
    """Say that the mail server works again."""
    Campaign.objects.filter(pk__in=campaigns, troubles__gt=0).update(trouble="", troubles=0, retry_at=None)


def _settle(delivery: Delivery, **changes: object) -> None:
    Delivery.objects.filter(pk=delivery.pk, lease_owner=delivery.lease_owner, state=State.HANDING_OVER).update(**changes)


def _way_fault(campaign: Campaign, reply: Reply) -> None:
    """A server that refuses us altogether will refuse the next mail too: stop until a person has looked (M-05)."""
    if reply.code >= PERMANENT:
        sending = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.SENDING)
        sending.update(state=Campaign.State.PAUSED, pause_reason=reply.impersonal[:500])


def _no_such_address(delivery: Delivery, at: datetime) -> None:
    if delivery.address is not None:
        suppression.suppress(delivery.address.lookup, scope=Suppression.EVERYTHING, reason=Suppression.Reason.HARD_BOUNCE, at=at)
        book.append(Fact("hard_bounce_suppressed", {"campaign": delivery.campaign_id}, subject=delivery.address.pk), at=at)


def _wait(attempts: int) -> timedelta:
    seconds = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
    return timedelta(seconds=seconds + secrets.randbelow(seconds // 10))
