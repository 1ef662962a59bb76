"""The receipt of one consent: profile ``receipt-eu-gdpr``, with the record as it was then and its place in the log (S-30, S-32)."""

from __future__ import annotations

from typing import Any
from uuid import uuid5

from depesche.audience import folding
from depesche.audience.records import record, vocabulary
from depesche.audience.records.ground import Ground
from depesche.audience.records.record import Person
from depesche.kernel import clock
from depesche.ledger import logs
from depesche.ledger.book import Event

NAME = "receipt.jsonld"
PROOF_NAME = "consent.tlog-proof"


def document(person: Person, ground: Ground, *, given: Event, proof_name: str = PROOF_NAME) -> dict[str, Any]:
    """Return the receipt for the event that gave a consent; what happened later is not in it.

    Event and salt stand in it, so that whoever holds the receipt and its ``.tlog-proof`` can check both without anybody's help.
    """
    then = Person(person.subject, person.mailbox, [event for event in person.events if event.index <= given.index], person.texts)
    name = uuid5(person.subject, f"receipt:{given.index}")
    return {
        "@context": vocabulary.CONTEXT,
        "@id": f"urn:uuid:{name}",
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": vocabulary.RECEIPT,
        "dct:identifier": str(name),
        "dct:created": clock.to_milliseconds(given.recorded_at),
        "dpv:hasRecordOfActivity": record.node(then, ground),
        "dep:proof": {
            "dep:origin": logs.origin(given.log),
            "dep:entry": given.index,
            "dep:event": given.content.decode(),
            "dep:salt": given.salt.hex(),
            "dep:tlogProof": proof_name,
        },
    }


def newest_given(person: Person) -> Event | None:
    """Return the event that gave a consent last, if one did."""
    return next((event for event in reversed(person.events) if event.kind in folding.GIVING and event.body["purposes"]), None)
