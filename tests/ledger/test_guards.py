"""The database itself refuses to change the ledger: raw SQL, on both databases, also through a careless connection."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from depesche.ledger import book, checkpoints, guards
from depesche.ledger.guards import Guard
from tests import databases
from tests.ledger.conftest import ANNA, BEN, EMIL, MONDAY, confirmed

pytestmark = pytest.mark.django_db
POSTGRESQL = databases.ENGINE == "postgres"
only_postgresql = pytest.mark.skipif(not POSTGRESQL, reason="PostgreSQL's own statements")
only_sqlite = pytest.mark.skipif(POSTGRESQL, reason="SQLite's own statements")
TABLES = ["ledger_entry", "ledger_body", "ledger_erasure", "ledger_tile", "ledger_checkpoint", "ledger_log"]
ENTRY = 'INSERT INTO ledger_entry (log_id, "index", commitment) VALUES (%s, %s, %s)'
BODY = "INSERT INTO ledger_body (entry_id, kind, subject, recorded_at, salt, body) VALUES (%s, %s, NULL, '2026-11-23 08:00:00+00:00', %s, %s)"
ERASURE = "INSERT INTO ledger_erasure (entry_id, by_id) VALUES (%s, %s)"


def run(sql: str, parameters: list[Any] | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def refused(sql: str, parameters: list[Any] | None = None, *, says: str = "ledger") -> None:
    with pytest.raises(DatabaseError, match=says):
        run(sql, parameters)


def row_id(index: int, log: str = "consent") -> int:
    with connection.cursor() as cursor:
        cursor.execute('SELECT id FROM ledger_entry WHERE log_id = %s AND "index" = %s', [log, index])
        return int(cursor.fetchone()[0])


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def erased_body(*leaves: int) -> bytes:
    return json.dumps({"at": "x", "body": {"leaves": leaves, "reason": "r"}, "kind": "erased", "log": "consent", "subject": None}).encode()


@pytest.fixture(autouse=True)
def written(db, append) -> None:
    """Anna, Ben, Emil; Emil is erased (entry 3); a checkpoint over all four."""
    append(confirmed(ANNA), confirmed(BEN), confirmed(EMIL))
    with transaction.atomic():
        book.erase([2], reason="asked", at=MONDAY)
    checkpoints.sign("consent", at=MONDAY)


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_deleted(table: str) -> None:
    before = count(table)
    refused(f"DELETE FROM {table}")
    assert count(table) == before > 0


@pytest.mark.parametrize(
    "change",
    [
        "ledger_entry SET commitment = commitment",
        'ledger_entry SET "index" = "index" + 100',
        "ledger_body SET salt = salt",
        "ledger_body SET kind = 'withdrawn'",
        "ledger_body SET subject = NULL",
        "ledger_body SET recorded_at = '2020-01-01 00:00:00+00:00'",
        "ledger_erasure SET by_id = by_id",
        "ledger_checkpoint SET note = 'x'",
        "ledger_checkpoint SET size = size + 1",
        "ledger_tile SET hashes = hashes",
        "ledger_tile SET level = 1",
        "ledger_log SET size = size",
        "ledger_log SET size = size + 1",
        "ledger_log SET size = size - 1 WHERE name = 'consent'",
        "ledger_log SET size = 0",
        "ledger_log SET name = 'other' WHERE name = 'editorial'",
    ],
)
def test_nothing_is_changed(change: str) -> None:
    refused(f"UPDATE {change}")


@only_postgresql
@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_truncated(table: str) -> None:
    refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("index", [0, 3, 5, 100])
def test_an_entry_stands_at_the_size_of_its_log_only(index: int) -> None:
    refused(ENTRY, ["consent", index, bytes(32)])


def test_entries_raise_the_size_themselves_and_gaps_are_refused() -> None:
    refused(f"{ENTRY}, (%s, %s, %s)", ["consent", 4, bytes(32), "consent", 6, bytes(32)])
    run(f"{ENTRY}, (%s, %s, %s)", ["consent", 4, bytes(32), "consent", 5, bytes(32)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM ledger_log WHERE name = 'consent'")
        assert cursor.fetchone() == (6,)


def test_a_commitment_has_32_bytes_and_its_log_exists() -> None:
    refused(ENTRY, ["consent", 4, bytes(31)])
    refused(ENTRY, ["gossip", 0, bytes(32)])


UPSERTS = [
    ('ledger_entry (id, log_id, "index", commitment)', 'SELECT id, log_id, "index", commitment FROM ledger_entry WHERE "index" = 0', "id"),
    ('ledger_tile (id, log_id, level, "index", hashes)', 'SELECT id, log_id, level, "index", hashes FROM ledger_tile WHERE level = 0', "id"),
    (
        "ledger_checkpoint (id, log_id, size, root, note, signed_at)",
        "SELECT id, log_id, size, root, note, signed_at FROM ledger_checkpoint WHERE size = 4",
        "id",
    ),
    ("ledger_erasure (entry_id, by_id)", "SELECT entry_id, by_id FROM ledger_erasure WHERE by_id > 0", "entry_id"),
    ("ledger_log (name, size)", "SELECT name, 0 FROM ledger_log WHERE name = 'consent'", "name"),
    (
        "ledger_body (entry_id, kind, subject, recorded_at, salt, body)",
        "SELECT entry_id, kind, subject, recorded_at, salt, body FROM ledger_body WHERE kind = 'confirmed'",
        "entry_id",
    ),
]


@pytest.mark.parametrize(("into", "rows", "key"), UPSERTS)
def test_an_upsert_is_refused(into: str, rows: str, key: str) -> None:
    refused(f"INSERT INTO {into} {rows} ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}")


@only_postgresql
@pytest.mark.parametrize(("into", "rows"), [upsert[:2] for upsert in UPSERTS if "ledger_log" not in upsert[0]])
def test_an_upsert_that_would_do_nothing_is_refused_too(into: str, rows: str) -> None:
    refused(f"INSERT INTO {into} {rows} ON CONFLICT DO NOTHING")


@only_sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(("into", "rows", "key"), UPSERTS)
def test_replacing_is_refused_also_without_recursive_triggers(into: str, rows: str, key: str, recursive: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA recursive_triggers = {recursive}")
    try:
        before = count(into.partition(" ")[0])
        refused(f"INSERT OR REPLACE INTO {into} {rows}")
        refused(f"REPLACE INTO {into} {rows}")
        refused(f"INSERT OR IGNORE INTO {into} {rows}")
        assert count(into.partition(" ")[0]) == before
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = ON")


@only_sqlite
def test_a_row_is_not_replaced_through_its_id_either() -> None:
    refused('INSERT OR REPLACE INTO ledger_entry (id, log_id, "index", commitment) VALUES (%s, %s, %s, %s)', [row_id(0), "consent", 4, bytes(32)])


def test_a_tile_grows_but_keeps_what_it_held() -> None:
    refused("UPDATE ledger_tile SET hashes = %s WHERE level = 0", [bytes(32 * 5)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT hashes FROM ledger_tile WHERE level = 0 AND log_id = 'consent'")
        held = bytes(cursor.fetchone()[0])
    refused("UPDATE ledger_tile SET hashes = %s WHERE level = 0", [held[:-32]])
    refused("UPDATE ledger_tile SET hashes = %s WHERE level = 0", [held + b"x"])
    refused("UPDATE ledger_tile SET hashes = %s WHERE level = 0", [held + bytes(8192)])
    run("UPDATE ledger_tile SET hashes = %s WHERE level = 0 AND log_id = 'consent'", [held + bytes(32)])


def test_a_checkpoint_is_larger_than_those_before_and_not_larger_than_the_log() -> None:
    insert = "INSERT INTO ledger_checkpoint (log_id, size, root, note, signed_at) VALUES ('consent', %s, %s, 'x', '2026-11-23 08:00:00+00:00')"
    for size in (3, 4, 5):
        refused(insert, [size, bytes(32)])


def test_a_body_cannot_come_back_after_its_erasure() -> None:
    refused(BODY, [row_id(2), "confirmed", bytes(32), b"{}"])


def test_a_body_is_not_deleted_by_an_erasure_that_names_nobody_or_another() -> None:
    run(ENTRY, ["consent", 4, bytes(32)])
    by = row_id(4)
    refused(BODY, [by, "erased", bytes(32), erased_body(0)], says="names exactly")
    run(ERASURE, [row_id(0), by])
    refused("DELETE FROM ledger_body WHERE entry_id = %s", [row_id(0)], says="deleted by an erased entry only")
    refused(BODY, [by, "confirmed", bytes(32), b"{}"], says="eras")
    refused(BODY, [by, "erased", bytes(32), erased_body(1)], says="names exactly")
    refused(BODY, [by, "erased", bytes(32), erased_body(0, 1)], says="names exactly")
    refused(BODY, [by, "erased", bytes(32), erased_body(0, 0)], says="names exactly")
    refused(BODY, [by, "erased", bytes(32), b'{"kind":"confirmed"}'], says="names exactly")
    run(BODY, [by, "erased", bytes(32), erased_body(0)])
    refused(ERASURE, [row_id(1), by])
    refused("DELETE FROM ledger_body WHERE entry_id = %s", [row_id(1)])
    assert book.events(ANNA) == []
    assert len(book.events(BEN)) == 1


def test_an_older_entry_cannot_erase() -> None:
    run(ENTRY, ["consent", 4, bytes(32)])
    run(ENTRY, ["consent", 5, bytes(32)])

    refused(ERASURE, [row_id(0), row_id(4)], says="newest")


def test_an_erased_entry_and_an_entry_of_another_log_cannot_be_erased(append) -> None:
    append(book.Fact("corrected", {}, log="editorial"))
    run(ENTRY, ["consent", 4, bytes(32)])

    for target in (row_id(3), row_id(2), row_id(0, "editorial")):
        refused(ERASURE, [target, row_id(4)])


def test_no_trigger_is_missing_and_an_absent_or_altered_one_is_named() -> None:
    assert guards.missing() == []
    where = " ON ledger_entry" if POSTGRESQL else ""
    run(f"DROP TRIGGER ledger_entry_no_delete{where}")
    assert guards.missing() == ["ledger entry: ledger_entry_no_delete"]
    assert guards.install() == ["ledger entry: ledger_entry_no_delete"]
    assert guards.missing() == []
    refused("DELETE FROM ledger_entry")


@only_sqlite
def test_an_altered_trigger_is_named_on_sqlite() -> None:
    run("DROP TRIGGER ledger_body_delete")
    run("CREATE TRIGGER ledger_body_delete BEFORE DELETE ON ledger_body BEGIN SELECT 1; END")

    assert guards.missing() == ["ledger body: ledger_body_delete"]
    guards.install()
    assert guards.missing() == []


@only_postgresql
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_body DISABLE TRIGGER ledger_body_delete", "ledger_body_delete"),
        (
            "CREATE OR REPLACE FUNCTION ledger_body_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
            "ledger_body_delete",
        ),
        (
            "SET CONSTRAINTS ALL IMMEDIATE; DROP TRIGGER ledger_body_delete ON ledger_body; CREATE TRIGGER ledger_body_delete "
            "BEFORE DELETE ON ledger_body FOR EACH ROW WHEN (false) EXECUTE FUNCTION ledger_body_delete()",
            "ledger_body_delete",
        ),
    ],
)
def test_an_altered_trigger_is_named_on_postgresql(change: str, named: str) -> None:
    run(change)

    assert guards.missing() == [f"ledger body: {named}"]
    guards.install()
    assert guards.missing() == []
    refused("DELETE FROM ledger_body")


def test_a_guard_is_registered_once_and_makes_triggers_only() -> None:
    with pytest.raises(ValueError, match="twice"):
        guards.register(Guard("ledger entry", "ledger_entry", sqlite=(), postgresql=()))
    with pytest.raises(ValueError, match="neither"):
        guards.register(Guard("sly", "ledger_entry", sqlite=("DROP TABLE ledger_entry",), postgresql=()))
