"""The template database is what the migrations make."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from depesche.operations import template
from depesche.operations.serving import logs
from tests import databases

pytestmark = pytest.mark.once


def lines(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return template.dump(database)


def test_migrating_from_zero_gives_the_template(tmp_path: Path) -> None:
    template.unpack(tmp_path / "unpacked.sqlite3")

    unpacked, built = lines(tmp_path / "unpacked.sqlite3"), lines(databases.migrated())

    assert sorted(set(unpacked) ^ set(built))[:5] == [], "run make template"
    assert unpacked == built


def test_it_holds_guards_and_the_cache_table_but_nobody(tmp_path: Path) -> None:
    template.unpack(tmp_path / "unpacked.sqlite3")

    with closing(sqlite3.connect(tmp_path / "unpacked.sqlite3")) as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        triggers = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        people = database.execute("SELECT count(*) FROM brand_user").fetchone()[0]

    assert "depesche_cache" in tables
    assert "ledger_entry_no_update" in triggers
    assert people == 0


def test_it_is_small_and_carries_no_time() -> None:
    data = template.PACKED.read_bytes()

    assert len(data) < 150_000
    assert data[4:8] == b"\0\0\0\0", "the time in the gzip header"
    assert gzip.decompress(data).startswith(b"SQLite format 3\0")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("GET /newsletter/confirm/AbC-123/ 200", "GET /newsletter/confirm/***/ 200"),
        ("Not Found: /newsletter/unsubscribe/tok.en/", "Not Found: /newsletter/unsubscribe/***/"),
        ("/newsletter/preferences/abc/proof/", "/newsletter/preferences/***/proof/"),
        ("/newsletter/preferences/", "/newsletter/preferences/"),
        ("/newsletter/not-me/abc", "/newsletter/not-me/***"),
        ("smtp://anna:geheim@mail.example", "smtp://anna:***@mail.example"),
        ("/politik/nordkorea/", "/politik/nordkorea/"),
    ],
)
def test_tokens_and_passwords_never_reach_a_log(said: str, kept: str) -> None:
    assert logs.redact(said) == kept
