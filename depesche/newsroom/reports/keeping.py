"""How long reports stay, and what a person in them can ask for (Art. 15, 17 GDPR)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from depesche.kernel.personal_data import Keeper, Person
from depesche.newsroom.models import ReaderReport

KEPT = timedelta(days=180)


def delete_old(*, at: datetime) -> int:
    """Delete reports that are older than 180 days, whatever became of them; return how many."""
    return ReaderReport.objects.filter(received_at__lte=at - KEPT).delete()[1].get("newsroom.ReaderReport", 0)


def keeper() -> Keeper:
    """Return the keeper of what readers wrote."""
    return Keeper(name="newsroom.reports", export=export, erase=erase)


def export(person: Person) -> list[dict[str, object]]:
    """List the reports of a person: those with the address, and those that name it."""
    return [
        {
            "text": one.text,
            "article": one.article.title if one.article else None,
            "claim": one.claim.text if one.claim else None,
            "state": one.state,
            "answer": one.answer,
            "received_at": one.received_at.isoformat(),
        }
        for one in _of(person).select_related("article", "claim").order_by("pk")
    ]


def erase(person: Person) -> int:
    """Delete them; return how many. A correction that came of one stays and names nobody."""
    return _of(person).delete()[1].get("newsroom.ReaderReport", 0)


def _of(person: Person) -> QuerySet[ReaderReport]:
    address = person.address
    near = ReaderReport.objects.filter(Q(text__icontains=address) | Q(answer__icontains=address)).only("text", "answer")
    named = [one.pk for one in near if person.is_named_in(one.text, one.answer)]
    return ReaderReport.objects.filter(Q(email__iexact=address) | Q(pk__in=named))
