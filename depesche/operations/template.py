"""The migrated, empty SQLite database in the package, from which a first start and the tests copy (a migrate from zero costs ten times as much).

``python -m depesche.operations.template`` (``make template``) writes it; a test migrates from zero and compares.
The same migrations give the same bytes: times and random ids of rows that migrations make are set to fixed values.
"""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

PACKED = Path(__file__).parent / "template.sqlite3.gz"
MOMENT = "2026-01-01 00:00:00"


def unpack(target: Path) -> None:
    """Write the template to ``target``, whole or not at all."""
    building = target.with_name(f".{target.name}.{os.getpid()}")
    with gzip.open(PACKED, "rb") as packed, building.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
        plain.flush()
        os.fsync(plain.fileno())
    building.replace(target)


def build(target: Path) -> None:
    """Migrate a new database from zero, in a process of its own, and bring it to one form."""
    environment = {
        **os.environ,
        "DEPESCHE_HOME": str(target.parent),
        "DEPESCHE_SECRET_KEY": "template",
        "DEPESCHE_DATABASE_URL": f"sqlite:///{target}",
    }
    for name in ("DEPESCHE_LANGUAGE", "DEPESCHE_SITE_URL"):
        environment.pop(name, None)
    code = "from depesche.operations import cli, schema; cli.set_up_django(); schema.migrate()"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)  # noqa: S603 - our own code
    with closing(sqlite3.connect(target, isolation_level=None)) as database:
        level(database)
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("VACUUM")


def level(database: sqlite3.Connection) -> None:
    """Give every time and random id that migrations wrote a fixed value."""
    for table in _tables(database):
        for name, kind in _columns(database, table):
            if kind.startswith("datetime"):
                database.execute(f'UPDATE "{table}" SET "{name}" = ? WHERE "{name}" IS NOT NULL', (MOMENT,))  # noqa: S608 - names of our own schema
            elif kind == "char(32)":
                database.execute(f'UPDATE "{table}" SET "{name}" = printf(\'%032x\', rowid) WHERE "{name}" IS NOT NULL')  # noqa: S608


def dump(database: sqlite3.Connection) -> list[str]:
    """Return schema and content as lines that can be compared."""
    return list(database.iterdump())


def pack() -> int:
    """Build the template and write it into the package; return its size in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "depesche.sqlite3"
        build(plain)
        with PACKED.open("wb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=9) as packed:
            packed.write(plain.read_bytes())
    return PACKED.stat().st_size


def _tables(database: sqlite3.Connection) -> list[str]:
    return [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]


def _columns(database: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    return [(row[1], row[2]) for row in database.execute(f'PRAGMA table_info("{table}")')]


if __name__ == "__main__":
    print(f"{PACKED.name}: {pack()} bytes")
