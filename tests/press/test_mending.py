"""A store that is damaged from outside shows nothing old, keeps nobody from reading or publishing, and comes back by itself."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from depesche.press.index import Index
from depesche.press.store import Store
from tests.press.test_store import HOST, page, shown

pytestmark = pytest.mark.once
NOBODY = 65534


@pytest.fixture
def kept() -> Iterator[Store]:
    """A store in a folder into which everybody may look."""
    home = Path(tempfile.mkdtemp(prefix="depesche-store-"))
    home.chmod(0o755)
    found = Store(home, HOST)
    found.prepare(made_for="this")
    found.keep(page(), since=found.begin())
    yield found
    found.files.trust()
    shutil.rmtree(home)


@contextmanager
def full_disk() -> Iterator[None]:
    """No file can grow beyond a kilobyte."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing in a folder can be changed; root has to become somebody else for it."""
    is_root, paths = os.geteuid() == 0, [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(modes[path] & 0o555 | 0o444)
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)


def delete(index: Path) -> None:
    for file in index.parent.glob(".index*"):
        file.unlink()


def truncate(index: Path) -> None:
    index.write_bytes(b"")


def overwrite(index: Path) -> None:
    for file in index.parent.glob(".index*"):
        file.write_bytes(b"no database " * 1000)


def replace_by_another(index: Path) -> None:
    delete(index)
    with sqlite3.connect(index) as connection:
        connection.execute("CREATE TABLE state (name, value)")
    connection.close()


DAMAGES = [delete, truncate, overwrite, replace_by_another]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_change_after_the_index_was_lost_shows_no_old_page(kept: Store, damage: Callable[[Path], None]) -> None:
    since = kept.begin()
    damage(kept.index.file)

    kept.outdate(["home"], rows={1: "home"})

    assert shown(kept) is None
    assert not kept.keep(page(text="old" * 100), since=since)
    assert kept.keep(page(text="new" * 100), since=kept.begin())
    kept.outdate(["home"], rows={2: "home"})
    assert shown(kept) is None


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_change_under_way_is_held_in_the_new_index(kept: Store, damage: Callable[[Path], None]) -> None:
    damage(kept.index.file)

    kept.hold({1: "home"})

    assert shown(kept) is None
    assert not kept.keep(page(), since=kept.begin())


def test_an_index_whose_tables_are_garbage_is_made_anew(kept: Store) -> None:
    kept.clear()
    for number in range(400):
        with kept.index.changing() as index:
            index.enter(f"/{number}/", {f"tag:{number}", "home"})
    with sqlite3.connect(kept.index.file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole = bytearray(kept.index.file.read_bytes())
    whole[4096:] = os.urandom(len(whole) - 4096)
    kept.index.file.write_bytes(whole)

    kept.outdate(["home"])

    assert kept.keep(page(), since=kept.begin())
    kept.index.check()


def test_who_stores_into_a_lost_index_leaves_no_page_that_the_new_one_does_not_know(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index is lost and made anew while somebody has the old one open and is just writing the page."""
    write = kept.files.write

    def meanwhile(made: object) -> None:
        monkeypatch.setattr(kept.files, "write", write)
        delete(kept.index.file)
        Store(kept.folder.parent, HOST).mend()
        write(made)  # type: ignore[arg-type]

    since = kept.begin()
    monkeypatch.setattr(kept.files, "write", meanwhile)

    assert not kept.keep(page("/late/"), since=since)

    assert shown(kept, "/late/") is None


def test_a_new_index_counts_on_although_the_clock_was_set_back(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    before = kept.begin()
    monkeypatch.setattr(time, "time_ns", lambda: 0)

    kept.index.make()

    assert kept.begin() > before
    assert not kept.keep(page(), since=before)


def test_of_many_who_mend_at_once_one_does_it(kept: Store) -> None:
    delete(kept.index.file)
    Store(kept.folder.parent, HOST).mend()
    kept.keep(page("/a/"), since=kept.begin())

    Store(kept.folder.parent, HOST).mend()

    assert shown(kept, "/a/")


def test_on_a_full_disk_nothing_is_stored_and_nothing_old_is_shown(kept: Store) -> None:
    since = kept.begin()
    with full_disk():
        assert not kept.keep(page("/a/", os.urandom(4000).hex()), since=since)
        with pytest.raises((sqlite3.Error, OSError)):
            kept.outdate([f"article:{number}" for number in range(999)], rows={7: "article:7"})
        assert shown(kept) is None

    assert shown(kept, "/a/") is None
    assert kept.catch_up({7: "article:1"}, floor=0) == 1
    assert kept.keep(page("/a/"), since=kept.begin())


def test_a_page_that_fits_only_half_on_the_disk_is_none(kept: Store) -> None:
    """Its compressed form may be written when the plain one no longer fits."""
    text = "Gold steigt " * 1000
    kept.keep(page("/a/", "Silber " * 1000), since=kept.begin())
    with full_disk(), pytest.raises(OSError, match="large"):
        kept.write(page("/a/", text))

    assert shown(kept, "/a/") is None
    assert not list(kept.files.root.glob("a/*"))


def test_from_a_folder_that_became_read_only_nothing_old_is_shown(kept: Store) -> None:
    with read_only(kept.folder):
        with pytest.raises((sqlite3.Error, OSError)):
            kept.outdate(["home"], rows={7: "home"})
        assert shown(kept) is None
        assert not kept.keep(page(), since=0)

    assert kept.catch_up({7: "home"}, floor=0) == 1
    kept.files.trust()
    assert shown(kept) is None
    assert kept.keep(page(), since=kept.begin())
    assert shown(kept)


def test_trying_out_says_whether_a_page_could_be_stored(kept: Store) -> None:
    kept.try_out()

    with full_disk(), pytest.raises((sqlite3.Error, OSError)):
        kept.try_out()
    with read_only(kept.folder), pytest.raises((sqlite3.Error, OSError)):
        kept.try_out()
    truncate(kept.index.file)
    with pytest.raises(sqlite3.Error):
        kept.try_out()
    assert not list((kept.folder / ".new").iterdir())


def test_a_locked_index_is_not_taken_for_a_broken_one(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from depesche.press import index as index_file

    monkeypatch.setattr(index_file, "WAIT", 0.1)
    identity = kept.index.identity()
    with kept.index.changing(), pytest.raises(sqlite3.OperationalError):
        kept.outdate(["home"], rows={7: "home"})

    assert shown(kept) is None
    assert Index(kept.index.file).identity() == identity
    assert kept.catch_up({7: "home"}, floor=0) == 1
