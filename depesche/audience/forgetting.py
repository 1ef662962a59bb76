"""What this part keeps of a person, how it is exported and erased, and having every keeper of personal data do so."""

from __future__ import annotations

from depesche.audience.models import Consent, DataRequest, Grant, ImportedRow, Intake, SignupRequest, Subscriber
from depesche.kernel import clock, personal_data
from depesche.kernel.personal_data import Keeper, Person
from depesche.ledger import book

OWN = "audience"


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
    row = Subscriber.objects.filter(pk=person.subject).first()
    consents = Consent.objects.filter(address=person.subject).select_related("purpose")
    requests = SignupRequest.objects.filter(subscriber=person.subject).order_by("requested_at")
    grants = Grant.objects.filter(subject=person.subject).select_related("purpose", "form__text").order_by("granted_at", "pk")
    return {
        "address": person.address,
        "language": row.language if row else "",
        "is_restricted": bool(row and row.is_restricted),
        "known_since": clock.to_milliseconds(row.created_at) if row else "",
        "consents": [{"purpose": consent.purpose.key, "since": consent.since.isoformat()} for consent in consents],
        "given": [
            {
                "purpose": grant.purpose.key,
                "at": clock.to_milliseconds(grant.granted_at),
                "text": str(grant.form.text),
                "wording": grant.form.text.wording,
            }
            for grant in grants
        ],
        "imports": [_import(row) for row in ImportedRow.objects.filter(lookup=person.lookup).select_related("run").order_by("pk")],
        "requests": [{"requested_at": request.requested_at.isoformat(), "state": request.state} for request in requests],
        "data_requests": [_asked(asked) for asked in DataRequest.objects.filter(subscriber=person.subject)],
        "log": [
            {"entry": event.index, "at": clock.to_milliseconds(event.recorded_at), "what": event.kind, "said": event.body}
            for event in book.events(person.subject)
        ],
    }


def _erase(person: Person) -> int:
    Intake.objects.filter(lookup=person.lookup).delete()
    Intake.objects.filter(kind=Intake.Kind.NEW_ADDRESS, details__subscriber=str(person.subject)).delete()
    ImportedRow.objects.filter(subject=person.subject).delete()
    DataRequest.objects.filter(subscriber=person.subject).update(reference="", outcome="")
    return Subscriber.objects.filter(pk=person.subject).delete()[0]


def _import(row: ImportedRow) -> dict[str, object]:
    file = row.run.files[row.file]
    return {
        "source": row.run.source,
        "imported_at": row.run.created_at.isoformat(),
        "file_sha256": file["sha256"],
        "line": row.line,
        "outcome": row.outcome,
    }


def _asked(asked: DataRequest) -> dict[str, object]:
    done = clock.to_milliseconds(asked.done_at) if asked.done_at else ""
    received = clock.to_milliseconds(asked.received_at)
    return {"kind": asked.kind, "received_at": received, "done_at": done, "reference": asked.reference, "outcome": asked.outcome}
