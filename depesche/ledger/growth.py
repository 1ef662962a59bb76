"""Reading and growing the stored tree of a log."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from depesche.ledger import tree
from depesche.ledger.models import Tile

LOCK = "SELECT size FROM ledger_log WHERE name = %s"
LOCK_POSTGRESQL = f"{LOCK} FOR UPDATE"
READ = 'SELECT hashes FROM ledger_tile WHERE log_id = %s AND level = %s AND "index" = %s'
LENGTHEN = 'UPDATE ledger_tile SET hashes = %s WHERE log_id = %s AND level = %s AND "index" = %s'


def lock(log: str) -> int:
    """Make this transaction the only one that appends to the log; return the log's size (entries).

    SQLite's IMMEDIATE transactions are alone anyway; PostgreSQL locks the log's row.

    :raises TransactionManagementError: outside a transaction
    :raises LookupError: if there is no such log
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The ledger is written inside the caller's transaction only.")
    with connection.cursor() as cursor:
        cursor.execute(LOCK_POSTGRESQL if connection.vendor == "postgresql" else LOCK, [log])
        row = cursor.fetchone()
    if row is None:
        raise LookupError(f"there is no log {log!r}")
    return int(row[0])


def tiles(log: str) -> tree.Tiles:
    """Return a reader of the stored tiles that reads each tile once."""
    read: dict[tuple[int, int], bytes] = {}

    def reader(level: int, index: int) -> bytes:
        if (level, index) not in read:
            with connection.cursor() as cursor:
                cursor.execute(READ, [log, level, index])
                row = cursor.fetchone()
            read[level, index] = b"" if row is None else bytes(row[0])
        return read[level, index]

    return reader


def add(log: str, size: int, commitments: Iterable[bytes]) -> None:
    """Add entries to the tree of ``size`` entries: begun tiles are lengthened, new ones inserted at once."""
    reader = tiles(log)
    new = []
    for (level, index), hashes in tree.grow(reader, size, [tree.leaf_hash(one) for one in commitments]).items():
        if (index * tree.WIDTH) << (tree.HEIGHT * level) < size and reader(level, index):
            with connection.cursor() as cursor:
                cursor.execute(LENGTHEN, [hashes, log, level, index])
        else:
            new.append(Tile(log_id=log, level=level, index=index, hashes=hashes))
    if new:
        Tile.objects.bulk_create(new)


def published_tile(log: str, level: int, index: int, *, width: int) -> bytes | None:
    """Return the first ``width`` hashes of a tile, or ``None`` if it does not hold that many (yet).

    :param width: 1 to 256; 256 is the full tile
    """
    found = tiles(log)(level, index)
    return found[: width * tree.HASH] if len(found) >= width * tree.HASH else None
