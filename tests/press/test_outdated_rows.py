"""Rows of outdated tags, read without Django, are those that Django reads."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from django.db import connection

from depesche.kernel import clock
from depesche.press import page as pages
from depesche.press import rebuild
from depesche.press.catching_up import CatchingUp
from depesche.press.models import OutdatedTag
from depesche.press.serving import outdated_rows
from depesche.press.serving.outdated_rows import OutdatedRows
from depesche.press.store import Store
from tests.operations.running import ROOT

DAY = timedelta(days=1)


class CatchUp(Protocol):
    """Who brings a store up to date."""

    def __call__(self, rows: OutdatedRows, kept: Store, *, at: datetime) -> int:
        """Do it once."""


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


def by_django(rows: OutdatedRows, kept: Store, *, at: datetime) -> int:
    return rebuild.catch_up(kept, at=at)


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


@pytest.mark.parametrize("reads", [OutdatedRows.catch_up, by_django], ids=["page server", "Django"])
def test_a_database_that_was_put_back_leaves_no_page_of_its_lost_future(committed_db: None, kept: Store, reads: CatchUp) -> None:
    now, rows = clock.now(), OutdatedRows(address())
    outdate("topic:1", at=now)
    earlier = OutdatedTag.objects.latest("pk").pk
    outdate("topic:2", at=now)
    reads(rows, kept, at=now)
    keep(kept, "/one/", "topic:1")

    OutdatedTag.objects.filter(pk__gt=earlier).delete()
    reads(rows, kept, at=now)

    assert kept.files.look("/one/") is None
    keep(kept, "/one/", "topic:1")
    OutdatedTag.objects.create(pk=earlier + 1, tag="topic:1", outdated_at=now)  # another change, under a number that was used before
    assert reads(rows, kept, at=now) == 1
    assert kept.files.look("/one/") is None
    rows.close()


@pytest.mark.parametrize("reads", [OutdatedRows.catch_up, by_django], ids=["page server", "Django"])
def test_a_store_that_was_away_for_longer_than_rows_are_kept_shows_nothing_old(committed_db: None, kept: Store, reads: CatchUp) -> None:
    now, rows = clock.now(), OutdatedRows(address())
    outdate("topic:1", at=now)
    reads(rows, kept, at=now)
    keep(kept, "/two/", "topic:2")
    outdate("topic:2", at=now + timedelta(hours=1))
    outdate("topic:3", at=now + timedelta(hours=2))

    rebuild.forget_old(at=now + 3 * DAY)
    reads(rows, kept, at=now + 3 * DAY)

    assert kept.files.look("/two/") is None
    keep(kept, "/two/", "topic:2")
    reads(rows, kept, at=now + 3 * DAY)
    assert kept.files.look("/two/") is not None
    rows.close()


def test_a_quiet_site_keeps_its_pages(committed_db: None, kept: Store) -> None:
    now, rows = clock.now(), OutdatedRows(address())
    outdate("topic:1", at=now)
    rows.catch_up(kept, at=now)
    keep(kept, "/two/", "topic:2")

    rows.close()

    rebuild.forget_old(at=now + 9 * DAY)
    started_again = OutdatedRows(address())
    started_again.catch_up(kept, at=now + 9 * DAY)

    assert kept.files.look("/two/") is not None
    started_again.close()


@pytest.mark.parametrize("reads", [OutdatedRows.catch_up, by_django], ids=["page server", "Django"])
def test_a_store_whose_web_server_was_down_misses_nothing_although_a_worker_here_went_on(committed_db: None, kept: Store, reads: CatchUp) -> None:
    now, rows, here = clock.now(), OutdatedRows(address()), "topic:3"
    outdate("topic:1", at=now)
    reads(rows, kept, at=now)
    keep(kept, "/two/", "topic:2")
    rows.close()
    outdate("topic:2", at=now + timedelta(hours=1))  # on another machine
    outdate(here, at=now + timedelta(hours=3))
    kept.outdate([here], rows={OutdatedTag.objects.latest("pk").pk: here})  # by the worker of this one, which tells the store itself

    started_again = OutdatedRows(address())
    assert reads(started_again, kept, at=now + timedelta(hours=4)) == 1

    assert kept.files.look("/two/") is None
    started_again.close()


@pytest.mark.parametrize("reads", [OutdatedRows.catch_up, by_django], ids=["page server", "Django"])
def test_a_database_that_was_put_back_is_noticed_although_a_row_has_number_and_tag_of_before(committed_db: None, kept: Store, reads: CatchUp) -> None:
    now, rows = clock.now(), OutdatedRows(address())
    outdate("listing", at=now)
    reads(rows, kept, at=now)
    keep(kept, "/one/", "topic:1")
    row = OutdatedTag.objects.get()

    row.delete()
    OutdatedTag.objects.create(pk=row.pk, tag=row.tag, outdated_at=now + timedelta(minutes=1))
    reads(rows, kept, at=now + timedelta(minutes=1))

    assert kept.files.look("/one/") is None
    rows.close()


def test_many_young_rows_are_read_once(committed_db: None, kept: Store) -> None:
    now, rows = clock.now(), OutdatedRows(address())
    OutdatedTag.objects.bulk_create([OutdatedTag(tag=f"article:{number}", outdated_at=now) for number in range(100)])
    read: list[int] = []
    how = rows.read
    rows.read = lambda **asked: read.append(1) or how(**asked)  # type: ignore[method-assign, func-returns-value]

    assert [rows.catch_up(kept, at=now) for _ in range(5)] == [100, 0, 0, 0, 0]
    assert len(read) == 1
    outdate("topic:1", at=now)
    assert [rows.catch_up(kept, at=now) for _ in range(2)] == [1, 0]
    rows.close()


@pytest.mark.parametrize("reader", ["page server", "Django"])
def test_a_row_that_is_committed_late_is_found(committed_db: None, kept: Store, reader: str) -> None:
    now, rows = clock.now(), OutdatedRows(address())
    django = CatchingUp(rebuild.Rows())
    catch_up = {"page server": rows.catch_up, "Django": django.catch_up}[reader]
    outdate("topic:1", at=now - timedelta(hours=2))
    late = OutdatedTag.objects.latest("pk").pk + 1
    assert catch_up(kept, at=now - timedelta(hours=2)) == 1
    for number in (1, 2):
        OutdatedTag.objects.create(pk=late + number, tag="topic:3", outdated_at=now)
        assert [catch_up(kept, at=now) for _ in range(2)] == [1, 0]

    OutdatedTag.objects.create(pk=late, tag="topic:2", outdated_at=now)

    assert catch_up(kept, at=now) == 1
    rows.close()


def test_a_ticker_waits_for_the_second_and_not_for_a_clock_that_was_set_back(committed_db: None, kept: Store) -> None:
    now, rows = clock.now().replace(microsecond=500_000), OutdatedRows(address())
    outdate("live:1", at=now)
    assert rows.catch_up(kept, at=now) == 0
    assert rows.catch_up(kept, at=now + timedelta(seconds=1)) == 1

    outdate("live:1", at=now)
    assert rows.catch_up(kept, at=now - timedelta(hours=2)) == 1
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
