"""What a change outdates: rows written in the transaction of the change, so that a crash between commit and rendering loses nothing."""

from __future__ import annotations

import logging
import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.db.transaction import TransactionManagementError

from depesche.chores import wake
from depesche.press import cdn, listening, pacing, store
from depesche.press.catching_up import CatchingUp, Row
from depesche.press.models import OutdatedTag
from depesche.press.store import Store

KEEP = timedelta(days=1)
log = logging.getLogger("depesche.press")


def outdate(tags: Iterable[str], *, at: datetime) -> None:
    """Note that every page with one of these tags must be rendered anew.

    Stored ones are removed at once, and none is stored again before the change is committed: so nobody who saw the change anywhere is shown an
    older page, and a process that dies after its commit leaves none.

    Those with a tag that begins with ``live:`` are removed when the second is over in which it changed: once a second at most, however often it does.

    :raises TransactionManagementError: outside of a transaction, where a crash could separate the change from its consequences
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("rebuild.outdate() belongs into the transaction of the change")
    made = OutdatedTag.objects.bulk_create([OutdatedTag(tag=tag, outdated_at=at) for tag in sorted(set(tags))])
    rows = {row.pk: row.tag for row in made if not row.tag.startswith(pacing.PACED)}
    if made:
        cdn.note((row.tag for row in made), at=at)
    if rows:
        transaction.on_commit(UnderWay(rows).applied, robust=True)
        listening.tell()


class UnderWay:
    """The outdated tags of a change that is not committed yet. Django drops it, uncalled, when its part of the transaction is rolled back."""

    def __init__(self, rows: Mapping[int, str]) -> None:
        self._rows = rows
        self._store = store.of_home()
        self._unless_committed: Callable[[], object] | None = None
        if self._store.stamp() is not None:
            with _reported():
                self._store.hold(rows)
            forgotten = weakref.finalize(self, _release, self._store, tuple(rows))
            forgotten.atexit = False
            self._unless_committed = forgotten.detach

    def applied(self) -> None:
        """Do what follows the commit; should it fail or never be reached, :func:`catch_up` does it."""
        if self._unless_committed is not None:
            self._unless_committed()
            try:
                with _reported():
                    self._store.outdate(self._rows.values(), rows=self._rows)
            finally:
                wake.ring()


def _release(kept: Store, rows: tuple[int, ...]) -> None:
    with _reported():
        kept.release(rows)


@contextmanager
def _reported() -> Iterator[None]:
    """A store that cannot be used just now keeps nobody from publishing: it is shown to nobody either, and brought up to date later."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        log.warning("the page store could not be told of a change, trying again: %s", error)


class Rows:
    """The rows, as Django reads them (:class:`depesche.press.catching_up.Rows`)."""

    def mark(self, *, first: int, since: datetime) -> tuple[int, int]:
        """Return how many rows :meth:`read` would return, and the highest number among them."""
        found = _young(first, since).aggregate(many=Count("pk"), highest=Max("pk"))
        return found["many"], found["highest"] or 0

    def read(self, *, first: int, since: datetime) -> list[Row]:
        """Return the rows from a number on, and those younger than a moment."""
        return list(_young(first, since).order_by("pk").values_list("pk", "tag", "outdated_at"))


def _young(first: int, since: datetime) -> QuerySet[OutdatedTag]:
    return OutdatedTag.objects.filter(Q(outdated_at__gt=since) | Q(pk__gte=first))


def catch_up(kept: Store, *, at: datetime) -> int:
    """Apply what did not reach the store of this machine; return how many rows (:meth:`CatchingUp.catch_up`)."""
    return CatchingUp(Rows()).catch_up(kept, at=at)


def forget_old(*, at: datetime) -> int:
    """Delete rows older than a day, which every running store has seen; the newest stays, as stores look for it. Return how many."""
    newest = OutdatedTag.objects.aggregate(highest=Max("pk"))["highest"]
    return OutdatedTag.objects.filter(outdated_at__lt=at - KEEP).exclude(pk=newest).delete()[0]
