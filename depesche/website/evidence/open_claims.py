"""What is open about a topic: disputed and unconfirmed claims, and questions nobody has answered, before its articles."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from depesche.newsroom.claims import outdating, showing
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.terms import ClaimKind, Status
from depesche.newsroom.vocabulary import Topic
from depesche.press import tags
from depesche.website.evidence import entries
from depesche.website.evidence.entries import Entry

MOST = 12
OPEN = (Status.DISPUTED, Status.CONFIRMED_DENIED, Status.DENIED, Status.UNCONFIRMED, Status.NOT_CONFIRMED)


def of_topic(topic: Topic, *, at: datetime) -> tuple[Entry, ...]:
    """Return the open claims of a topic, disputed ones first, within a status those that changed last; at most twelve."""
    tags.use(outdating.of_topic(topic.pk))
    public = Claim.objects.filter(topics=topic, public_since__isnull=False, merged_into__isnull=True)
    found = public.filter(Q(status__in=OPEN) | Q(kind=ClaimKind.QUESTION)).order_by("-changed_at", "-pk").values_list("pk", "status")
    ranked = [pk for pk, _status in sorted(found, key=lambda row: OPEN.index(Status(row[1])) if row[1] in OPEN else len(OPEN))][:MOST]
    known = showing.shown(ranked, at=at)
    return tuple(entries.entry(known[pk], number) for number, pk in enumerate(ranked, 1) if pk in known)
