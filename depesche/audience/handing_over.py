"""What became of a confirmation mail belongs to the proof: which bytes, when handed over, and what the server said (L-21)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.audience import letters, signup
from depesche.courier import outbox
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock
from depesche.ledger import book


def record(*, at: datetime) -> int:
    """Record every confirmation mail that a server took since the last time; return how many."""
    with transaction.atomic():
        book.hold()  # before looking: nothing is written down of whom another transaction erases at this moment
        accepted = outbox.unrecorded(signup.KIND)
        if accepted:
            book.append_all([_fact(mail) for mail in accepted], at=at)
            outbox.mark_recorded([mail.id for mail in accepted], at=at)
    return len(accepted)


def is_waiting(*, at: datetime) -> bool:
    """Whether a hand-over is not yet recorded."""
    return bool(outbox.unrecorded(signup.KIND))


def _fact(mail: OutboxMessage) -> book.Fact:
    body = {
        "request": (mail.dedupe_key or "").partition(":")[2],
        "template_version": letters.TEMPLATE_VERSION,
        "message_id": mail.message_id,
        "mail_sha256": mail.content_digest,
        "recipient": mail.recipient,
        "handed_over_at": clock.to_milliseconds(mail.finished_at) if mail.finished_at else "",
        "reply": mail.reply,
    }
    return book.Fact("confirm_mail_handed_over", body, mail.subject_id)
