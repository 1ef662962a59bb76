"""What became of a campaign's deliveries. Counters are derived from the rows, so they always add up (M-15)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from depesche.mailing.models import Campaign, Delivery


@dataclass(frozen=True)
class Report:
    """The numbers of one campaign; ``counts`` names every state and sums to ``candidates``."""

    id: int
    state: str
    candidates: int
    counts: dict[str, int]


def report(campaign: Campaign) -> Report:
    """Count in one query."""
    found = dict(Delivery.objects.filter(campaign=campaign).order_by().values_list("state").annotate(Count("pk")))
    counts = {state.value: found.get(state.value, 0) for state in Delivery.State}
    return Report(id=campaign.pk, state=campaign.state, candidates=sum(found.values()), counts=counts)
