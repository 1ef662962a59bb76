"""Which stored page of this machine used which tags, in a small SQLite file beside the pages; what was outdated gets a growing number.

The file belongs to the pages, not to the site: it is thrown away together with them, so nothing in it is ever synchronised to the disk.
Its write lock is what keeps storing and outdating apart, over all processes.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

EVERYTHING = "*"
WAIT = 20.0  # seconds
SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE used (tag TEXT, path TEXT, PRIMARY KEY (tag, path)) WITHOUT ROWID;
CREATE INDEX used_by ON used (path);
CREATE TABLE outdated (tag TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE applied (row INTEGER PRIMARY KEY);
CREATE TABLE wanted (tag TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class Changes:
    """What can be asked and written while the lock is held."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._ask = connection.execute
        self._each = connection.executemany

    def number(self) -> int:
        """Return the number of the newest outdating."""
        return int(self._ask("SELECT value FROM state WHERE name = 'number'").fetchone()[0])

    def enter(self, path: str, tags: Iterable[str]) -> None:
        """Note that a page uses tags, beside those that an earlier version used."""
        self._each("INSERT OR IGNORE INTO used VALUES (?, ?)", [(tag, path) for tag in sorted(tags)])

    def is_entered(self, path: str, tags: frozenset[str]) -> bool:
        """Whether all of these are still noted: nobody outdated the page meanwhile."""
        found = self._ask("SELECT count(*) FROM used WHERE path = ? AND tag IN (SELECT value FROM json_each(?))", (path, _list(tags)))
        return bool(found.fetchone()[0] == len(tags))

    def is_outdated(self, tags: Iterable[str], *, since: int) -> bool:
        """Whether one of the tags, or everything, was outdated after a number."""
        asked = (since, _list({*tags, EVERYTHING}))
        return self._ask("SELECT 1 FROM outdated WHERE number > ? AND tag IN (SELECT value FROM json_each(?)) LIMIT 1", asked).fetchone() is not None

    def outdate(self, tags: Iterable[str]) -> None:
        """Give the tags the next number."""
        self._ask("UPDATE state SET value = value + 1 WHERE name = 'number'")
        number = self.number()
        self._each("INSERT OR REPLACE INTO outdated VALUES (?, ?)", [(tag, number) for tag in tags])

    def users(self, tags: Iterable[str]) -> list[str]:
        """Return the paths of all pages that use one of the tags."""
        return [path for (path,) in self._ask("SELECT DISTINCT path FROM used WHERE tag IN (SELECT value FROM json_each(?))", (_list(tags),))]

    def forget(self, paths: Iterable[str]) -> None:
        """Forget pages that are stored no more."""
        self._each("DELETE FROM used WHERE path = ?", [(path,) for path in paths])

    def forget_all(self) -> None:
        """Forget every page."""
        self._ask("DELETE FROM used")

    def all_paths(self) -> list[str]:
        """Return the paths of all pages that are noted."""
        return [path for (path,) in self._ask("SELECT DISTINCT path FROM used ORDER BY path")]

    def not_applied(self, rows: Iterable[int]) -> set[int]:
        """Return those rows of outdated tags that did not reach this machine's pages yet."""
        known = {row for (row,) in self._ask("SELECT row FROM applied WHERE row IN (SELECT value FROM json_each(?))", (json.dumps(list(rows)),))}
        return {row for row in rows if row not in known}

    def apply(self, rows: Iterable[int]) -> None:
        """Note that rows were applied."""
        self._each("INSERT OR IGNORE INTO applied VALUES (?)", [(row,) for row in rows])

    def newest_row(self) -> int:
        """Return the highest row that was applied; 0 before the first."""
        return int(self._ask("SELECT coalesce(max(row), 0) FROM applied").fetchone()[0])

    def prune(self, *, floor: int) -> None:
        """Forget the applied rows below one, which are never asked for again."""
        self._ask("DELETE FROM applied WHERE row < ?", (floor,))

    def want(self, tags: Iterable[str]) -> None:
        """Note tags whose pages in front are to be rendered at once."""
        self._each("INSERT OR IGNORE INTO wanted VALUES (?)", [(tag,) for tag in tags])

    def wanted(self) -> set[str]:
        """Return the tags noted by :meth:`want`."""
        return {tag for (tag,) in self._ask("SELECT tag FROM wanted")}

    def served(self, tags: Iterable[str]) -> None:
        """Note that the pages in front of these tags are being rendered."""
        self._each("DELETE FROM wanted WHERE tag = ?", [(tag,) for tag in tags])


class Index:
    """The file. It is never made by the way: where it is missing, nothing is stored."""

    def __init__(self, file: Path) -> None:
        """Name the file."""
        self.file = file

    def exists(self) -> bool:
        """Whether there is one."""
        return self.file.exists()

    def make(self) -> None:
        """Make an empty one in the place of any other."""
        for ending in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            connection.executescript(SCHEMA)
            start = time.time_ns() // 1_000_000  # above every number of an earlier index, so that a rendering that asked there is refused
            connection.execute("INSERT INTO state VALUES ('number', ?)", (start,))
            connection.execute("INSERT INTO outdated VALUES (?, ?)", (EVERYTHING, start))

    @contextmanager
    def changing(self) -> Iterator[Changes]:
        """Hold the lock for the length of a block; what it wrote counts when it ends well.

        :raises sqlite3.Error: if there is no index, or none that can be used
        """
        with closing(self._open()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Changes(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[Changes]:
        """Look without the lock.

        :raises sqlite3.Error: if there is no index, or none that can be used
        """
        with closing(self._open()) as connection:
            yield Changes(connection)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(f"{self.file.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        return connection


def _list(tags: Iterable[str]) -> str:
    return json.dumps(sorted(tags))
