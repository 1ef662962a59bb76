"""Pausing, going on, and ending a campaign early."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from depesche.chores import wake
from depesche.kernel.refusal import Refusal
from depesche.mailing.models import Campaign, Delivery, DeliveryRange
from depesche.mailing.sending import claiming, closing, using
from depesche.mailing.states import WAITING

State = Campaign.State
AT_ONCE = 20  # ranges


def pause(campaign: Campaign, *, reason: str = "") -> None:
    """Stop handing over; what the mail server has stays with it.

    :raises Refusal: ``not-sending``
    """
    if not Campaign.objects.filter(pk=campaign.pk, state=State.SENDING).update(state=State.PAUSED, pause_reason=reason[:500]):
        _require(campaign, State.PAUSED)
    campaign.refresh_from_db()


def resume(campaign: Campaign) -> None:
    """Go on where a campaign stopped.

    :raises Refusal: ``not-sending``, or ``article-not-live`` for breaking news whose article was withdrawn
    """
    with transaction.atomic():
        _require_article(campaign)
        paused = Campaign.objects.filter(pk=campaign.pk, state=State.PAUSED)
        if not paused.update(state=State.SENDING, pause_reason="", trouble="", troubles=0, retry_at=None):
            _require(campaign, State.SENDING)
        wake.wake()
    campaign.refresh_from_db()


def cancel(campaign: Campaign, *, at: datetime) -> int:
    """End a campaign for good; return how many waiting deliveries were cancelled.

    Of a large campaign the worker cancels the deliveries, range by range: nothing more is handed over from the moment that this is committed.
    A mail that is being handed over at this moment still gets its answer; one that the server puts off is cancelled by the next tidying.

    :raises Refusal: ``not-sending`` if it is done or cancelled already
    """
    with transaction.atomic():
        present = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if present.state in {State.DONE, State.CANCELLED}:
            raise _closed(present)
        if DeliveryRange.objects.filter(campaign=present).exclude(due_at=None).count() > AT_ONCE:
            Campaign.objects.filter(pk=present.pk).update(state=State.CANCELLED)
            wake.wake()
            return _left_to_the_worker(campaign)
        waiting = Delivery.objects.filter(campaign=present, state__in=WAITING)
        cancelled = waiting.update(state=Delivery.State.CANCELLED, finished_at=at)
        claiming.settle(present)
        if not closing.close(present, state=State.CANCELLED, at=at):
            Campaign.objects.filter(pk=present.pk).update(state=State.CANCELLED, finished_at=at)
    using.mark(campaign, at=at)
    campaign.refresh_from_db()
    return cancelled


def _left_to_the_worker(campaign: Campaign) -> int:
    campaign.refresh_from_db()
    return Delivery.objects.filter(campaign=campaign, state__in=WAITING).count()


def _require(campaign: Campaign, state: Campaign.State) -> None:
    present = Campaign.objects.get(pk=campaign.pk)
    if present.state != state:
        raise _closed(present)


def _require_article(campaign: Campaign) -> None:
    article = campaign.breaking_of
    if article is not None and not article.live:
        raise Refusal(
            code="article-not-live",
            message=_("The article “%(title)s” is not published.") % {"title": article.title},
            help=_("Cancel the mail, or publish the article again and go on."),
        )


def _closed(campaign: Campaign) -> Refusal:
    return Refusal(
        code="not-sending",
        message=_("The campaign “%(subject)s” is: %(state)s.") % {"subject": campaign.subject, "state": campaign.get_state_display()},
    )
