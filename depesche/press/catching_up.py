"""Bringing a store up to date with the rows of outdated tags. Django and the page server, which knows no Django, read the rows each in its own way;
what follows from them is the same and written here."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import takewhile
from typing import Protocol

from depesche.press import pacing
from depesche.press.store import Store

Row = tuple[int, str, datetime]  # number, tag, when it was outdated
log = logging.getLogger("depesche.press")


class Rows(Protocol):
    """Who reads the rows."""

    def mark(self, *, first: int, since: datetime) -> tuple[int, int]:
        """Return how many rows :meth:`read` would return, and the highest number among them; cheap."""

    def read(self, *, first: int, since: datetime) -> Sequence[Row]:
        """Return the rows from a number on, and those younger than a moment, in ascending order."""


class CatchingUp:
    """Remembers what was read the last time: after an import an hour's rows are many, and nobody shall read them three times a second."""

    def __init__(self, rows: Rows) -> None:
        """Name who reads."""
        self._rows = rows
        self._seen: tuple[int, datetime, tuple[int, int]] | None = None  # what was asked for, and how many rows that were

    def catch_up(self, kept: Store, *, at: datetime) -> int:
        """Apply what did not reach a store: changes made elsewhere, or by a process that died after its commit. Return how many.

        Looked at are the rows that came since the last time, and those that were young then, as they may have been committed out of order. The row
        up to which all were read must be among them: where it is missing, the store was away for longer than rows are kept, or the database was put
        back to what it was earlier, and no page can be trusted.

        :raises sqlite3.Error, OSError: if the store cannot be used; also what the database raises
        """
        with kept.index.reading() as index:
            known = index.read_until()
        if self._seen is not None:
            first, since, told = self._seen
            if self._rows.mark(first=first, since=since) == told:
                return 0
        self._seen = None
        newest = known[0] if known else 0
        since = (min(at, datetime.fromtimestamp(known[3], UTC)) if known else at) - pacing.OUT_OF_ORDER
        found = self._rows.read(first=newest, since=since)
        if known and not any((number, said, moment.timestamp()) == known[:3] for number, said, moment in found):
            log.warning("the page store does not fit to the database any more and begins anew")
            kept.begin_anew()
        due = {number: said for number, said, moment in found if pacing.is_due(said, moment, at=at)}
        first = min((number for number, _, _ in found), default=0)
        done = kept.catch_up(due, floor=first)
        self._note(kept, found, due, at=at)
        if len(due) == len(found):
            # Counted is what was read, by the same question: also a row with a lower number that is committed late changes the count.
            self._seen = newest, since, (len(found), max(due, default=0))
        return done

    @staticmethod
    def _note(kept: Store, found: Sequence[Row], due: Mapping[int, str], *, at: datetime) -> None:
        """Note up to which row all were read and applied. Which ones this machine's own processes applied says nothing of the others' rows."""
        whole = list(takewhile(lambda row: row[0] in due, found))
        with kept.index.reading() as index:
            known = index.read_until()
        if whole and (known is None or known[0] < whole[-1][0]):
            number, tag, moment = whole[-1]
            with kept.index.changing() as index:
                index.note_read(number, tag, moment.timestamp(), at.timestamp())
