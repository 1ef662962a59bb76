"""Forgetting one person: address, bodies and salts in the ledger, mails; the log stays verifiable (L-35, S-43)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.audience import withdrawal
from depesche.audience.models import Consent, Intake, SignupRequest, Subscriber
from depesche.audience.withdrawal import Route
from depesche.kernel import personal_data
from depesche.kernel.personal_data import Keeper, Person
from depesche.ledger import book

OWN = "audience"


def erase(subscriber: Subscriber, *, reason: str, at: datetime) -> None:
    """Erase a person everywhere: what is still live is withdrawn first, then every keeper of personal data forgets.

    Suppressions stay: they are keyed digests, and keep an address that left from being written to again.

    :param reason: a word that the ledger's ``erased`` entry carries, never anything about the person
    """
    with transaction.atomic():
        withdrawal.withdraw(subscriber, purposes=None, at=at, route=Route.ERASURE)
        indices = [event.index for event in book.events(subscriber.id)]
        if indices:
            book.erase(indices, log="consent", reason=reason, at=at)
        forget(subscriber)


def forget(subscriber: Subscriber) -> None:
    """Have every keeper forget a person; the audience's own row goes last, as the others find theirs by it."""
    person = person_of(subscriber)
    for keeper in sorted(personal_data.keepers(), key=lambda keeper: keeper.name == OWN):
        keeper.erase(person)


def person_of(subscriber: Subscriber) -> Person:
    """Return a person by all the names that parts store."""
    return Person(subject=subscriber.id, address=subscriber.mailbox, lookup=subscriber.lookup)


def keeper() -> Keeper:
    """Return what this part keeps of a person."""
    return Keeper(name=OWN, export=_export, erase=_erase)


def _export(person: Person) -> object:
    consents = Consent.objects.filter(address=person.subject).select_related("purpose")
    requests = SignupRequest.objects.filter(subscriber=person.subject)
    return {
        "address": person.address,
        "consents": [{"purpose": consent.purpose.key, "since": consent.since.isoformat()} for consent in consents],
        "requests": [{"requested_at": request.requested_at.isoformat(), "state": request.state} for request in requests],
    }


def _erase(person: Person) -> int:
    Intake.objects.filter(lookup=person.lookup).delete()
    return Subscriber.objects.filter(pk=person.subject).delete()[0]
