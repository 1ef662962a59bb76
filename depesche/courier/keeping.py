"""What the courier stores about a person, for export and erasure (Art. 15 and 17 GDPR)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from depesche.courier.models import Bounce, InboundMail, OutboxMessage, Suppression
from depesche.kernel import clock, options
from depesche.kernel.personal_data import Person

COUNTED_FOR = timedelta(days=180)


def _messages(person: Person) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(Q(subject_id=person.subject) | Q(recipient__iexact=person.address))


def _came_back(person: Person) -> QuerySet[InboundMail]:
    """The mails about a person: those that say so, and those of nobody in which the address stands."""
    sought = person.address.lower().encode()
    unknown = InboundMail.objects.filter(lookup="").values_list("pk", "raw").iterator(chunk_size=200)
    named = [pk for pk, raw in unknown if sought in bytes(raw).lower()]
    return InboundMail.objects.filter(Q(lookup=person.lookup) | Q(pk__in=named))


def export(person: Person) -> object:
    """Return the mails to a person and the suppressions of the address as plain JSON values."""
    return {
        "mails": [
            {
                "kind": entry.kind,
                "to": entry.recipient,
                "message_id": entry.message_id,
                "created_at": clock.to_milliseconds(entry.created_at),
                "state": entry.state,
                "content": bytes(entry.content).decode("utf-8", "replace"),
            }
            for entry in _messages(person).order_by("created_at")
        ],
        "suppressions": [
            {"scope": entry.scope, "reason": entry.reason, "since": clock.to_milliseconds(entry.since)}
            for entry in Suppression.objects.filter(lookup=person.lookup).order_by("since")
        ],
        "came_back": [
            {
                "received_at": clock.to_milliseconds(entry.received_at),
                "class": entry.kind,
                "outcome": entry.outcome,
                "content": bytes(entry.raw).decode("utf-8", "replace"),
            }
            for entry in _came_back(person).order_by("received_at")
        ],
        "bounces": [
            {"at": clock.to_milliseconds(entry.at), "class": entry.kind, "code": entry.code, "said": entry.diagnostic}
            for entry in Bounce.objects.filter(lookup=person.lookup).order_by("at")
        ],
    }


def erase(person: Person) -> int:
    """Delete every mail to a person and every one that came back about them; return how many.

    Suppressions stay: they are keyed digests, and without them the person would be written to again (L-36).
    """
    gone = _came_back(person).delete()[0] + Bounce.objects.filter(lookup=person.lookup).delete()[0]
    return gone + _messages(person).delete()[0]


def delete_old(*, at: datetime) -> int:
    """Delete mails that came in longer ago than the options say, also those that nobody looked at, and counts of half a year ago."""
    old = InboundMail.objects.filter(received_at__lt=at - timedelta(days=options.current().inbound_days)).exclude(state=InboundMail.State.NEW)
    return old.delete()[0] + Bounce.objects.filter(at__lt=at - COUNTED_FOR).delete()[0]
