"""The thread beside the web server: what others changed, what ended, what was lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from depesche.chores import wake
from depesche.kernel import options
from depesche.press import index, store, sweeping
from depesche.press import page as pages
from depesche.press.models import OutdatedTag
from depesche.press.store import Store
from depesche.press.sweeping import Sweeper
from tests.chores.processes import eventually

pytestmark = pytest.mark.usefixtures("committed_db")
ROOT = Path(__file__).resolve().parents[2]
NEVER = 600.0
# One process that is killed right after its commit, and one of another machine, whose own store is elsewhere.
CHANGE = """
import os, signal, sys
from depesche.operations import cli
cli.set_up_django()
from django.db import transaction
from depesche.kernel import clock
from depesche.press import rebuild
if sys.argv[1] == "dies":
    rebuild.UnderWay.applied = lambda self: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "elsewhere":
    rebuild.UnderWay.__init__ = lambda self, rows: None
    rebuild.UnderWay.applied = lambda self: None
with transaction.atomic():
    rebuild.outdate(["home"], at=clock.now())
"""


@pytest.fixture
def kept(django_db_setup: None) -> Iterator[Store]:
    found = store.of_home()
    found.prepare(made_for="test")
    yield found
    found.discard()


def keep(kept: Store, path: str = "/", *, until: float | None = None) -> None:
    made = pages.make(path, b"Gold " * 99, headers=[], tags=["home"], modified=time.time(), until=until)
    assert kept.keep(made, since=kept.begin())


@contextmanager
def sweeping_beside() -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=sweeping.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        wake.ring()
        thread.join(10)
        assert not thread.is_alive()


def change(how: str) -> int:
    return subprocess.run([sys.executable, "-c", CHANGE, how], cwd=ROOT, env=dict(os.environ), check=False).returncode


@pytest.mark.parametrize("how", ["dies", "elsewhere"])
def test_what_another_process_changed_is_heard(kept: Store, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "postgresql":
        monkeypatch.setattr(sweeping, "EVERY_WHEN_TOLD", NEVER)  # told, not looked for
    with sweeping_beside():
        keep(kept)
        assert change(how) == (-signal.SIGKILL if how == "dies" else 0)
        eventually(lambda: kept.files.look("/") is None, seconds=5)
        eventually(lambda: not OutdatedTag.objects.exclude(pk__lte=_newest(kept)).exists(), seconds=5)
        keep(kept)


def _newest(kept: Store) -> int:
    with kept.index.reading() as index:
        return (index.read_until() or (0,))[0]


def test_who_is_deaf_looks_often(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sweeper = Sweeper()
    assert sweeper.sweep() == (sweeping.EVERY_WHEN_TOLD if connection.vendor == "postgresql" else sweeping.EVERY)

    sweeper.ear.close()
    assert sweeper.sweep() == sweeping.EVERY


def test_a_page_whose_time_is_over_is_no_longer_on_the_disk(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EVERY", "EVERY_WHEN_TOLD"):
        monkeypatch.setattr(sweeping, name, NEVER)
    keep(kept, "/first/", until=time.time() + 0.5)
    keep(kept, "/later/", until=time.time() + NEVER)
    with sweeping_beside():
        eventually(lambda: kept.files.look("/first/") is None, seconds=5)
        keep(kept, "/second/", until=time.time() + 0.5)
        wake.ring()  # as who stores such a page does
        eventually(lambda: kept.files.look("/second/") is None, seconds=5)

    assert not list(kept.files.root.glob("first/*"))
    assert kept.files.look("/later/")


def test_pages_that_end_all_at_once_are_removed_lot_by_lot_so_that_nobody_waits_for_all(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "AT_ONCE", 2)
    for number in range(5):
        keep(kept, f"/{number}/", until=2000.0 + number)

    assert [kept.expire(now=3000.0), kept.count()] == [2002.0, 3]
    assert [kept.expire(now=3000.0), kept.count()] == [2004.0, 1]
    assert [kept.expire(now=3000.0), kept.count()] == [None, 0]


def test_the_earlier_end_of_two_renderings_counts(kept: Store) -> None:
    keep(kept, until=2000.0)
    keep(kept, until=3000.0)
    keep(kept)

    assert kept.expire(now=1999.0) == 2000.0
    assert kept.files.look("/")
    assert kept.expire(now=2000.0) is None
    assert kept.files.look("/") is None


def test_a_page_that_was_outdated_has_no_end_any_more(kept: Store) -> None:
    keep(kept, until=2000.0)
    kept.outdate(["home"])
    assert kept.expire(now=1.0) is None

    keep(kept, until=2000.0)
    kept.outdate(["menu"])
    assert kept.expire(now=1.0) is None


def test_a_lost_index_is_made_anew_without_any_change(kept: Store) -> None:
    keep(kept)
    for file in kept.folder.glob(".index*"):
        file.unlink()

    Sweeper().sweep()

    assert kept.files.look("/") is None
    keep(kept)


def test_a_lost_folder_is_made_anew(kept: Store) -> None:
    sweeper = Sweeper()
    sweeper.sweep()
    shutil.rmtree(kept.folder)

    sweeper.sweep()

    assert kept.stamp() == "test"
    keep(kept)


def test_where_no_store_is_wanted_none_is_made(kept: Store) -> None:
    kept.discard()

    Sweeper().sweep()

    assert not kept.folder.exists()


def test_a_row_of_a_machine_whose_clock_is_wrong_is_applied_too(kept: Store) -> None:
    from datetime import UTC, datetime

    Sweeper().sweep()
    keep(kept)
    OutdatedTag.objects.create(tag="home", outdated_at=datetime(1999, 12, 31, tzinfo=UTC))

    Sweeper().sweep()

    assert kept.files.look("/") is None
    assert kept.folder == options.current().home / "pages"
