"""The one order of locks: first people's rows by their ids, then their consents, then the log.

Deeds that meet so wait for each other, and never in a circle. The rows are locked without their keys, so whoever
freezes a campaign's candidates at this moment waits for nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from depesche.audience.models import Consent, Subscriber


def hold(people: Collection[UUID]) -> dict[UUID, Subscriber]:
    """Lock people's rows and consents until the caller's transaction ends, and return them as they are now; whoever is gone is missing."""
    rows = Subscriber.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")
    found = {row.pk: row for row in rows}
    if connection.features.has_select_for_update:
        list(Consent.objects.select_for_update(no_key=True).filter(address__in=found).order_by("pk").values_list("pk"))
    return found
