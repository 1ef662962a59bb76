"""Stopping a campaign of which people complain (S-22): when more than one in a thousand did, and at least three, it pauses."""

from __future__ import annotations

from contextlib import suppress

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from depesche.courier.models import InboundMail
from depesche.kernel.refusal import Refusal
from depesche.mailing import stopping
from depesche.mailing.models import Campaign, Delivery

SHARE, LEAST = 0.001, 3


def after_complaint(campaign: int | None) -> bool:
    """Pause the campaign if too many complain; the complaint at hand is not counted yet. Return whether it was paused."""
    found = Campaign.objects.filter(pk=campaign, state=Campaign.State.SENDING).first() if campaign else None
    if found is None:
        return False
    complaints = complaints_of(found) + 1
    accepted = found.deliveries.aggregate(count=Count("pk", filter=Q(state=Delivery.State.ACCEPTED)))["count"]
    if complaints < LEAST or complaints <= SHARE * accepted:
        return False
    with suppress(Refusal):  # somebody stopped it meanwhile
        stopping.pause(
            found, reason=_("Too many complaints: %(complaints)s of %(accepted)s accepted mails.") % {"complaints": complaints, "accepted": accepted}
        )
    return True


def complaints_of(campaign: Campaign) -> int:
    """Return how many recipients of a campaign complained about it."""
    mine = Delivery.objects.filter(campaign=campaign).values("pk")
    return InboundMail.objects.filter(outcome=InboundMail.Outcome.COMPLAINED, delivery__in=mine).values("lookup").distinct().count()
