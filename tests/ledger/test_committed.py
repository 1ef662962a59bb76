"""What needs really committed data: several processes appending at once, and connections that know nothing of our settings."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import pytest
from django.db import connection, transaction

from depesche.kernel import options
from depesche.ledger import book, sweeping, verification
from tests import databases
from tests.ledger.conftest import ANNA, EMIL, MONDAY, confirmed

PROCESSES, TIMES = 3, 40


def test_processes_that_append_at_once_make_one_gapless_log(committed_db, append) -> None:
    append(confirmed(ANNA))
    home, url = str(options.current().home), os.environ["DEPESCHE_DATABASE_URL"]
    command = [sys.executable, "-m", "tests.ledger.appending", home, url, str(TIMES)]
    running = [subprocess.Popen(command, cwd=databases.ROOT, stderr=subprocess.PIPE) for _ in range(PROCESSES)]
    while any(process.poll() is None for process in running):
        assert verification.verify().ok, "a live log is no alarm"
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()

    report = verification.verify()

    assert report.ok, report
    assert [one.entries for one in report.logs] == [1 + 2 * PROCESSES * TIMES, PROCESSES * TIMES]
    assert report.logs[0].checkpoints > 1


@pytest.mark.skipif(databases.ENGINE != "sqlite", reason="SQLite's pragmas")
def test_a_foreign_connection_without_any_setting_is_stopped(committed_db, append) -> None:
    append(confirmed(ANNA))
    foreign = sqlite3.connect(str(connection.settings_dict["NAME"]))
    try:
        for sql in (
            "DELETE FROM ledger_entry",
            "UPDATE ledger_body SET kind = 'x'",
            "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
        ):
            with pytest.raises(sqlite3.DatabaseError, match="ledger"):
                foreign.execute(sql)
            foreign.rollback()
    finally:
        foreign.close()


@pytest.mark.skipif(databases.ENGINE != "sqlite", reason="PostgreSQL forgets after VACUUM")
def test_after_erasure_no_byte_of_emil_is_in_the_database_file(committed_db, append) -> None:
    salt = append_and_find_salt(append)
    with transaction.atomic():
        book.erase([0], reason="asked", at=MONDAY)
    home = options.current().home
    held = (home / "depesche.sqlite3").read_bytes() + (home / "depesche.sqlite3-wal").read_bytes()

    assert str(EMIL).encode() not in held
    assert EMIL.hex.encode() not in held
    assert salt not in held


@pytest.mark.skipif(databases.ENGINE != "sqlite", reason="SQLite's write-ahead log")
def test_somebody_who_reads_meanwhile_only_puts_the_sweeping_off(committed_db, append) -> None:
    append(confirmed(EMIL))
    reader = sqlite3.connect(str(connection.settings_dict["NAME"]))
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM ledger_entry").fetchone()
    with transaction.atomic():
        book.erase([0], reason="asked", at=MONDAY)
    wal = options.current().home / "depesche.sqlite3-wal"
    assert wal.stat().st_size

    reader.close()

    assert sweeping.sweep()
    assert not wal.stat().st_size
    assert verification.verify().ok


def append_and_find_salt(append) -> bytes:
    append(confirmed(EMIL))
    return book.event("consent", 0).salt


def test_a_rolled_back_transaction_leaves_nothing(committed_db, append) -> None:
    append(confirmed(ANNA))
    with transaction.atomic():
        book.append(confirmed(EMIL), at=MONDAY)
        transaction.set_rollback(True)

    assert book.events(EMIL) == []
    assert verification.verify().ok
