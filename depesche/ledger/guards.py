"""Database triggers that keep rows from being changed: registered by every part, made after every migrate, compared at every start.

A guard is a set of SQL statements per database. On SQLite each makes one trigger; on PostgreSQL each makes a function
(``CREATE OR REPLACE FUNCTION``) or a trigger. A rebuilt table loses its triggers silently, so ``missing()`` compares what the
database holds with what the code says. Guards stop accidents and careless tools; who may drop triggers is caught by
:mod:`depesche.ledger.verification`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from depesche.kernel import digest

TRIGGER = re.compile(r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\s+\"?(\w+)", re.IGNORECASE)
FUNCTION = re.compile(r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+\"?(\w+)", re.IGNORECASE)
FUNCTION_BODY = re.compile(r"\$(\w*)\$(.*)\$\1\$", re.DOTALL)


@dataclass(frozen=True)
class Guard:
    """Triggers on one table. Trigger and function names are unique in the whole database."""

    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]

    @property
    def statements(self) -> tuple[str, ...]:
        """The statements for the present database."""
        return self.postgresql if connection.vendor == "postgresql" else self.sqlite


_guards: dict[str, Guard] = {}


def register(guard: Guard) -> None:
    """Add a guard.

    :raises ValueError: if the name is taken, or a statement makes neither a trigger nor a function
    """
    if guard.name in _guards:
        raise ValueError(f"guard {guard.name!r} is registered twice")
    for statement in (*guard.sqlite, *guard.postgresql):
        if not (TRIGGER.match(statement) or FUNCTION.match(statement)):
            raise ValueError(f"guard {guard.name!r} has a statement that makes neither a trigger nor a function")
    _guards[guard.name] = guard


def registered() -> tuple[Guard, ...]:
    """Return all guards in the order of their registration."""
    return tuple(_guards.values())


def install() -> list[str]:
    """Make every absent or altered trigger whose table exists; return their names as :func:`missing` had them."""
    tables = _tables()
    made: list[str] = []
    with transaction.atomic():
        for guard in registered():
            absent = list(_missing(guard)) if guard.table in tables else []
            if absent:
                _make(guard)
                made += absent
    return made


def missing() -> list[str]:
    """Name every trigger (``guard: trigger``) that is absent, altered or switched off, and every guard without its table."""
    tables = _tables()
    found: list[str] = []
    for guard in registered():
        found += _missing(guard) if guard.table in tables else [f"{guard.name}: table {guard.table}"]
    return found


def _tables() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


def _make(guard: Guard) -> None:
    with connection.cursor() as cursor:
        for statement in guard.statements:
            if found := TRIGGER.match(statement):
                where = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {found[1]}{where}")
            cursor.execute(statement)
            if found and connection.vendor == "postgresql":
                mark = _mark(statement, _definition(guard.table, found[1]) or "")
                cursor.execute(f"COMMENT ON TRIGGER {found[1]} ON {guard.table} IS '{mark}'")


def _missing(guard: Guard) -> Iterator[str]:
    check = _postgresql_holds if connection.vendor == "postgresql" else _sqlite_holds
    for statement in guard.statements:
        if not check(guard.table, statement):
            made = TRIGGER.match(statement) or FUNCTION.match(statement)
            yield f"{guard.name}: {made[1] if made else statement}"


def _sqlite_holds(table: str, statement: str) -> bool:
    made = TRIGGER.match(statement)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s AND tbl_name = %s", [made[1] if made else "", table])
        row = cursor.fetchone()
    return row is not None and _plain(row[0]) == _plain(statement)


def _postgresql_holds(table: str, statement: str) -> bool:
    if made := TRIGGER.match(statement):
        definition = _definition(table, made[1])
        return definition is not None and _comment(table, made[1]) == _mark(statement, definition)
    made, body = FUNCTION.match(statement), FUNCTION_BODY.search(statement)
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s AND pronamespace = current_schema()::regnamespace", [made[1] if made else ""])
        return [row[0] for row in cursor.fetchall()] == [body[2] if body else ""]


def _definition(table: str, name: str) -> str | None:
    """Return a PostgreSQL trigger's definition with its switch (``tgenabled``), or ``None``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger WHERE tgname = %s AND tgrelid = %s::regclass", [name, table]
        )
        row = cursor.fetchone()
    return None if row is None else str(row[0])


def _comment(table: str, name: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(oid, 'pg_trigger') FROM pg_trigger WHERE tgname = %s AND tgrelid = %s::regclass", [name, table])
        row = cursor.fetchone()
    return None if row is None else row[0]


def _mark(statement: str, definition: str) -> str:
    """Bind the statement in the code to the definition that the database made of it."""
    return f"depesche {digest.sha256_hex(_plain(statement).encode())[:32]} {digest.sha256_hex(definition.encode())[:32]}"


def _plain(sql: str) -> str:
    return " ".join(sql.replace("IF NOT EXISTS ", "").split()).rstrip("; ")
