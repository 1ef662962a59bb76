"""The page store: what is stored is whole, findable by its tags, and never older than what it shows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from depesche.press import common_headers
from depesche.press import page as pages
from depesche.press.files import is_storable
from depesche.press.index import Changes
from depesche.press.page import Page
from depesche.press.serving.reading import Reader
from depesche.press.store import Store

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
HOST = "example.org"


def page(path: str = "/", text: str = "Gold steigt " * 50, *, tags: Iterable[str] = ("home",), until: float | None = None) -> Page:
    return pages.make(path, text.encode(), headers=common_headers.of(path), tags=tags, modified=1000.0, until=until)


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    kept = Store(tmp_path, HOST)
    kept.prepare(made_for="this")
    return kept


def shown(kept: Store, path: str = "/", *, now: float = 1000.0) -> bytes | None:
    reader = Reader(kept.files)
    held = reader.read(path, now=now)
    return reader.body(held, pages.PLAIN) if held else None


def test_a_page_is_stored_as_plain_files_with_its_compressed_forms(kept: Store, tmp_path: Path) -> None:
    made = page("/maerkte/gold/")

    assert kept.keep(made, since=kept.begin())

    folder = tmp_path / "pages" / HOST / "maerkte" / "gold"
    assert {file.name for file in folder.iterdir()} == {"index.html", "index.html.gz", "index.html.br", "index.html.meta"}
    assert (folder / "index.html").read_bytes() == made.bodies[pages.PLAIN]
    assert shown(kept, "/maerkte/gold/") == made.bodies[pages.PLAIN]
    assert not list((tmp_path / "pages" / ".new").iterdir())


def test_a_document_keeps_its_name(kept: Store, tmp_path: Path) -> None:
    kept.keep(page("/feed.atom"), since=kept.begin())

    assert (tmp_path / "pages" / HOST / "feed.atom").is_file()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "maerkte/",
        "/../etc/passwd",
        "/a/../b/",
        "/./",
        "//",
        "/a//b/",
        "/a\0b/",
        "/.index.sqlite3",
        "/.well-known/security.txt",
        "/index.html",
        "/a/index.html/b/",
        "/feed.atom.gz",
        "/a.meta/",
        "/a%2Fb/",
        "/a\\b/",
        "/größe/",
        "/a b/",
        "/a\n",
        "/" + "a" * 201 + "/",
        "/a" * 600 + "/",
    ],
)
def test_odd_paths_are_never_stored(kept: Store, path: str, tmp_path: Path) -> None:
    assert not is_storable(path)
    assert not kept.keep(page(path), since=kept.begin())
    assert not (tmp_path / "pages" / HOST).exists()


@pytest.mark.parametrize(
    "path", ["/", "/maerkte/", "/maerkte/gold-steigt/", "/feed.atom", "/topics/gold/feed.json", "/archive/2024/10/", "/a_b-C.d~e"]
)
def test_plain_paths_are(path: str) -> None:
    assert is_storable(path)


def test_outdating_a_tag_removes_the_pages_that_used_it_and_no_other(kept: Store) -> None:
    kept.keep(page("/", tags=["home", "article:1"]), since=kept.begin())
    kept.keep(page("/a/", tags=["article:1"]), since=kept.begin())
    kept.keep(page("/b/", tags=["article:2"]), since=kept.begin())

    kept.outdate(["article:1"])

    assert [shown(kept, path) is not None for path in ("/", "/a/", "/b/")] == [False, False, True]


def test_many_pages_are_removed_with_one_look_at_the_hosts(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        kept.keep(page(f"/{number}/", tags=["article:1"]), since=kept.begin())
    looked: list[object] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda place: looked.append(place) or scandir(place))

    kept.outdate(["article:1"])

    assert [number for number in range(20) if shown(kept, f"/{number}/")] == []
    assert looked == [kept.folder]


def test_what_stands_on_every_page_outdates_all_at_once(kept: Store) -> None:
    for number in range(30):
        kept.keep(page(f"/{number}/", tags=[f"article:{number}"]), since=kept.begin())

    kept.outdate(["menu"])

    assert [number for number in range(30) if shown(kept, f"/{number}/")] == []
    kept.files.sweep_up()
    assert not list((kept.folder / ".aside").iterdir())


@pytest.mark.parametrize("outdated", ["home", "menu"])
def test_a_rendering_that_began_before_a_change_never_replaces_a_newer_page(kept: Store, outdated: str) -> None:
    before = kept.begin()
    kept.outdate([outdated])
    assert kept.keep(page(text="new" * 100), since=kept.begin())

    assert not kept.keep(page(text="old" * 100), since=before)

    assert shown(kept) == b"new" * 100


def test_a_rendering_that_began_before_the_store_was_made_anew_is_refused(kept: Store) -> None:
    before = kept.begin()
    time.sleep(0.002)
    kept.prepare(made_for="that")

    assert not kept.keep(page(), since=before)


def test_a_page_rendered_twice_is_found_by_the_tags_of_both(kept: Store) -> None:
    kept.keep(page(tags=["article:1"]), since=kept.begin())
    kept.keep(page(tags=["article:2"]), since=kept.begin())

    kept.outdate(["article:1"])

    assert shown(kept) is None


def test_a_page_without_any_tag_is_not_stored(kept: Store) -> None:
    assert not kept.keep(page(tags=[]), since=kept.begin())


def test_a_page_is_not_shown_after_its_time(kept: Store) -> None:
    kept.keep(page(until=2000.0), since=kept.begin())

    assert shown(kept, now=1999.9)
    assert shown(kept, now=2000.0) is None


def test_a_damaged_page_is_not_shown(kept: Store) -> None:
    kept.keep(page(), since=kept.begin())
    kept.files.place("/").write_bytes(b"half a page")

    assert shown(kept) is None


def test_facts_that_cannot_be_read_are_no_page(kept: Store) -> None:
    kept.keep(page(), since=kept.begin())
    kept.files.place("/").with_name("index.html.meta").write_bytes(b'{"path": "/"}')

    assert shown(kept) is None


def test_a_reader_in_memory_sees_a_removal_at_once(kept: Store) -> None:
    reader = Reader(kept.files)
    kept.keep(page(), since=kept.begin())
    held = reader.read("/", now=1000.0)
    assert held is not None
    assert reader.body(held, pages.GZIP)

    kept.outdate(["home"])

    assert reader.read("/", now=1000.0) is None


def test_memory_stays_within_its_room(kept: Store) -> None:
    reader = Reader(kept.files, room=20_000)
    for number in range(20):
        path = f"/{number}/"
        kept.keep(page(path, os.urandom(2000).hex()), since=kept.begin())
        held = reader.read(path, now=1000.0)
        assert held is not None
        assert reader.body(held, pages.PLAIN)

    assert sum(held.weight for held in reader._held.values()) == reader._weight <= 20_000


def test_a_row_is_applied_once(kept: Store) -> None:
    kept.outdate(["home"], rows={5: "home"})
    kept.keep(page(), since=kept.begin())

    assert kept.catch_up({5: "home"}, floor=1) == 0
    assert shown(kept)
    assert kept.catch_up({5: "home", 4: "home"}, floor=1) == 1
    assert shown(kept) is None


def test_a_store_made_for_something_else_begins_empty(kept: Store, tmp_path: Path) -> None:
    kept.keep(page(), since=kept.begin())

    assert not Store(tmp_path, HOST).prepare(made_for="this")
    assert shown(kept)
    assert Store(tmp_path, HOST).prepare(made_for="that")
    assert shown(kept) is None


def test_a_broken_index_costs_all_pages_and_no_truth(kept: Store) -> None:
    kept.keep(page(), since=kept.begin())
    for file in kept.folder.glob(".index*"):
        file.write_bytes(b"no database " * 1000)

    kept.outdate(["home"])

    assert shown(kept) is None
    assert kept.keep(page(), since=kept.begin())


def test_who_still_has_the_index_of_a_discarded_store_stores_nothing(kept: Store) -> None:
    since, slow = kept.begin(), kept.index._open()
    kept.prepare(made_for="that")

    assert not Changes(slow).is_entered("/", frozenset({"home"}))
    assert Changes(slow).is_outdated(["home"], since=since)
    slow.close()


def test_without_a_store_nothing_is_made_by_the_way(tmp_path: Path) -> None:
    kept = Store(tmp_path, HOST)

    assert not kept.exists()
    assert not kept.keep(page(), since=0)
    assert not list(tmp_path.iterdir())


def test_a_change_that_somebody_else_applied_already_takes_no_new_page_away(kept: Store) -> None:
    kept.hold({7: "home"})
    kept.catch_up({7: "home"}, floor=0)
    kept.keep(page(text="Gold fällt " * 50), since=kept.begin())

    kept.outdate(["home"], rows={7: "home"})

    assert shown(kept) == ("Gold fällt " * 50).encode()


def test_many_writers_and_changes_at_once_leave_no_old_page(kept: Store) -> None:
    """Each writer renders what the 'database' says; whatever they do, the end is the newest version or none."""
    database = {"version": 0}
    ends = threading.Event()
    wrong: list[bytes] = []

    def write() -> None:
        while not ends.is_set():
            since, version = kept.begin(), database["version"]
            kept.keep(page(text=f"{version:06}" * 200), since=since)

    def read() -> None:
        reader, newest = Reader(kept.files), 0
        while not ends.is_set():
            committed = database["version"]
            held = reader.read("/", now=1000.0)
            body = reader.body(held, pages.PLAIN) if held else None
            if body is not None:
                found = int(body[:6])
                if body != f"{found:06}".encode() * 200 or found < max(newest, committed):
                    wrong.append(body[:20])
                newest = found

    threads = [threading.Thread(target=write) for _ in range(2)] + [threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        row = database["version"] + 1
        kept.hold({row: "home"})
        database["version"] = row  # the commit
        kept.outdate(["home"], rows={row: "home"})
    ends.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    last = shown(kept)
    assert last is None or last[:6] == f"{database['version']:06}".encode()


KILLED = """
import sys, itertools
from pathlib import Path
from depesche.press import page as pages
from depesche.press.store import Store
kept = Store(Path(sys.argv[1]), "example.org")
print("ready", flush=True)
for number in itertools.count():
    text = f"{number:08}" * 2000
    path = f"/{number % 5}/"
    if number % 7 == 3:
        kept.outdate([f"tag:{number % 5}"])
    kept.keep(pages.make(path, text.encode(), headers=[], tags=[f"tag:{number % 5}"], modified=0.0), since=kept.begin())
"""


def test_kill_9_while_storing_leaves_whole_pages_that_are_still_found_by_their_tags(kept: Store, tmp_path: Path) -> None:
    for attempt in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.02 + 0.013 * attempt)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()

        for number in range(5):
            body = shown(kept, f"/{number}/")
            assert body is None or body == body[:8] * 2000
        kept.outdate([f"tag:{number}" for number in range(5)])
        assert not list((tmp_path / "pages" / HOST).rglob("*.html*"))


def test_a_page_with_headers_of_its_own_stands_where_no_other_web_server_looks(kept: Store) -> None:
    common = page("/a/")
    framed = pages.make("/a/", b"B" * 500, headers=[*common_headers.of("/a/"), ("X-Own", "yes")], tags=["home"], modified=2.0)

    for stored, name in ((common, "index.html"), (framed, "index.html.own"), (common, "index.html")):
        assert kept.keep(stored, since=kept.begin())
        found = {file.name for file in (kept.files.root / "a").iterdir()}
        assert found == {name, f"{name}.gz", f"{name}.br", "index.html.meta"}
        assert shown(kept, "/a/") == stored.bodies[pages.PLAIN]
    kept.files.remove("/a/")
    assert not list((kept.files.root / "a").iterdir())


def test_the_time_of_a_file_tells_its_content(kept: Store) -> None:
    """Other web servers make their validators of a file's second and size."""
    times = []
    for text in ("Gold: 1000" * 50, "Gold: 2000" * 50, "Gold: 1000" * 50):
        kept.keep(page(text=text), since=kept.begin())
        times.append([kept.files.place("/").with_name(name).stat().st_mtime for name in ("index.html", "index.html.gz")])

    assert times[0] == times[2]
    assert times[0][0] != times[1][0]
    assert times[0][1] != times[1][1]


def test_a_command_with_another_site_address_removes_what_the_server_shows(kept: Store, tmp_path: Path) -> None:
    kept.keep(page(), since=kept.begin())
    kept.keep(page("/feed.atom"), since=kept.begin())
    elsewhere = Store(tmp_path, "localhost")

    elsewhere.outdate(["article:1"])
    assert shown(kept) is not None
    kept.keep(page("/maerkte/", tags=["article:1"]), since=kept.begin())
    elsewhere.outdate(["article:1"])
    assert shown(kept, "/maerkte/") is None
    assert shown(kept) is not None

    elsewhere.outdate(["menu"])
    assert (shown(kept), shown(kept, "/feed.atom")) == (None, None)
