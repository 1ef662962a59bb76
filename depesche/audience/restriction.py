"""Restriction (Art. 18 GDPR, L-35): while it stands, what we know of a person is kept and no newsletter leaves.

The flag is asked wherever a consent is: in ``permission.py``, in the selection, at hand-over, and by the trigger on deliveries.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.audience.models import Subscriber
from depesche.audience.withdrawal import Route
from depesche.kernel import clock, since_backup
from depesche.ledger import book

ON, OFF = since_backup.RESTRICTED, since_backup.UNRESTRICTED


def restrict(subscriber: Subscriber, *, at: datetime, route: Route, note: str = "") -> bool:
    """Restrict a person from now on; return whether this call did it. The journal tells a restored backup (L-37)."""
    return _set(subscriber, True, at=at, body={"channel": route.value, "note": note})


def lift(subscriber: Subscriber, *, at: datetime, route: Route, note: str = "") -> bool:
    """End a restriction: the person says so, or signs up anew, which says the same; return whether this call did it."""
    return _set(subscriber, False, at=at, body={"channel": route.value, "note": note})


def _set(subscriber: Subscriber, is_on: bool, *, at: datetime, body: dict[str, str]) -> bool:
    with transaction.atomic():
        if not Subscriber.objects.filter(pk=subscriber.pk, is_restricted=not is_on).update(is_restricted=is_on):
            return False
        since_backup.note(ON if is_on else OFF, subscriber.lookup, at=at)
        book.append(book.Fact(ON if is_on else OFF, {**body, "since": clock.to_milliseconds(at)}, subscriber.id), at=at)
        subscriber.is_restricted = is_on
    return True
