"""Counting bounces of an address and suppressing it when M-12 says so: dead after two mails a day apart, full or unused after five over a month."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from depesche.audience import holding
from depesche.courier import suppression
from depesche.courier.bouncing import HARD, Class, Verdict
from depesche.courier.envelope import Origin
from depesche.courier.models import Bounce, Suppression
from depesche.kernel import clock
from depesche.ledger import book
from depesche.mailing.coming_back.whom import Concerned
from depesche.mailing.models import Delivery

Reason = Suppression.Reason
HARD_EVENTS, HARD_APART = 2, timedelta(hours=24)
FULL_EVENTS, FULL_OVER = 5, timedelta(days=30)
SURELY_ARRIVED = timedelta(days=3)  # nothing came back for so long after the mail server took it
SAID = {Reason.HARD_BOUNCE: "hard_bounce_suppressed", Reason.UNREACHABLE: "unreachable_suppressed"}


def count(whom: Concerned, verdict: Verdict, origin: Origin, *, at: datetime) -> bool:
    """Count a failure; return whether the address is suppressed because of it. The same mail counts once in each class."""
    with transaction.atomic():
        if whom.person is not None:
            holding.hold([whom.person.pk])
        Bounce.objects.get_or_create(
            delivery=origin.delivery,
            message=origin.message,
            kind=verdict.kind.value,
            defaults={
                "lookup": whom.lookup,
                "receiver": whom.receiver[:255],
                "code": verdict.code[:16],
                "diagnostic": verdict.diagnostic.replace("\x00", "")[:500],
                "at": at,
            },
        )
        reason = _reason(whom, verdict.kind, at=at)
        return reason is not None and suppress(whom, reason, source=_source(whom, verdict), at=at)


def suppress(whom: Concerned, reason: Reason, *, source: str, at: datetime) -> bool:
    """Write to an address no more, with an entry in the log; ``False`` if that was so already. Inside a transaction."""
    if Suppression.objects.filter(lookup=whom.lookup, scope=Suppression.EVERYTHING, reason=reason, until=None).exists():
        return False
    suppression.suppress(whom.lookup, scope=Suppression.EVERYTHING, reason=reason, at=at, note=source[:255])
    body = {"campaign": whom.campaign, "source": source, "suppressed_at": clock.to_milliseconds(at)}
    book.append(book.Fact(SAID[reason], body, whom.person.pk if whom.person else None), at=at)
    return True


def _reason(whom: Concerned, kind: Class, *, at: datetime) -> Reason | None:
    if kind in HARD and _spread(whom, HARD, at=at) >= (HARD_EVENTS, HARD_APART):
        return Reason.HARD_BOUNCE
    if kind is Class.MAILBOX:
        events, over = _spread(whom, {Class.MAILBOX}, at=at)
        return Reason.UNREACHABLE if events >= FULL_EVENTS and over >= FULL_OVER else None
    return None


def _spread(whom: Concerned, kinds: frozenset[Class] | set[Class], *, at: datetime) -> tuple[int, timedelta]:
    """Return how many mails of ours failed so since one arrived the last time, and over what time."""
    failed = Bounce.objects.filter(lookup=whom.lookup, kind__in=[kind.value for kind in kinds], at__lte=at)
    alive = _last_arrived(whom, at=at)
    times = {(row.delivery, row.message): row.at for row in failed.order_by("-at") if alive is None or row.at > alive}
    moments = sorted(times.values())
    return len(moments), moments[-1] - moments[0] if moments else timedelta(0)


def _last_arrived(whom: Concerned, *, at: datetime) -> datetime | None:
    """Return when a newsletter to this address was taken of which nothing came back in the days after it."""
    taken = Delivery.objects.filter(address__lookup=whom.lookup, state=Delivery.State.ACCEPTED, handed_over_at__lte=at - SURELY_ARRIVED).exclude(
        pk__in=Bounce.objects.filter(lookup=whom.lookup).exclude(delivery=None).values("delivery")
    )
    return taken.order_by("-handed_over_at").values_list("handed_over_at", flat=True).first()


def _source(whom: Concerned, verdict: Verdict) -> str:
    named = f"campaign {whom.campaign}" if whom.campaign else "single mail"
    return f"{named}: {verdict.kind.value} {verdict.code}".strip()
