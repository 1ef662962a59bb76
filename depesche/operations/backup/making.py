"""Making a backup of a home: secrets first and encrypted, then the database of one moment, then media and journal."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from depesche import __version__
from depesche.courier import signing_keys
from depesche.kernel import clock, keyring, options, since_backup
from depesche.kernel.options import Options
from depesche.kernel.refusal import Refusal
from depesche.operations import homes
from depesche.operations.backup import archive, passphrase, postgresql_copy, sqlite_copy
from depesche.operations.backup.archive import Writer

SEALED = "secrets.sealed"
SECRETS = (keyring.FILE_NAME, homes.SECRET_KEY, options.FILE_NAME, signing_keys.FILE_NAME)
FOLDERS = ("media", "evidence", "theme", since_backup.FOLDER)


@dataclass(frozen=True)
class Made:
    """What was made: the file, its size in bytes, and how many files of media and journal it holds."""

    path: Path
    size: int
    files: int
    how: str


def make(found: Options, target: Path, *, secret: str, at: datetime) -> Made:
    """Write a backup of a running site; the file appears whole or not at all.

    A picture that is deleted between the listing and its copying is left out; one that is uploaded after the database was copied may be in it.

    :param secret: the passphrase
    :raises Refusal: codes ``backup-exists``, ``database-broken``, ``no-database``, ``backup-failed``
    """
    salt = passphrase.fresh_salt()
    keys = passphrase.keys(secret, salt=salt, cost=passphrase.COST)
    is_sqlite = found.database.startswith("sqlite:///")
    head = {
        "format": archive.FORMAT,
        "edition": __version__,
        "made_at": clock.to_milliseconds(at),
        "database": "sqlite" if is_sqlite else "postgresql",
    }
    try:
        with archive.written_whole(target) as file:
            writer = Writer(file)
            writer.add_bytes(archive.HEAD, json.dumps({**head, "salt": salt.hex(), "scrypt": passphrase.COST}).encode())
            writer.add_bytes(SEALED, keys.seal({name: (found.home / name).read_text() for name in SECRETS if (found.home / name).exists()}))
            _add_database(writer, found, room=target.parent)
            number = sum(_add_file(writer, found.home, path) for path in _files(found.home))
            writer.finish(keys)
    except OSError as error:
        raise Refusal(code="backup-failed", message=f"The backup cannot be written: {error}.", help="Nothing was left behind.") from error
    how = "SQLite's own backup" if is_sqlite else "COPY of every table in one REPEATABLE READ transaction"
    return Made(target, target.stat().st_size, number, how)


def _add_database(writer: Writer, found: Options, *, room: Path) -> None:
    if not found.database.startswith("sqlite:///"):
        postgresql_copy.add(writer, found.database)
        return
    database = Path(found.database.removeprefix("sqlite:///"))
    if not database.exists():
        raise Refusal(code="no-database", message=f"There is no database at {database}.", help="Check DEPESCHE_DATABASE_URL.")
    sqlite_copy.add(writer, database, room=room)


def _files(home: Path) -> Iterator[Path]:
    for name in FOLDERS:
        for folder, below, names in os.walk(home / name):
            below.sort()
            yield from (Path(folder) / one for one in sorted(names))


def _add_file(writer: Writer, home: Path, path: Path) -> int:
    """Add a regular file, never what a link points to; return how many were added."""
    if path.is_symlink() or not path.is_file():
        return 0
    try:
        source = path.open("rb")
    except FileNotFoundError:  # deleted since it was listed
        return 0
    with source:
        writer.add(path.relative_to(home).as_posix(), source, size=os.fstat(source.fileno()).st_size)
    return 1
