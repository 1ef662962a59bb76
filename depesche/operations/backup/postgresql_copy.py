"""A consistent copy of a running PostgreSQL database: every table by COPY in one REPEATABLE READ transaction.

No ``pg_dump``: it must not be older than the server, and is not there where a site runs in a container. The schema is not copied, either:
it is made by the migrations that the backup names, so a backup holds data, and no statement that a restore would execute.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from depesche.kernel.refusal import Refusal
from depesche.operations.backup.archive import BLOCK, Writer

if TYPE_CHECKING:
    from psycopg import Connection

FOLDER = "database/"
TABLES = "database/tables.json"
COLUMNS = """
    SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
    GROUP BY table_name ORDER BY table_name"""
SEQUENCES = """
    SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) FROM information_schema.columns
    WHERE table_schema = current_schema() AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"""


def add(writer: Writer, url: str) -> None:
    """Add every table to the archive, as it was at one moment; each passes through a temporary file."""
    import psycopg

    with psycopg.connect(_plain(url)) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables: dict[str, list[str]] = dict(connection.execute(COLUMNS).fetchall())
        applied = connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
        writer.add_bytes(TABLES, json.dumps({"tables": tables, "migrations": applied}).encode())
        for table, columns in tables.items():
            with tempfile.TemporaryFile() as room:
                with connection.cursor().copy(f"COPY {_columns(table, columns)} TO STDOUT (FORMAT BINARY)") as rows:
                    for data in rows:
                        room.write(data)
                size = room.tell()
                room.seek(0)
                writer.add(f"{FOLDER}{table}.copy", room, size=size)


class Loader:
    """Puts the tables of a backup into an empty database whose schema the same migrations made, all in one transaction."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._tables: dict[str, list[str]] = {}

    def begin(self, told: bytes) -> None:
        """Read which tables follow, make the schema of their migrations, and empty it.

        :raises Refusal: code ``backup-of-another-edition``
        """
        said = json.loads(told)
        _migrate([(app, name) for app, name in said["migrations"]])
        here: dict[str, list[str]] = dict(self._connection.execute(COLUMNS).fetchall())
        if here != said["tables"]:
            odd = sorted(set(here) ^ set(said["tables"])) or sorted(table for table in here if here[table] != said["tables"][table])
            raise _another_edition(f"the table {odd[0]} differs")
        self._tables = said["tables"]
        for table in self._tables:
            self._connection.execute(f"ALTER TABLE {_quoted(table)} DISABLE TRIGGER USER")
        self._connection.execute(f"TRUNCATE {', '.join(map(_quoted, self._tables))} CASCADE")

    def load(self, name: str, stream: IO[bytes]) -> None:
        """Load one table."""
        table = name.removeprefix(FOLDER).removesuffix(".copy")
        if table not in self._tables:
            raise _another_edition(f"there is no table {table}")
        with self._connection.cursor().copy(f"COPY {_columns(table, self._tables[table])} FROM STDIN (FORMAT BINARY)") as rows:
            while data := stream.read(BLOCK):
                rows.write(data)

    def end(self) -> None:
        """Switch the guards on again and set the counters behind the highest numbers; the caller commits."""
        self._connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # foreign keys are checked here; a table with checks to come cannot be altered
        for table in self._tables:
            self._connection.execute(f"ALTER TABLE {_quoted(table)} ENABLE TRIGGER USER")
        for table, column, sequence in self._connection.execute(SEQUENCES).fetchall():
            highest = f"(SELECT max({_quoted(column)}) FROM {_quoted(table)})"  # noqa: S608 - the database's own names
            self._connection.execute(f"SELECT setval(%s, coalesce({highest}, 1), {highest} IS NOT NULL)", [sequence])


@contextmanager
def loading(url: str) -> Iterator[Loader]:
    """Load a backup in one transaction: everything or nothing."""
    import psycopg

    with psycopg.connect(_plain(url)) as connection:
        yield Loader(connection)


def _migrate(applied: Iterable[tuple[str, str]]) -> None:
    """Bring the empty database to the state of these migrations.

    :raises Refusal: code ``backup-of-another-edition`` if this edition does not know one of them
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    wanted = set(applied)
    if unknown := sorted(wanted - set(executor.loader.disk_migrations)):
        raise _another_edition(f"it knows the migration {'.'.join(unknown[0])}")
    plan = [
        key
        for key in executor.loader.graph.nodes
        if key in wanted and not any(child.key in wanted for child in executor.loader.graph.node_map[key].children)
    ]
    executor.migrate(sorted(plan))
    call_command("createcachetable", verbosity=0)
    connection.close()


def _another_edition(why: str) -> Refusal:
    return Refusal(
        code="backup-of-another-edition",
        message=f"The backup was made by another edition of Depesche: {why}.",
        help="Restore it with the edition that made it (its first member, depesche-backup.json, names it), then upgrade.",
    )


def _plain(url: str) -> str:
    return url.replace("postgres://", "postgresql://", 1)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _columns(table: str, columns: Iterable[str]) -> str:
    return f"{_quoted(table)} ({', '.join(map(_quoted, columns))})"
