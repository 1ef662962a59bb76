"""Who was told of which correction: the number in the editorial log, what a person can see of it, and its end with the person (Art. 15, 17 GDPR)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from depesche.kernel.personal_data import Keeper, Person
from depesche.ledger import book, logs
from depesche.ledger.book import Fact
from depesche.mailing.models import Campaign, CorrectionMailed

KEEPER_NAME = "mailing.corrections"
MAILED = "correction_mailed"


def closed(campaign: Campaign, *, at: datetime) -> None:
    """Write into the editorial log how many were handed each correction with a campaign that ended; never who."""
    counts = CorrectionMailed.objects.filter(campaign=campaign).order_by("correction").values_list("correction").annotate(Count("pk"))
    facts = [Fact(MAILED, {"campaign": campaign.pk, "correction": pk, "recipients": number}, log=logs.EDITORIAL) for pk, number in counts]
    book.append_all(facts, at=at)


def keeper() -> Keeper:
    """Return the keeper of who was told."""
    return Keeper(name=KEEPER_NAME, export=export, erase=erase)


def export(person: Person) -> list[dict[str, object]]:
    """List the corrections that a person was handed."""
    rows = CorrectionMailed.objects.filter(subscriber_id=person.subject).select_related("correction", "campaign").order_by("pk")
    return [{"correction": row.correction.right, "campaign": row.campaign.subject} for row in rows]


def erase(person: Person) -> int:
    """Forget them."""
    return CorrectionMailed.objects.filter(subscriber_id=person.subject).delete()[0]
