"""A complaint ends all consents and all mail to the address, at once (M-14). It beats everything but a later new act of the person (I-7)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from depesche.audience import holding, withdrawal
from depesche.audience.withdrawal import Route
from depesche.courier import suppression
from depesche.courier.models import Suppression
from depesche.kernel import clock
from depesche.ledger import book
from depesche.mailing.coming_back.whom import Concerned


def complain(whom: Concerned, *, source: str, at: datetime) -> bool:
    """End all consents, suppress the address, and write the objection into the log; ``False`` if this address complained before.

    :param source: where the complaint came from, as the log keeps it
    """
    with transaction.atomic():
        if whom.person is not None:
            holding.hold([whom.person.pk])
            withdrawal.withdraw(whom.person, purposes=None, at=at, route=Route.COMPLAINT, note=source)
        lookups = sorted({whom.lookup, *([whom.person.lookup] if whom.person else [])})
        standing = Suppression.objects.filter(lookup__in=lookups, scope=Suppression.EVERYTHING, reason=Suppression.Reason.COMPLAINT)
        if standing.values("lookup").distinct().count() == len(lookups):
            return False
        for lookup in lookups:
            suppression.suppress(lookup, scope=Suppression.EVERYTHING, reason=Suppression.Reason.COMPLAINT, at=at, note=source[:255])
        body = {"campaign": whom.campaign, "channel": Route.COMPLAINT.value, "source": source, "objected_at": clock.to_milliseconds(at)}
        book.append(book.Fact("objected", body, whom.person.pk if whom.person else None), at=at)
    return True
