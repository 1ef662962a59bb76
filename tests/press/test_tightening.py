"""Stored pages are compressed as tightly as possible once nobody waits, and stay the pages that they are."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest

from depesche.chores.behind import NICE
from depesche.kernel import clock
from depesche.press import common_headers, store, tightening
from depesche.press import page as pages
from depesche.press.files import NEW
from depesche.press.page import BROTLI, GZIP, PLAIN, Page
from depesche.press.store import Store

pytestmark = pytest.mark.once


def page(version: int = 1, path: str = "/maerkte/") -> Page:
    told = (
        f"<p>Die Unze Gold kostet um {number % 24} Uhr {number * number * version % 7919} Euro, {number * 31 % 97} mehr als zuvor.</p>"
        for number in range(400)
    )
    return pages.make(path, "".join(told).encode(), headers=common_headers.of(path), tags=["gold", path], modified=time.time())


@pytest.fixture
def kept() -> Iterator[Store]:
    kept = store.of_home()
    kept.prepare(made_for="test")
    yield kept
    kept.discard()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten seconds are over."""
    monkeypatch.setattr(tightening, "QUIET", -1.0)


def run() -> int:
    at = clock.now()
    return tightening.run(at=at) if tightening.is_due(at=at) else 0


def form(kept: Store, form: str, path: str = "/maerkte/") -> bytes:
    facts = kept.files.facts(path)
    assert facts
    body = kept.files.body(facts, form)
    assert body is not None, "the bytes are not those that the facts tell"
    return body


@pytest.mark.usefixtures("later")
def test_a_page_that_stands_gets_smaller_and_stays_what_it_is(kept: Store) -> None:
    stored = kept.keep(page(), since=kept.begin())
    assert stored

    assert run() == 1

    facts = kept.files.facts("/maerkte/")
    assert facts
    assert len(form(kept, BROTLI)) < len(stored.bodies[BROTLI])
    assert brotli.decompress(form(kept, BROTLI)) == form(kept, PLAIN) == stored.bodies[PLAIN]
    assert form(kept, GZIP) == stored.bodies[GZIP]
    assert (facts.headers, facts.modified, facts.until, facts.tags) == (
        stored.facts.headers,
        stored.facts.modified,
        stored.facts.until,
        stored.facts.tags,
    )
    assert facts.etag(PLAIN) == stored.facts.etag(PLAIN)
    assert facts.etag(BROTLI) != stored.facts.etag(BROTLI), "other bytes under the same strong validator (RFC 9110, 8.8.3)"
    assert run() == 0, "done twice"


def test_a_page_that_was_stored_just_now_is_left_alone(kept: Store) -> None:
    kept.keep(page(), since=kept.begin())

    assert run() == 0


@pytest.mark.usefixtures("later")
def test_what_a_change_outdates_goes_first(kept: Store) -> None:
    for path in ("/maerkte/", "/politik/"):
        kept.keep(page(path=path), since=kept.begin())
    kept.outdate(["/politik/"])
    assert not kept.waiting.is_empty()

    assert run() == 0

    kept.waiting.settle("/politik/", is_done=True)
    assert run() == 1
    assert kept.files.look("/politik/") is None, "a page that was removed came back"


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("is_rendered_again", [False, True])
def test_whoever_changes_the_page_meanwhile_wins(kept: Store, monkeypatch: pytest.MonkeyPatch, *, is_rendered_again: bool) -> None:
    kept.keep(page(1), since=kept.begin())
    newer = page(2)

    def meanwhile(slow: Callable[[Page], Page] = pages.tightened) -> Callable[[Page], Page]:
        def compress(found: Page) -> Page:
            kept.outdate(["gold"])
            if is_rendered_again:
                kept.keep(newer, since=kept.begin())
            return slow(found)

        return compress

    with monkeypatch.context() as patch:
        patch.setattr(pages, "tightened", meanwhile())
        assert not tightening.tighten("/maerkte/", kept)

    if is_rendered_again:
        assert form(kept, PLAIN) == newer.bodies[PLAIN]
        assert tightening.tighten("/maerkte/", kept), "the newer version was forgotten"
        assert brotli.decompress(form(kept, BROTLI)) == newer.bodies[PLAIN]
    else:
        assert kept.files.look("/maerkte/") is None, "a page that was removed came back"


@pytest.mark.usefixtures("later")
def test_a_store_that_was_made_anew_meanwhile_does_not_get_the_page_back(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.keep(page(), since=kept.begin())
    slow = pages.tightened

    def compress(found: Page) -> Page:
        kept.discard()
        kept.prepare(made_for="another")
        return slow(found)

    monkeypatch.setattr(pages, "tightened", compress)

    assert not tightening.tighten("/maerkte/", kept)
    assert kept.files.look("/maerkte/") is None


@pytest.mark.usefixtures("later")
def test_a_page_whose_files_somebody_damaged_is_not_written_again(kept: Store) -> None:
    kept.keep(page(), since=kept.begin())
    kept.files.place("/maerkte/").write_bytes(b"damaged")

    assert run() == 0
    assert kept.files.page("/maerkte/") is None
    assert not tightening.is_due(at=clock.now())


@pytest.mark.usefixtures("later")
def test_a_full_disk_leaves_the_page_as_it_is(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = kept.keep(page(), since=kept.begin())
    assert stored
    write, written = Path.write_bytes, list[int]()

    def fill(file: Path, content: bytes) -> int:
        written.append(write(file, content))
        if len(written) == 2:  # the facts, after the bytes
            raise OSError(errno.ENOSPC, "No space left on device")
        return written[-1]

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", fill)
        assert run() == 0

    assert kept.files.page("/maerkte/") == stored
    assert list((kept.folder / NEW).iterdir()) == [], "what was written aside stays for ever"
    assert run() == 1, "not tried again"


@pytest.mark.usefixtures("later")
def test_a_page_too_large_to_be_compressed_quickly_stays_as_it_is(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tightening, "LARGEST", 1000)
    stored = kept.keep(page(), since=kept.begin())

    assert run() == 0

    assert kept.files.page("/maerkte/") == stored
    assert not tightening.is_due(at=clock.now()), "asked about again and again"


@pytest.mark.usefixtures("later")
def test_compressing_gives_way_to_everything_else_and_holds_no_lock(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.keep(page(), since=kept.begin())
    slow, seen = pages.tightened, list[int]()

    def compress(found: Page) -> Page:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        with kept.index.changing():
            pass
        return slow(found)

    monkeypatch.setattr(pages, "tightened", compress)
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert run() == 1

    assert seen == [max(NICE, before)]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before, "others in this thread give way as well"
