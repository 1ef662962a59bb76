"""What a change outdates: rows written in the transaction of the change, so that a crash between commit and rendering loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from depesche.chores import wake
from depesche.press import store
from depesche.press.models import OutdatedTag

# Tags of what may change many times a second: pages that show it are removed once a second at most.
PACED = "live:"
KEEP = timedelta(days=1)
# No transaction is open for longer; younger rows are looked at again, as they may be committed out of order.
OUT_OF_ORDER = timedelta(hours=1)


def outdate(tags: Iterable[str], *, at: datetime) -> None:
    """Note that every page with one of these tags must be rendered anew; stored ones are removed as soon as the change is committed.

    Those with a tag that begins with ``live:`` are removed when the second is over in which it changed: once a second at most, however often it does.

    :raises TransactionManagementError: outside of a transaction, where a crash could separate the change from its consequences
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("rebuild.outdate() belongs into the transaction of the change")
    made = OutdatedTag.objects.bulk_create([OutdatedTag(tag=tag, outdated_at=at) for tag in sorted(set(tags))])
    rows = [row for row in made if not row.tag.startswith(PACED)]
    if rows:
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
    found = list(young.values_list("pk", "tag", "outdated_at"))
    rows = {pk: tag for pk, tag, moment in found if _is_due(tag, moment, at=at)}
    return kept.catch_up(rows, floor=min((pk for pk, _tag, _moment in found), default=0))


def _is_due(tag: str, outdated_at: datetime, *, at: datetime) -> bool:
    return not tag.startswith(PACED) or int(outdated_at.timestamp()) < int(at.timestamp())


def forget_old(*, at: datetime) -> int:
    """Delete rows older than a day, which every store has seen. Return how many."""
    return OutdatedTag.objects.filter(outdated_at__lt=at - KEEP).delete()[0]
