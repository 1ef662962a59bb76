"""After an erasure, SQLite still holds the old pages in its write-ahead log until it happens to write over them. Sweeping empties it (S-43).

PostgreSQL takes old rows out of reach with VACUUM, which runs by itself; their bytes go from the disk when pages are written again or with
VACUUM FULL, and from the WAL when old segments are removed (docs/decisions/rights-of-people.md).
"""

from __future__ import annotations

from django.db import connection, transaction

PATIENCE = 500  # milliseconds; whoever reads for longer is not waited for, as writers would wait with us


def after_commit() -> None:
    """Sweep as soon as the present transaction is committed; an erasure never fails for it."""
    transaction.on_commit(sweep, robust=True)


def sweep() -> bool:
    """Empty the write-ahead log; return whether it is empty now. Somebody who reads meanwhile keeps it for a while: the next sweep empties it."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
