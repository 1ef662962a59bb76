"""The database's schema: made, brought up to date, checked. Needs Django."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from depesche.kernel import options
from depesche.operations import template


def prepare() -> bool:
    """Make the database if there is none and bring it up to date; return whether migrations ran.

    An SQLite database begins as a copy of the template; PostgreSQL is migrated.
    """
    path = sqlite_path()
    if path is not None and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        template.unpack(path)
    if not pending():
        return False
    migrate()
    return True


def migrate() -> None:
    """Run all migrations, with the cache table; guards are re-made after each migrate (ledger)."""
    with _tables_can_be_made_anew():
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


@contextmanager
def _tables_can_be_made_anew() -> Iterator[None]:
    """Let SQLite put a new table in the place of an old one though a guard of another table names it (sqlite.org/lang_altertable.html, 7)."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA legacy_alter_table = ON")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA legacy_alter_table = OFF")


def pending() -> list[str]:
    """Return the migrations that were not run yet, as ``part.name``."""
    executor = MigrationExecutor(connection)
    return [f"{migration.app_label}.{migration.name}" for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def restore_guards() -> list[str]:
    """Re-make the triggers that are missing; return their names."""
    from depesche.ledger import guards

    gone = guards.missing()
    if gone:
        guards.install()
    return gone


def is_empty() -> bool:
    """Whether the database holds no table at all."""
    path = sqlite_path()
    if path is not None and not path.exists():
        return True
    return not connection.introspection.table_names()


def sqlite_path() -> Path | None:
    """Return the file of an SQLite database, or ``None`` for another database."""
    url = options.current().database
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
