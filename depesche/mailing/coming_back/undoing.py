"""Writing to an address again, because a person at the desk knows better; with a reason, which the log keeps."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from depesche.audience import holding
from depesche.audience.models import Subscriber
from depesche.courier.models import Bounce, Suppression
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book

Reason = Suppression.Reason
LEAST_NOTE = 10
UNDONE_HERE = frozenset({Reason.HARD_BOUNCE, Reason.UNREACHABLE, Reason.MANUAL})  # what a person said only that person takes back (I-7)


def lift(entry: Suppression, *, by: str, note: str, at: datetime) -> None:
    """End a suppression and forget the bounces that led to it.

    :raises Refusal: ``note-too-short``; ``only-the-person`` for withdrawals, objections and complaints; ``not-suppressed``
    """
    if len(note.strip()) < LEAST_NOTE:
        raise Refusal(
            code="note-too-short",
            message=_("Please write why, in at least %(least)s characters.") % {"least": LEAST_NOTE},
            help=_("For example: called on 3 March, the mailbox works again."),
        )
    if Reason(entry.reason) not in UNDONE_HERE:
        raise Refusal(
            code="only-the-person",
            message=_("What a person said themselves ends only with a new sign-up of theirs."),
            help=_("Send the person the address of the form."),
        )
    with transaction.atomic():
        person = Subscriber.objects.filter(lookup=entry.lookup).first()
        if person is not None:
            holding.hold([person.pk])
        if not Suppression.objects.filter(pk=entry.pk).delete()[0]:
            raise Refusal(code="not-suppressed", message=_("This suppression has ended meanwhile."))
        Bounce.objects.filter(lookup=entry.lookup).delete()
        body = {
            "lookup": entry.lookup,
            "scopes": [entry.scope],
            "reasons": [str(entry.reason)],
            "removed_at": clock.to_milliseconds(at),
            "by": by,
            "note": note.strip()[:255],
        }
        book.append(book.Fact("suppression_removed", body, person.pk if person else None), at=at)
