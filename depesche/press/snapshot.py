"""One state of the database for the length of a rendering, so that no page mixes what stood before a change with what stands after it.

SQLite reads in one deferred transaction, PostgreSQL in one of REPEATABLE READ. Whoever writes after all (the first sizes of a picture, say) ends
the state and goes on as without one; whoever renders learns it by ``is_whole``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper

BEGIN = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
READS = ("SELECT", "WITH", "VALUES", "PRAGMA", "EXPLAIN")
log = logging.getLogger("depesche.press")


class Snapshot:
    """One state of the database, until somebody writes. ``is_whole``: everything until now was read from it."""

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self._database = database
        self._raw: Any = None
        self.is_whole = False

    def begin(self) -> None:
        """Hold the state that the first query finds; a database that is away is none of our business."""
        try:
            self._database.close_if_health_check_failed()
            self._database.ensure_connection()
            self._raw = self._database.connection
            with self._database.wrap_database_errors:
                self._raw.execute(BEGIN[self._database.vendor])
        except Error as error:
            log.warning("a page is rendered without a state of its own: %s", error)
            return
        self.is_whole = True
        # A transaction that begins inside takes another way to the database than statements do.
        self._database.set_autocommit = self._write  # type: ignore[method-assign]

    def end(self) -> None:
        """Let go of the state."""
        was_whole = self.is_whole
        self.give_up()
        self.is_whole = was_whole and self._database.connection is self._raw

    def give_up(self) -> None:
        """Let go of the state, as what follows cannot be read from it."""
        if not self.is_whole:
            return
        self.is_whole = False
        del self._database.set_autocommit
        if self._database.connection is not self._raw:
            return  # it was closed meanwhile, and what was held is gone with it
        try:
            with self._database.wrap_database_errors:
                self._raw.execute("COMMIT")
        except Error as error:
            log.warning("the connection to the database is given up: %s", error)
            self._database.close()

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: PLR0917 - Django's shape
        """Carry out a statement; one that may write, or fails, ends the state."""
        if not sql.lstrip(" (\n").upper().startswith(READS):
            self.give_up()
        try:
            return execute(sql, params, many, context)
        except Error:
            self.give_up()  # PostgreSQL refuses everything after an error in a transaction
            raise

    def _write(self, *said: Any, **more: Any) -> None:
        self.give_up()
        self._database.set_autocommit(*said, **more)


@contextmanager
def of_database() -> Iterator[Snapshot]:
    """Read from one state of the database inside the block; inside of a transaction, who began it has chosen what it sees."""
    found = Snapshot(connection)
    if connection.in_atomic_block or not connection.get_autocommit():
        found.is_whole = True
        yield found
        return
    found.begin()
    try:
        with connection.execute_wrapper(found.watch):
            yield found
    finally:
        found.end()
