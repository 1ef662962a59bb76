"""Single mails on their way: posted in the caller's transaction, handed over by the scheduler, never lost and never forgotten.

A campaign's mails are not here; they have deliveries.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from depesche.chores import wake
from depesche.courier import envelope, handover, message, way
from depesche.courier.message import Letter
from depesche.courier.models import OutboxMessage
from depesche.kernel import digest

KEPT_TRYING = timedelta(days=3)
KEPT_AFTERWARDS = timedelta(days=30)
State = OutboxMessage.State


def post(
    letter: Letter,
    *,
    kind: str,
    subject: UUID | None,
    at: datetime,
    dedupe: str | None = None,
    held: bool = False,
    give_up_at: datetime | None = None,
) -> OutboxMessage:
    """Put a letter into the outbox, as part of the caller's transaction; it leaves about a second after the commit.

    :param kind: what sort of mail, e.g. ``confirmation``
    :param subject: the random id of the person it goes to, for export and erasure
    :param dedupe: posting the same key again returns the first message and changes nothing
    :param held: keep it until :func:`release`
    :param give_up_at: when trying ends; by default three days from now
    :raises BadLetter: a refusal, if the letter cannot be written
    """
    known = OutboxMessage.objects.filter(dedupe_key=dedupe).first() if dedupe else None
    if known is not None:
        return known
    entry = _entry(letter, at=at, give_up_at=give_up_at or at + KEPT_TRYING)
    entry.kind, entry.subject_id, entry.dedupe_key = kind, subject, dedupe
    entry.state = State.HELD if held else State.WAITING
    return _save(entry)


def _entry(letter: Letter, *, at: datetime, give_up_at: datetime) -> OutboxMessage:
    content = message.as_bytes(letter)
    identifier = uuid.uuid4()
    return OutboxMessage(
        id=identifier,
        recipient=message.parse_mailbox(letter.to).address,
        envelope_sender=envelope.of_message(identifier),
        message_id=letter.message_id,
        content=content,
        content_digest=digest.sha256_hex(content),
        not_before=at,
        give_up_at=give_up_at,
        created_at=at,
    )


def _save(entry: OutboxMessage) -> OutboxMessage:
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        first = OutboxMessage.objects.filter(dedupe_key=entry.dedupe_key).first() if entry.dedupe_key else None
        if first is None:
            raise
        return first
    wake.wake()
    return entry


def is_posted(dedupe: str) -> bool:
    """Whether a message was posted under this key and is still kept."""
    return OutboxMessage.objects.filter(dedupe_key=dedupe).exists()


def hand_over_due(*, at: datetime) -> int:
    """Hand over what is due; return how many messages the way out accepted.

    Must not run inside a transaction: that a message is being handed over is committed before its first byte leaves.
    What cannot leave waits, 5 s at first and at most 30 min, until it is given up.
    """
    return handover.run(at=at)


def is_due(*, at: datetime) -> bool:
    """Whether there is anything to hand over, and a way out for it."""
    return handover.due(at=at).exists() and way.problem() is None


def release(ids: Collection[UUID], *, at: datetime) -> int:
    """Let held messages go; return how many did."""
    freed = OutboxMessage.objects.filter(id__in=ids, state=State.HELD, give_up_at__gt=at).update(state=State.WAITING, not_before=at)
    if freed:
        wake.wake()
    return freed


def unrecorded(kind: str) -> list[OutboxMessage]:
    """Return the accepted messages of a kind whose hand-over is not yet in the ledger (L-21), oldest first."""
    return list(OutboxMessage.objects.filter(kind=kind, state=State.ACCEPTED, recorded_at=None).order_by("finished_at", "id"))


def mark_recorded(ids: Collection[UUID], *, at: datetime) -> int:
    """Say that these hand-overs are in the ledger, in the same transaction that put them there."""
    return OutboxMessage.objects.filter(id__in=ids, recorded_at=None).update(recorded_at=at)


def delete_old(*, at: datetime) -> int:
    """Delete finished messages after 30 days; one whose hand-over is in the ledger is evidence and stays until the person is erased."""
    finished = OutboxMessage.objects.filter(state__in=[State.ACCEPTED, State.FAILED, State.GIVEN_UP])
    return finished.filter(recorded_at=None, finished_at__lt=at - KEPT_AFTERWARDS).delete()[0]


def forget(subject: UUID) -> int:
    """Delete every message to a person, whatever its state (Art. 17 GDPR); return how many there were."""
    return OutboxMessage.objects.filter(subject_id=subject).delete()[0]
