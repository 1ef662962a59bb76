"""Rows of outdated tags, read without Django, are those that Django reads."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from depesche.kernel import clock
from depesche.press import page as pages
from depesche.press.models import OutdatedTag
from depesche.press.serving import outdated_rows
from depesche.press.serving.outdated_rows import OutdatedRows
from depesche.press.store import Store
from tests.operations.running import ROOT

DAY = timedelta(days=1)


def address() -> str:
    """Where the test's database is, as the option would say it."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@/{found['NAME']}?host={found['HOST']}&port={found['PORT']}"


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    kept = Store(tmp_path, "example.org")
    kept.prepare(made_for="this")
    return kept


def keep(kept: Store, path: str, tag: str) -> None:
    kept.keep(pages.make(path, b"stored", headers=[], tags=[tag], modified=0.0), since=kept.begin())


def outdate(tag: str, *, at: datetime) -> None:
    OutdatedTag.objects.create(tag=tag, outdated_at=at)


def test_what_never_reached_the_store_reaches_it_once(committed_db: None, kept: Store) -> None:
    now, rows = clock.now(), OutdatedRows(address())
    rows.catch_up(kept, at=now)
    keep(kept, "/one/", "topic:1")
    keep(kept, "/two/", "topic:2")
    outdate("topic:1", at=now)

    assert (rows.catch_up(kept, at=now), rows.catch_up(kept, at=now)) == (1, 0)

    assert kept.files.look("/one/") is None
    assert kept.files.look("/two/") is not None
    outdate("topic:2", at=now - DAY)  # while this machine was off for a day
    assert rows.catch_up(kept, at=now) == 1
    assert kept.files.look("/two/") is None
    rows.close()


def test_old_rows_that_were_applied_are_not_applied_again(committed_db: None, kept: Store) -> None:
    now, rows = clock.now(), OutdatedRows(address())
    rows.catch_up(kept, at=now)
    outdate("topic:1", at=now)
    rows.catch_up(kept, at=now)
    outdate("topic:1", at=now + DAY)
    rows.catch_up(kept, at=now + DAY)

    assert rows.catch_up(kept, at=now + DAY) == 0
    rows.close()


@pytest.mark.once
def test_a_database_that_is_not_there_is_told(kept: Store, tmp_path: Path) -> None:
    with pytest.raises(outdated_rows.FAILURES):
        OutdatedRows(f"sqlite:///{tmp_path}/none.sqlite3").catch_up(kept, at=clock.now())


@pytest.mark.once
def test_the_whole_process_of_the_page_server_knows_no_django(tmp_path: Path) -> None:
    code = (
        "import sys; from depesche.operations.serving import page_server; page_server.load('', socket='x'); "
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'wagtail')])"
    )
    environment = {**os.environ, "DEPESCHE_HOME": str(tmp_path), "DEPESCHE_SECRET_KEY": "x"}
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
