"""Reading and growing the stored tree of a log."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from depesche.ledger import tree
from depesche.ledger.models import Log, Tile


def lock(log: str) -> int:
    """Make this transaction the only one that appends to the log; return the log's size (entries).

    SQLite's IMMEDIATE transactions are alone anyway; PostgreSQL locks the log's row.

    :raises TransactionManagementError: outside a transaction
    :raises LookupError: if there is no such log
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The ledger is written inside the caller's transaction only.")
    size = Log.objects.select_for_update().filter(pk=log).values_list("size", flat=True).first()
    if size is None:
        raise LookupError(f"there is no log {log!r}")
    return size


def tiles(log: str) -> tree.Tiles:
    """Return a reader of the stored tiles that reads each tile once."""
    read: dict[tuple[int, int], bytes] = {}

    def reader(level: int, index: int) -> bytes:
        if (level, index) not in read:
            found = Tile.objects.filter(log=log, level=level, index=index).values_list("hashes", flat=True).first()
            read[level, index] = bytes(found or b"")
        return read[level, index]

    return reader


def add(log: str, size: int, leaves: Sequence[bytes]) -> None:
    """Add leaf hashes to the tree of ``size`` entries: begun tiles are lengthened, new ones inserted at once."""
    reader = tiles(log)
    new = []
    for (level, index), hashes in tree.grow(reader, size, leaves).items():
        if reader(level, index):
            Tile.objects.filter(log=log, level=level, index=index).update(hashes=hashes)
        else:
            new.append(Tile(log_id=log, level=level, index=index, hashes=hashes))
    Tile.objects.bulk_create(new)


def published_tile(log: str, level: int, index: int, *, width: int) -> bytes | None:
    """Return the first ``width`` hashes of a tile, or ``None`` if it does not hold that many (yet).

    :param width: 1 to 256; 256 is the full tile
    """
    found = tiles(log)(level, index)
    return found[: width * tree.HASH] if len(found) >= width * tree.HASH else None
