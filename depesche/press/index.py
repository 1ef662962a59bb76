"""Which stored page of this machine used which tags, in a small SQLite file beside the pages; what was outdated gets a growing number.

The file belongs to the pages, not to the site: it is thrown away together with them, so nothing in it is ever synchronised to the disk.
Its write lock is what keeps storing and outdating apart, over all processes.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

EVERYTHING = "*"
WAIT = 20.0  # seconds
AT_ONCE = 200  # pages whose time is over: whoever publishes meanwhile waits until those are removed, not for a hundred thousand
SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE state (name TEXT PRIMARY KEY, value NUMERIC NOT NULL) WITHOUT ROWID;
CREATE TABLE used (tag TEXT, path TEXT, PRIMARY KEY (tag, path)) WITHOUT ROWID;
CREATE INDEX used_by ON used (path);
CREATE TABLE outdated (tag TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE applied (row INTEGER PRIMARY KEY, tag TEXT NOT NULL);
CREATE TABLE read (one INTEGER PRIMARY KEY, row INTEGER NOT NULL, tag TEXT NOT NULL, moment REAL NOT NULL, at REAL NOT NULL);
CREATE TABLE wanted (tag TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE held (row INTEGER, tag TEXT, until REAL NOT NULL, PRIMARY KEY (tag, row)) WITHOUT ROWID;
CREATE INDEX held_by ON held (row);
CREATE TABLE ends (path TEXT PRIMARY KEY, moment REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX ends_at ON ends (moment);
CREATE TABLE loose (path TEXT PRIMARY KEY, since REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX loose_since ON loose (since);
"""
# The system is in trouble, not the file: it may be used again later (https://sqlite.org/rescode.html). Anything else: the file is none of ours.
PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN = 3, 5, 6, 7, 8, 10, 13, 14
TROUBLE = frozenset({PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN})


class Broken(sqlite3.DatabaseError):
    """The file is an SQLite database, but no index of ours."""


class Changes:
    """What can be asked and written while the lock is held."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._ask = connection.execute
        self._each = connection.executemany

    def number(self) -> int:
        """Return the number of the newest outdating.

        :raises Broken: if there is none
        """
        found = self._ask("SELECT value FROM state WHERE name = 'number'").fetchone()
        if found is None:
            raise Broken("the index has no number")
        return int(found[0])

    def enter(self, path: str, tags: Iterable[str], *, end: float | None = None) -> None:
        """Note that a page uses tags, beside those that an earlier version used, and when its time is over."""
        self._each("INSERT OR IGNORE INTO used VALUES (?, ?)", [(tag, path) for tag in sorted(tags)])
        if end is not None:
            self._ask("INSERT INTO ends VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET moment = min(moment, excluded.moment)", (path, end))

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
        gone = [(path,) for path in paths]
        self._each("DELETE FROM used WHERE path = ?", gone)
        self._each("DELETE FROM ends WHERE path = ?", gone)
        self.tightened(path for (path,) in gone)

    def forget_all(self) -> None:
        """Forget every page."""
        self._ask("DELETE FROM used")
        self._ask("DELETE FROM ends")
        self._ask("DELETE FROM loose")

    def loosen(self, path: str, *, since: float) -> None:
        """Note that a page was stored and could be compressed more tightly; ``since`` is the store's time, in seconds since 1970."""
        self._ask("INSERT OR REPLACE INTO loose VALUES (?, ?)", (path, since))

    def loose(self, *, until: float) -> str | None:
        """Return the page that waits longest for that, among those stored until a moment."""
        found = self._ask("SELECT path FROM loose WHERE since <= ? ORDER BY since LIMIT 1", (until,)).fetchone()
        return None if found is None else str(found[0])

    def tightened(self, paths: Iterable[str]) -> None:
        """End what :meth:`loosen` began."""
        self._each("DELETE FROM loose WHERE path = ?", [(path,) for path in paths])

    def ended(self, *, now: float) -> list[str]:
        """Return the paths of some pages whose time is over, those of the earliest end first."""
        return [path for (path,) in self._ask("SELECT path FROM ends WHERE moment <= ? ORDER BY moment LIMIT ?", (now, AT_ONCE))]

    def next_end(self) -> float | None:
        """Return when the next page's time is over."""
        found: float | None = self._ask("SELECT min(moment) FROM ends").fetchone()[0]
        return found

    def hold(self, rows: Mapping[int, str], *, until: float) -> None:
        """Let no page with these tags be stored until the rows that say so are released; should nobody do it, until a moment of the machine's run."""
        self.release(rows)
        self._each("INSERT INTO held VALUES (?, ?, ?)", [(row, tag, until) for row, tag in rows.items()])

    def release(self, rows: Iterable[int]) -> None:
        """End what :meth:`hold` began."""
        self._each("DELETE FROM held WHERE row = ?", [(row,) for row in rows])

    def is_held(self, tags: Iterable[str], *, now: float) -> bool:
        """Whether a change of one of the tags, or of everything, is under way.

        :param now: seconds of the machine's run
        """
        asked = (now, _list({*tags, EVERYTHING}))
        return self._ask("SELECT 1 FROM held WHERE until > ? AND tag IN (SELECT value FROM json_each(?)) LIMIT 1", asked).fetchone() is not None

    def is_anything_held(self, *, now: float) -> bool:
        """Whether any change is under way; ``now`` as for :meth:`is_held`."""
        return self._ask("SELECT 1 FROM held WHERE until > ? LIMIT 1", (now,)).fetchone() is not None

    def moment(self, *, now: float, running: float) -> float:
        """Return the time of the store, in seconds since 1970: the clock's, but it never goes back when somebody sets the clock.

        :param running: seconds of the machine's run
        """
        known = dict(self._ask("SELECT name, value FROM state WHERE name IN ('clock', 'running')"))
        if known:
            now = max(now, known["clock"] + running - known["running"])
        self._each("INSERT OR REPLACE INTO state VALUES (?, ?)", [("clock", now), ("running", running)])
        return now

    def all_paths(self) -> list[str]:
        """Return the paths of all pages that are noted."""
        return [path for (path,) in self._ask("SELECT DISTINCT path FROM used ORDER BY path")]

    def not_applied(self, rows: Mapping[int, str]) -> set[int]:
        """Return those rows of outdated tags that did not reach this machine's pages yet.

        A row with another tag than the one that was noted is another row: the database was put back, and counts once more.
        """
        asked = (json.dumps(list(rows)),)
        known = dict(self._ask("SELECT row, tag FROM applied WHERE row IN (SELECT value FROM json_each(?))", asked))
        return {row for row, tag in rows.items() if known.get(row) != tag}

    def apply(self, rows: Mapping[int, str]) -> None:
        """Note that rows were applied."""
        self._each("INSERT OR REPLACE INTO applied VALUES (?, ?)", list(rows.items()))

    def read_until(self) -> tuple[int, str, float, float] | None:
        """Return the row up to which all were read, its tag and moment, and when that was (seconds since 1970); ``None`` before the first."""
        found: tuple[int, str, float, float] | None = self._ask("SELECT row, tag, moment, at FROM read").fetchone()
        return found

    def note_read(self, row: int, tag: str, moment: float, at: float) -> None:  # noqa: PLR0917 - the row as :meth:`read_until` returns it
        """Note up to which row all were read; a lower one than is known is none of interest."""
        self._ask("INSERT INTO read VALUES (1, ?, ?, ?, ?) ON CONFLICT (one) DO NOTHING", (row, tag, moment, at))
        self._ask("UPDATE read SET row = ?1, tag = ?2, moment = ?3, at = ?4 WHERE row < ?1", (row, tag, moment, at))

    def apply_nothing(self) -> None:
        """Forget which rows were applied and read."""
        self._ask("DELETE FROM applied")
        self._ask("DELETE FROM read")

    def prune(self, *, floor: int) -> None:
        """Forget the applied rows below one, which are never asked for again."""
        self._ask("DELETE FROM applied WHERE row < ?", (floor,))

    def want(self, tags: Iterable[str]) -> None:
        """Note tags whose pages in front are to be rendered at once."""
        self._each("INSERT OR IGNORE INTO wanted VALUES (?)", [(tag,) for tag in tags])

    def wanted(self) -> set[str]:
        """Return the tags noted by :meth:`want`."""
        return {tag for (tag,) in self._ask("SELECT tag FROM wanted")}

    def served(self, tags: Iterable[str], *, since: int) -> None:
        """Note that the pages in front of these tags were rendered; a tag that was outdated after a number is still wanted."""
        said = [(tag, since) for tag in tags]
        self._each("DELETE FROM wanted WHERE tag = ?1 AND NOT EXISTS (SELECT 1 FROM outdated WHERE tag = ?1 AND number > ?2)", said)


class Index:
    """The file. It is never made by the way: where it is missing, nothing is stored."""

    def __init__(self, file: Path) -> None:
        """Name the file."""
        self.file = file

    def exists(self) -> bool:
        """Whether there is one."""
        return self.file.exists()

    def make(self) -> None:
        """Make an empty one in the place of any other; who still has the other one open learns it by :meth:`identity`.

        :raises sqlite3.Error, OSError: if that is not possible
        """
        new = self.file.with_name(f"{self.file.name}.{secrets.token_hex(4)}")
        # Above every number of an earlier index, so that a rendering that asked there is refused.
        start = max(time.time_ns() // 1_000_000, self._last_number() + 1)
        try:
            with closing(sqlite3.connect(new, isolation_level=None)) as connection:
                connection.executescript(SCHEMA)
                connection.execute("INSERT INTO state VALUES ('number', ?)", (start,))
                connection.execute("INSERT INTO outdated VALUES (?, ?)", (EVERYTHING, start))
            for ending in ("-wal", "-shm"):
                self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
            new.replace(self.file)
        finally:
            for ending in ("", "-wal", "-shm"):
                new.with_name(new.name + ending).unlink(missing_ok=True)

    def _last_number(self) -> int:
        try:
            with self.reading() as index:
                return index.number()
        except sqlite3.Error:
            return 0

    def check(self) -> None:
        """Read the whole of it.

        :raises sqlite3.Error: if that is not possible, or something is wrong in it
        """
        with closing(self._open()) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise Broken(found)
            Changes(connection).number()

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

    def identity(self) -> tuple[int, int] | None:
        """Return what tells this file from one made later in its place; ``None`` if there is none."""
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(f"{self.file.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        return connection


def is_broken(error: sqlite3.Error) -> bool:
    """Whether an error says that the file is no index of ours any more, rather than that it cannot be used just now."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, Broken) or (code is not None and code & 0xFF not in TROUBLE)


def _list(tags: Iterable[str]) -> str:
    return json.dumps(sorted(tags))
