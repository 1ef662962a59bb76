"""What the courier stores about a person, for export and erasure (Art. 15 and 17 GDPR)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from depesche.courier.models import OutboxMessage, Suppression
from depesche.kernel import clock
from depesche.kernel.personal_data import Person


def _messages(person: Person) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(Q(subject_id=person.subject) | Q(recipient__iexact=person.address))


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
    }


def erase(person: Person) -> int:
    """Delete every mail to a person, whatever its state; return how many.

    Suppressions stay: they are keyed digests, and without them the person would be written to again (L-36).
    """
    return _messages(person).delete()[0]
