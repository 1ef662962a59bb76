"""A delivery in the engine's hands: what is needed of its row and its person. A model that is filled field by field costs five times as much."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from depesche.mailing.models import Campaign, Delivery


@dataclass(slots=True)
class Marked:
    """One delivery as it was read when it was marked ``handing_over``. ``person`` is nothing, and ``mailbox`` empty, for somebody erased."""

    pk: int
    campaign: Campaign
    person: UUID | None
    mailbox: str
    attempts: int


def of(delivery: Delivery) -> Marked:
    """Return the same of a row that was read as a model."""
    address = delivery.address
    return Marked(delivery.pk, delivery.campaign, delivery.address_id, address.mailbox if address else "", delivery.attempts)
