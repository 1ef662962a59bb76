"""The rows of outdated tags, read straight from the site's database, so that the page server can bring its store up to date without Django:
before Django is there, and while it is not. What they mean is written in :mod:`depesche.press.catching_up`."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import psycopg

from depesche.press.catching_up import CatchingUp, Row
from depesche.press.store import Store

ROWS = "SELECT id, tag, outdated_at FROM press_outdatedtag WHERE outdated_at > {0} OR id >= {0} ORDER BY id"
MARK = "SELECT count(*), coalesce(max(id), 0) FROM press_outdatedtag WHERE outdated_at > {0} OR id >= {0}"
WAIT = 5  # seconds for a connection
FAILURES = (sqlite3.Error, psycopg.Error, OSError)


class Connection(Protocol):
    """What both kinds of connection can do."""

    def execute(self, query: Any, parameters: Any, /) -> Any:
        """Ask."""

    def close(self) -> None:
        """End."""


class OutdatedRows:
    """Reads them, with a connection that is opened again after trouble."""

    def __init__(self, database: str) -> None:
        """Take the address of the database, as the options give it."""
        self._database = database
        self._is_file = database.startswith("sqlite:")
        self._connection: Connection | None = None
        self._catching_up = CatchingUp(self)

    def catch_up(self, kept: Store, *, at: datetime) -> int:
        """Apply what did not reach a store yet; return how many rows (:meth:`CatchingUp.catch_up`).

        :raises sqlite3.Error: or ``psycopg.Error``, ``OSError``: if that is not possible now
        """
        return self._catching_up.catch_up(kept, at=at)

    def mark(self, *, first: int, since: datetime) -> tuple[int, int]:
        """Return how many rows :meth:`read` would return, and the highest number among them."""
        ((many, highest),) = self._ask(MARK, self._as_stored(since), first)
        return many, highest

    def read(self, *, first: int, since: datetime) -> list[Row]:
        """Return the rows from a number on, and those younger than a moment."""
        return [(row, tag, _moment(said)) for row, tag, said in self._ask(ROWS, self._as_stored(since), first)]

    def _as_stored(self, moment: datetime) -> object:
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if self._is_file else moment  # Django writes no zone there

    def _ask(self, query: str, *said: object) -> list[Any]:
        try:
            found: list[Any] = self._opened().execute(query.format("?" if self._is_file else "%s"), said).fetchall()
        except FAILURES:
            self.close()
            raise
        return found

    def _opened(self) -> Connection:
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> Connection:
        if not self._is_file:
            return psycopg.connect(self._database, autocommit=True, connect_timeout=WAIT)
        place = Path(self._database.removeprefix("sqlite:///")).absolute().as_uri()
        return sqlite3.connect(f"{place}?mode=ro", uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False)

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _moment(said: datetime | str) -> datetime:
    """Read a moment as the database gives it: text without a zone in a file."""
    return said if isinstance(said, datetime) else datetime.fromisoformat(said).replace(tzinfo=UTC)
