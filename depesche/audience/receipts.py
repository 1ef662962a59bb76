"""The receipt and the proof that go to the person with the welcome mail (S-32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from depesche.audience.models import Subscriber
from depesche.audience.records import ground, persons, receipt, record
from depesche.courier.message import Attachment
from depesche.ledger import checkpoints, proofs

LOG = "consent"


@dataclass(frozen=True)
class Papers:
    """What the person keeps: receipt and proof as files of the mail, and the checkpoint that the proof leads to."""

    attachments: tuple[Attachment, ...]
    checkpoint: str


def papers(subscriber: Subscriber, index: int, *, at: datetime) -> Papers:
    """Sign the log as it is now and return what proves one entry that gave a consent.

    Whoever keeps the mail keeps a signed statement of the whole log's state, and so becomes a witness of it.
    """
    proof = proofs.inclusion([index], checkpoint=checkpoints.sign(LOG, at=at))[index]
    person = persons.person(subscriber)
    given = next(event for event in person.events if event.index == index)
    said = record.as_file(receipt.document(person, ground.present(), given=given))
    files = (Attachment(receipt.NAME, "application/ld+json", said), Attachment(receipt.PROOF_NAME, "text/plain", proof.text.encode()))
    return Papers(attachments=files, checkpoint=proof.checkpoint)
