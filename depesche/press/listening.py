"""How the page store of one machine learns at once what other machines change: PostgreSQL's NOTIFY in the transaction of the change.

On SQLite there is one machine, and whoever changes something tells its store itself.
"""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

import psycopg
from django.db import Error, connection

CHANNEL = "depesche_outdated"
ASK_EVERY = 5.0  # seconds
LONGEST_ANSWER = 1.0
log = logging.getLogger("depesche.press")


def tell() -> None:
    """Tell every machine, in the moment in which this transaction is committed, that tags were outdated."""
    if connection.vendor == "postgresql":
        _notify("")


def _notify(said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, said])


class Ear:
    """Listens on a connection of its own. A pooler or a firewall may make it deaf without a word, so it calls itself now and then.

    ``hears``: whether it heard itself the last time; else the rows have to be looked at often.
    """

    def __init__(self) -> None:
        self._name = secrets.token_hex(8)
        self._database: Any = None
        self._asked_at = 0.0
        self.hears = False

    def try_out(self) -> None:
        """Begin to listen, or look whether it still hears; no oftener than every five seconds. What was said meanwhile counts as heard."""
        if connection.vendor != "postgresql" or (self._asked_at and time.monotonic() - self._asked_at < ASK_EVERY):
            return
        self._asked_at = time.monotonic()
        try:
            self._open()
            _notify(self._name)
            self.hears = self._hears_itself()
        except (Error, psycopg.Error) as error:
            log.warning("changes of other machines are looked for instead of heard: %s", error)
            self.close()
        if not self.hears:
            self.close()

    def _open(self) -> None:
        if self._database is None:
            self._database = connection.copy()
            self._database.ensure_connection()
            self._database.connection.execute(f"LISTEN {CHANNEL}")

    def _hears_itself(self) -> bool:
        until = time.monotonic() + LONGEST_ANSWER
        while (left := until - time.monotonic()) > 0:
            if any(said.payload == self._name for said in self._database.connection.notifies(timeout=left, stop_after=1)):
                return True
        return False

    def fileno(self) -> int | None:
        """Return what becomes readable when somebody says something; ``None`` while it does not listen."""
        return int(self._database.connection.fileno()) if self._database is not None else None

    def take(self) -> None:
        """Take in what was said."""
        line = self._database.connection.pgconn
        try:
            line.consume_input()  # fails where the connection is lost
            while line.notifies() is not None:
                pass
        except psycopg.Error as error:
            log.warning("changes of other machines are looked for instead of heard: %s", error)
            self.close()

    def close(self) -> None:
        """Stop listening."""
        self.hears = False
        if self._database is not None:
            self._database.close()
            self._database = None
