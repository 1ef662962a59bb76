"""What a change outdates: rows written in the transaction of the change, so that a crash between commit and rendering loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from depesche.chores import wake
from depesche.press import cdn, store
from depesche.press.models import OutdatedTag

KEEP = timedelta(days=1)
# No transaction is open for longer; younger rows are looked at again, as they may be committed out of order.
OUT_OF_ORDER = timedelta(hours=1)


def outdate(tags: Iterable[str], *, at: datetime) -> None:
    """Note that every page with one of these tags must be rendered anew; stored ones are removed as soon as the change is committed.

    :raises TransactionManagementError: outside of a transaction, where a crash could separate the change from its consequences
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("rebuild.outdate() belongs into the transaction of the change")
    rows = OutdatedTag.objects.bulk_create([OutdatedTag(tag=tag, outdated_at=at) for tag in sorted(set(tags))])
    if rows:
        cdn.note((row.tag for row in rows), at=at)
        transaction.on_commit(lambda: _apply(rows), robust=True)


def _apply(rows: list[OutdatedTag]) -> None:
    """Remove what the store of this machine holds; should it fail or never be reached, :func:`catch_up` does it."""
    kept = store.of_home()
    if kept.exists():
        kept.outdate((row.tag for row in rows), rows=[row.pk for row in rows])
        wake.ring()


def catch_up(kept: store.Store, *, at: datetime) -> int:
    """Apply what did not reach the store of this machine: changes made elsewhere, or by a process that died after its commit. Return how many.

    :raises sqlite3.Error: if the store cannot be used
    """
    young = OutdatedTag.objects.filter(outdated_at__gt=at - OUT_OF_ORDER).order_by("pk")
    rows = dict(young.values_list("pk", "tag"))
    return kept.catch_up(rows, floor=min(rows, default=0))


def forget_old(*, at: datetime) -> int:
    """Delete rows older than a day, which every store has seen. Return how many."""
    return OutdatedTag.objects.filter(outdated_at__lt=at - KEEP).delete()[0]
