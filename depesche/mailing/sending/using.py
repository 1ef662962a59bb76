"""Telling the audience which consents a campaign used: a mail server accepted its mail for them (L-09)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, Min

from depesche.audience import staleness
from depesche.mailing.models import Campaign, Delivery

AT_ONCE = 10_000


def mark(campaign: Campaign, *, at: datetime) -> int:
    """Mark the consents of everybody whose mail was accepted, range by range so that nobody who leaves waits long; repeating does no harm."""
    accepted = Delivery.objects.filter(campaign=campaign, state=Delivery.State.ACCEPTED)
    ends = accepted.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return 0
    starts = range(ends["first"], ends["last"] + 1, AT_ONCE)
    return sum(staleness.used(accepted.filter(pk__gte=start, pk__lt=start + AT_ONCE).values("grant_id"), at=at) for start in starts)
