"""Is the clock right? Proofs carry its time."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection

from depesche.kernel import clock
from depesche.ledger import checkpoints
from depesche.operations.doctor.finding import Finding, State

NAME = "time"
MOST = 5.0


def check() -> Finding:
    """Compare the clock with the database server's and with the newest checkpoint, which cannot lie in the future."""
    now = clock.now()
    newest = checkpoints.newest("consent")
    if newest is not None and newest.signed_at > now:
        return Finding(
            State.FAILURE, f"The clock is behind the newest checkpoint ({newest.signed_at:%d.%m.%Y %H:%M} UTC).", "Set the clock right (NTP)."
        )
    apart = abs((_database_time() - now).total_seconds())
    if apart > MOST:
        return Finding(State.FAILURE, f"This machine and the database are {apart:.0f} s apart.", "Synchronise both clocks (NTP).")
    return Finding(State.OK, f"It is {now:%d.%m.%Y %H:%M} UTC.")


def _database_time() -> datetime:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%s', 'now')")
            return datetime.fromtimestamp(int(cursor.fetchone()[0]), tz=UTC)
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found
