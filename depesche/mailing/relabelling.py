"""What happens to deliveries when a person leaves or is erased: in the same transaction, nothing of theirs waits any more (L-31)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from depesche.audience.models import Subscriber
from depesche.kernel.personal_data import Keeper, Person
from depesche.mailing.models import Delivery
from depesche.mailing.states import WAITING

State = Delivery.State
KEEPER_NAME = "mailing.deliveries"


def on_withdrawal(subscriber: Subscriber, purposes: Collection[str], at: datetime) -> None:
    """Relabel what waits for this person in campaigns of these purposes; runs inside the withdrawal's transaction."""
    mine = Delivery.objects.filter(address=subscriber, campaign__purpose__key__in=purposes)
    _end(mine.values_list("pk", flat=True), at=at)


def export(person: Person) -> list[dict[str, object]]:
    """List the mails of campaigns that were meant for a person (Art. 15 GDPR)."""
    rows = Delivery.objects.filter(address_id=person.subject).select_related("campaign__purpose").order_by("pk")
    return [
        {
            "campaign": row.campaign.subject,
            "purpose": row.campaign.purpose.key,
            "state": row.state,
            "at": row.handed_over_at.isoformat() if row.handed_over_at else None,
        }
        for row in rows
    ]


def erase(person: Person) -> int:
    """Cut the tie between a person and their deliveries; the counts stay (Art. 17 GDPR)."""
    mine = Delivery.objects.filter(address_id=person.subject)
    _end(mine.values_list("pk", flat=True), at=None)
    return mine.update(address=None, reply="")


def keeper() -> Keeper:
    """Return this part's keeper of personal data."""
    return Keeper(name=KEEPER_NAME, export=export, erase=erase)


def has_deliveries(subjects: Collection[UUID]) -> bool:
    """Whether any of these people is, or was, a recipient of a campaign."""
    return Delivery.objects.filter(address__in=subjects).exists()


def _end(identifiers: Collection[int], *, at: datetime | None) -> int:
    waiting = Delivery.objects.filter(pk__in=list(identifiers), state__in=WAITING)
    return waiting.update(state=State.WITHOUT_CONSENT, finished_at=at)
