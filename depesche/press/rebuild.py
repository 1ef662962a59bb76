"""What a change outdates: rows written in the transaction of the change, so that a crash between commit and rendering loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.transaction import TransactionManagementError

from depesche.press.models import OutdatedTag

KEEP = timedelta(days=1)


def outdate(tags: Iterable[str], *, at: datetime) -> None:
    """Note that every page with one of these tags must be rendered anew.

    :raises TransactionManagementError: outside of a transaction, where a crash could separate the change from its consequences
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("rebuild.outdate() belongs into the transaction of the change")
    OutdatedTag.objects.bulk_create([OutdatedTag(tag=tag, outdated_at=at) for tag in sorted(set(tags))])


def forget_old(*, at: datetime) -> int:
    """Delete rows older than a day, as pages are rendered per request and nobody reads them yet. Return how many."""
    return OutdatedTag.objects.filter(outdated_at__lt=at - KEEP).delete()[0]
