"""Pages that a change removed wait to be rendered again, the most important first, and are tried a few times."""

from __future__ import annotations

from pathlib import Path

import pytest

from depesche.press import page as pages
from depesche.press.store import Store
from depesche.press.waiting import LEASE, MOST_TRIES, Waiting

pytestmark = pytest.mark.once


@pytest.fixture
def waiting(tmp_path: Path) -> Waiting:
    found = Waiting(tmp_path / "waiting")
    found.make()
    return found


def taken(waiting: Waiting, *, is_done: bool = True) -> list[str]:
    found = []
    while (path := waiting.take(now=0.0)) is not None:
        found.append(path)
        waiting.settle(path, is_done=is_done)
    return found


def test_the_most_important_comes_first(waiting: Waiting) -> None:
    waiting.add(["/b/", "/", "/a/"])

    waiting.sort(sorted)

    assert taken(waiting) == ["/", "/a/", "/b/"]
    assert waiting.is_empty()


def test_what_cannot_be_stored_comes_last_and_is_given_up_after_a_few_tries(waiting: Waiting) -> None:
    waiting.add(["/a/", "/b/"])
    waiting.sort(sorted)

    assert taken(waiting, is_done=False) == ["/a/", "/b/"] * MOST_TRIES
    assert waiting.is_empty()


def test_what_is_left_outlives_the_process(waiting: Waiting) -> None:
    waiting.add(["/a/", "/b/"])
    waiting.sort(sorted)
    waiting.settle("/a/", is_done=True)

    assert taken(Waiting(waiting.file)) == ["/b/"]


def test_two_processes_never_take_the_same_page_and_a_dead_one_gives_it_back(waiting: Waiting) -> None:
    waiting.add(["/a/", "/b/"])
    waiting.sort(sorted)
    other = Waiting(waiting.file)

    assert [waiting.take(now=0.0), other.take(now=0.0), waiting.take(now=0.0)] == ["/a/", "/b/", None]
    assert other.take(now=LEASE) == "/a/"


def test_without_a_file_nothing_waits_and_nothing_fails(tmp_path: Path) -> None:
    missing = Waiting(tmp_path / "missing")

    missing.add(["/"])

    assert missing.is_empty()
    assert not missing.file.exists()


def test_a_removed_page_waits_and_a_change_of_everything_lets_nobody_wait(tmp_path: Path) -> None:
    kept = Store(tmp_path, "example.org")
    kept.prepare(made_for="this")
    for path in ("/a/", "/b/"):
        kept.keep(pages.make(path, b"stored", headers=[], tags=["topic-name:1", path], modified=0.0), since=kept.begin())

    kept.outdate(["/a/"])
    assert taken(kept.waiting) == ["/a/"]

    kept.outdate(["menu"])
    assert kept.waiting.is_empty()
