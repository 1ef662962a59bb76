"""A consistent copy of a running SQLite database: SQLite's own backup, in one step, so that one moment is copied while others write."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from depesche.kernel.refusal import Refusal
from depesche.operations.backup.archive import Writer

MEMBER = "database.sqlite3"
PATIENCE = 60.0


def add(writer: Writer, database: Path, *, room: Path) -> None:
    """Copy the database into a temporary file in ``room``, check it, and add it to the archive.

    :raises Refusal: code ``database-broken`` if SQLite finds the copy damaged
    """
    with tempfile.TemporaryDirectory(dir=room, prefix=".depesche-backup-") as folder:
        copy = Path(folder) / MEMBER
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=PATIENCE)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            (said,) = target.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise Refusal(code="database-broken", message=f"SQLite finds the database damaged: {said}.", help="Restore an older backup.")
        writer.add_path(MEMBER, copy)
