"""Forgetting one person: address, bodies and salts in the ledger, mails; the log stays verifiable (L-35, S-43)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.audience import following, forgetting, holding, requests, withdrawal
from depesche.audience.models import ImportedRow, SignupRequest, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.kernel import since_backup
from depesche.ledger import book


def erase(subscriber: Subscriber, *, reason: str, at: datetime) -> None:
    """Erase a person everywhere: what is still live is withdrawn first, then every keeper of personal data forgets.

    Suppressions stay: they are keyed digests, and keep an address that left from being written to again. Addresses that the person
    moved away from, and one that was asked for and not yet confirmed, go along.

    :param reason: a word that the ledger's ``erased`` entry carries, never anything about the person
    """
    with transaction.atomic():
        hold(subscriber)
        book.hold()
        for row in Subscriber.objects.filter(moved_to=subscriber):
            erase(row, reason=reason, at=at)
        requests.erase(list(SignupRequest.objects.filter(replaces=subscriber, state=SignupRequest.State.WAITING)), reason=reason, at=at)
        since_backup.note(since_backup.ERASED, subscriber.lookup, at=at)
        withdrawal.withdraw(subscriber, purposes=None, at=at, route=Route.ERASURE)
        indices = [event.index for event in book.events(subscriber.id)] + _imported_before(subscriber)
        if indices:
            book.erase(indices, log="consent", reason=reason, at=at)
        ImportedRow.objects.filter(lookup=subscriber.lookup).delete()
        forgetting.forget(subscriber)


def erase_as_asked(subscriber: Subscriber, *, at: datetime) -> None:
    """Erase a person who asked for it (Art. 17): the address' keyed digest stays as an objection, so that no import brings them back.

    A later sign-up of their own ends it, as with every other objection (I-7).
    """
    with transaction.atomic():
        hold(subscriber)
        for row in (subscriber, *following.earlier(subscriber)):
            suppression.suppress(row.lookup, scope=Suppression.EVERYTHING, reason=Suppression.Reason.OBJECTED, at=at)
        erase(subscriber, reason="asked", at=at)


def hold(subscriber: Subscriber) -> None:
    """Lock everybody whom an erasure takes along, before anything is written: what the log says of them is then all that will be said."""
    rows = [row.pk for row in following.rows(subscriber)]
    wishes = SignupRequest.objects.filter(replaces__in=rows, state=SignupRequest.State.WAITING)
    holding.hold([*rows, *wishes.values_list("subscriber_id", flat=True)])


def _imported_before(subscriber: Subscriber) -> list[int]:
    """Return the entries about the address from the time when nobody here had it: imports of people who had left elsewhere."""
    rows = ImportedRow.objects.filter(lookup=subscriber.lookup, subject=None, entry_index__isnull=False)
    return [index for index in rows.values_list("entry_index", flat=True) if index is not None]
