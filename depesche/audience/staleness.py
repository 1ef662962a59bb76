"""Consents that nobody used for years (L-09): first a warning, then an end until the person agrees anew.

A consent is used when a mail server accepts a campaign's mail for it. What was never used counts from the day it came into force here.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from depesche.audience import figures, holding, withdrawal
from depesche.audience.models import Consent
from depesche.kernel import clock, options
from depesche.ledger import book

KIND = "expired_stale"


def used(grants: QuerySet[Any, Any] | Collection[int], *, at: datetime) -> int:
    """Remember that mail was accepted for these grants; return how many live consents moved on. One statement."""
    moved = Consent.objects.filter(grant__in=grants).filter(Q(last_used_at=None) | Q(last_used_at__lt=at))
    return moved.update(last_used_at=at)


def limit(*, at: datetime) -> datetime:
    """Return the moment since which a consent must have been used to be worth anything; older ones are over."""
    return clock.months_later(at, -options.current().consent_end_months)


def fresh(*, at: datetime) -> Q:
    """Return the condition of a consent that was used lately enough to be worth something."""
    return Q(last_used_at__gt=limit(at=at)) | Q(last_used_at=None, since__gt=limit(at=at))


def stale(*, at: datetime) -> int:
    """Return how many consents were unused for so long that the operator should know."""
    moment = clock.months_later(at, -options.current().consent_stale_months)
    return Consent.objects.annotate(last=Coalesce("last_used_at", "since")).filter(last__lte=moment).count()


def has_ended(*, at: datetime) -> bool:
    """Whether the time of a consent ran out."""
    return Consent.objects.exclude(fresh(at=at)).exists()


def end_all(*, at: datetime) -> int:
    """End every consent whose time ran out, person by person; return how many people that were."""
    people = Consent.objects.exclude(fresh(at=at)).values_list("address", flat=True).distinct()
    return sum(bool(end(subject, at=at)) for subject in list(people))


def end(subject: UUID, *, at: datetime) -> tuple[str, ...]:
    """End what of one person's consents ran out and write it down; return the keys. No suppression: the person said nothing."""
    with transaction.atomic():
        subscriber = holding.hold([subject]).get(subject)
        over = Consent.objects.exclude(fresh(at=at)).filter(address=subject).select_related("purpose").order_by("purpose__key")
        if subscriber is None or not over:
            return ()
        keys = tuple(consent.purpose.key for consent in over)
        unused = min(consent.last_used_at or consent.since for consent in over)
        Consent.objects.filter(pk__in=[consent.pk for consent in over]).delete()
        body = {"purposes": list(keys), "unused_since": clock.to_milliseconds(unused), "ended_at": clock.to_milliseconds(at)}
        book.append(book.Fact(KIND, body, subscriber.id), at=at)
        figures.lost(keys, channel=figures.UNUSED, at=at)
        withdrawal.tell(subscriber, keys, at=at)
    return keys
