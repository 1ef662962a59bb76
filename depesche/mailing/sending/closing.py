"""The end of a campaign: when no delivery waits any more, its counts go into the ledger."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.ledger import book
from depesche.ledger.book import Fact
from depesche.mailing import report
from depesche.mailing.correcting import telling
from depesche.mailing.models import Campaign
from depesche.mailing.sending import claiming, using


def close(campaign: Campaign, *, state: Campaign.State, at: datetime) -> bool:
    """Close a campaign as done or cancelled, once; return whether this call did it.

    :raises TransactionManagementError: outside a transaction
    """
    open_states = (Campaign.State.SENDING, Campaign.State.PAUSED)
    if not Campaign.objects.filter(pk=campaign.pk, state__in=open_states).update(state=state, finished_at=at, trouble="", retry_at=None):
        return False
    _write_down(campaign, state=state, at=at)
    return True


def finish_cancelled(*, at: datetime) -> int:
    """Close large campaigns whose cancelling was left to the worker, once all their rows are settled; return how many."""
    closed = 0
    for campaign in claiming.settled_cancelled():
        using.mark(campaign, at=at)
        with transaction.atomic():
            if Campaign.objects.filter(pk=campaign.pk, finished_at=None).update(finished_at=at, trouble="", retry_at=None):
                _write_down(campaign, state=Campaign.State.CANCELLED, at=at)
                closed += 1
    return closed


def _write_down(campaign: Campaign, *, state: Campaign.State, at: datetime) -> None:
    found = report.report(campaign)
    body = {"campaign": campaign.pk, "state": str(state.value), "candidates": found.candidates, "counts": found.counts}
    book.append(Fact("campaign_closed", body), at=at)
    telling.closed(campaign, at=at)


def close_complete(campaigns: list[Campaign], *, at: datetime) -> int:
    """Close the campaigns that nothing is left to do for; return how many."""
    closed = 0
    for campaign in campaigns:
        using.mark(campaign, at=at)  # before: whoever ends this run here has it repeated
        with transaction.atomic():
            closed += close(campaign, state=Campaign.State.DONE, at=at)
    return closed
