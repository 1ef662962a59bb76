"""Pages that a change removed and that nobody has asked for since: rendered again in the background, in order of importance.

A small SQLite file beside the pages. Like these it is thrown away, not mended, and nothing in it is needed: a page that is missing here is
rendered when somebody asks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

MOST_TRIES = 5
WAIT, LEASE = 5.0, 30.0  # seconds
SCHEMA = """
CREATE TABLE IF NOT EXISTS waiting (
    path TEXT PRIMARY KEY, place INTEGER, tries INTEGER NOT NULL DEFAULT 0, until REAL NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting_next ON waiting (tries, place);
"""


class Waiting:
    """The file. Where it is missing or cannot be used, nothing waits."""

    def __init__(self, file: Path) -> None:
        """Name the file."""
        self.file = file

    def make(self) -> None:
        """Make an empty one."""
        for ending in ("", "-journal"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        with closing(sqlite3.connect(self.file)) as connection:
            connection.executescript(SCHEMA)

    def add(self, paths: Iterable[str]) -> None:
        """Note pages that were removed."""
        with suppress(sqlite3.Error), self._open() as connection:
            connection.executemany(
                "INSERT INTO waiting (path) VALUES (?) ON CONFLICT (path) DO UPDATE SET tries = 0, until = 0", [(path,) for path in paths]
            )

    def is_empty(self) -> bool:
        """Whether nothing waits; a cheap look."""
        try:
            with self._open() as connection:
                return connection.execute("SELECT 1 FROM waiting LIMIT 1").fetchone() is None
        except sqlite3.Error:
            return True

    def sort(self, order: Callable[[Sequence[str]], Iterable[str]]) -> None:
        """Give those that have none a place: the order says them with the most important first."""
        with self._open() as connection:
            new = [path for (path,) in connection.execute("SELECT path FROM waiting WHERE place IS NULL")]
            places = [(place, path) for place, path in enumerate(order(new))] if new else []
            connection.executemany("UPDATE waiting SET place = ? WHERE path = ?", places)

    def take(self, *, now: float) -> str | None:
        """Return the most important page that nobody else is at; those that could not be stored come last. Who dies with it loses it after a while.

        :param now: seconds since 1970
        """
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            found = connection.execute("SELECT path FROM waiting WHERE until <= ? ORDER BY tries, place LIMIT 1", (now,)).fetchone()
            if found is None:
                return None
            connection.execute("UPDATE waiting SET until = ? WHERE path = ?", (now + LEASE, found[0]))
        return str(found[0])

    def count(self) -> int:
        """Return how many pages wait."""
        with self._open() as connection:
            return int(connection.execute("SELECT count(*) FROM waiting").fetchone()[0])

    def settle(self, path: str, *, is_done: bool) -> None:
        """Take a page out, or let it be tried once more, a few times at most."""
        with self._open() as connection:
            connection.execute("UPDATE waiting SET tries = tries + 1, until = 0 WHERE path = ?", (path,))
            connection.execute("DELETE FROM waiting WHERE path = ? AND (? OR tries >= ?)", (path, is_done, MOST_TRIES))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(f"{self.file.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT)) as connection, connection:
            connection.execute("PRAGMA synchronous = OFF")
            yield connection
