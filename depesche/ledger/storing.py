"""Putting entries and bodies into their tables with few statements.

A statement that can fire a trigger which aborts begins a journal of its own on SQLite, and every statement costs a round trip on PostgreSQL. So a
batch goes as many rows per INSERT (SQLite) or as one COPY (PostgreSQL). The guards see every row either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

ROWS_AT_ONCE = 500
WORTH_A_COPY = 50
ENTRY = ("ledger_entry", ("log_id", "index", "commitment"), ("text", "int8", "bytea"))
BODY = (
    "ledger_body",
    ("entry_id", "kind", "subject", "recorded_at", "salt", "body"),
    ("int8", "text", "uuid", "timestamptz", "bytea", "bytea"),
)
STORED = """
SELECT id, (SELECT size FROM ledger_log WHERE name = %s) FROM ledger_entry
WHERE log_id = %s AND "index" >= %s ORDER BY "index"
"""
Table = tuple[str, tuple[str, ...], tuple[str, ...]]
Rows = Sequence[tuple[Any, ...]]


class Content(NamedTuple):
    """What a body holds beside its entry and its time: kind, whom it is about, the salt (32 bytes) and the canonical bytes."""

    kind: str
    subject: UUID | None
    salt: bytes
    body: bytes


def entries(log: str, size: int, commitments: Sequence[bytes]) -> tuple[list[int], int]:
    """Store one entry per commitment, from index ``size`` on; return the ids of their rows, in order, and the log's size as its trigger counts."""
    _insert(ENTRY, [(log, index, one) for index, one in enumerate(commitments, size)])
    with connection.cursor() as cursor:
        cursor.execute(STORED, [log, log, size])
        rows = cursor.fetchall()
    return [row[0] for row in rows], int(rows[-1][1]) if rows else size


def bodies(ids: Sequence[int], contents: Sequence[Content], *, at: datetime) -> None:
    """Store the bodies of entries; ``at`` has milliseconds."""
    if connection.vendor == "postgresql":
        moment: object = at
        rows: Rows = [(id, one.kind, one.subject, moment, one.salt, one.body) for id, one in zip(ids, contents, strict=True)]
    else:
        moment = connection.ops.adapt_datetimefield_value(at.astimezone(UTC))
        rows = [
            (id, one.kind, None if one.subject is None else one.subject.hex, moment, one.salt, one.body)
            for id, one in zip(ids, contents, strict=True)
        ]
    _insert(BODY, rows)


def _insert(table: Table, rows: Rows) -> None:
    if connection.vendor == "postgresql" and len(rows) >= WORTH_A_COPY:
        _copy(table, rows)
        return
    name, columns, _types = table
    into = f"INSERT INTO {name} ({', '.join(map(connection.ops.quote_name, columns))}) VALUES "  # noqa: S608 - our own names
    one = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            cursor.execute(into + ", ".join([one] * len(part)), list(chain.from_iterable(part)))


def _copy(table: Table, rows: Rows) -> None:
    name, columns, types = table
    into = f"COPY {name} ({', '.join(map(connection.ops.quote_name, columns))}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(into) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
