"""What a reader gets is one committed version, also while somebody publishes in the middle of the rendering; and never an older one afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse

from depesche.kernel import clock
from depesche.press import pages, rebuild, store, tags
from depesche.press.filling import Filling
from depesche.press.models import OutdatedTag
from depesche.press.page import PLAIN
from depesche.press.serving.asking import MISSED, Asked
from depesche.press.store import Store

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def kept(django_db_setup: None) -> Iterator[Store]:
    found = store.of_home()
    found.prepare(made_for="test")
    yield found
    found.discard()


def publish(version: int, *, first: Callable[[], None] = lambda: None) -> None:
    """Commit a version: two rows that belong together, and what they outdate."""
    with transaction.atomic():
        for place in ("title", "text"):
            OutdatedTag.objects.filter(tag__startswith=f"{place}=").delete()
            OutdatedTag.objects.create(tag=f"{place}={version}", outdated_at=clock.now() - timedelta(days=1))
        rebuild.outdate(["article:1"], at=clock.now())
        first()


def elsewhere(deed: Callable[[], None]) -> None:
    def do() -> None:
        try:
            deed()
        finally:
            connections.close_all()

    thread = threading.Thread(target=do)
    thread.start()
    thread.join()


def read(place: str) -> str:
    return OutdatedTag.objects.get(tag__startswith=f"{place}=").tag.partition("=")[2]


def ask(view: Callable[[], str], **said: str) -> HttpResponse:
    """Ask for the page at ``/`` where it is not stored."""

    @pages.stored
    def answer(request: HttpRequest) -> HttpResponse:
        tags.use("article:1")
        return HttpResponse(view())

    request = HttpRequest()
    request.META[MISSED] = Asked("/", **said)
    found = Filling(answer)(request)
    assert isinstance(found, HttpResponse)
    return found


def stored(kept: Store) -> str | None:
    facts = kept.files.facts("/")
    body = kept.files.body(facts, PLAIN) if facts else None
    return None if body is None else body.decode()


def both() -> str:
    return f"{read('title')} {read('text')}"


def test_what_nobody_changes_is_stored(kept: Store) -> None:
    publish(1)

    assert ask(both).content == b"1 1"

    assert stored(kept) == "1 1"


def test_a_change_between_two_queries_does_not_mix_two_versions(kept: Store) -> None:
    publish(1)

    def view() -> str:
        title = read("title")
        elsewhere(lambda: publish(2))
        return f"{title} {read('text')}"

    assert ask(view).content == b"1 1"
    assert stored(kept) is None


def test_a_rendering_that_has_to_write_is_done_again_from_one_state(kept: Store) -> None:
    publish(1)
    written: list[str] = []

    def view() -> str:
        title = read("title")
        if not written:
            elsewhere(lambda: publish(2))
            OutdatedTag.objects.create(tag="a picture's size", outdated_at=clock.now())
            written.append(title)
        return f"{title} {read('text')}"

    assert ask(view).content == b"2 2"
    assert written == ["1"]
    assert stored(kept) == "2 2"


def test_what_writes_every_time_is_answered_and_not_stored(kept: Store) -> None:
    publish(1)

    def view() -> str:
        OutdatedTag.objects.create(tag="a visit", outdated_at=clock.now())
        return both()

    assert ask(view).content == b"1 1"
    assert stored(kept) is None


def test_while_a_change_is_under_way_the_old_page_is_shown_and_not_stored(kept: Store) -> None:
    publish(1)
    ask(both)
    seen: list[tuple[bytes, str | None]] = []

    def meanwhile() -> None:
        assert stored(kept) is None  # gone before anybody can see the new version
        elsewhere(lambda: seen.append((ask(both).content, stored(kept))))

    publish(2, first=meanwhile)

    assert seen == [(b"1 1", None)]
    assert ask(both).content == b"2 2"
    assert stored(kept) == "2 2"


def test_who_dies_between_commit_and_removal_leaves_no_old_page(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(1)
    ask(both)
    monkeypatch.setattr(rebuild.UnderWay, "applied", lambda self: None)  # a process that is killed does nothing

    publish(2)

    assert stored(kept) is None
    assert ask(both).content == b"2 2"
    assert rebuild.catch_up(kept, at=clock.now()) > 0
    assert ask(both).content == b"2 2"
    assert stored(kept) == "2 2"


def test_after_a_change_that_is_rolled_back_pages_are_stored_again(kept: Store) -> None:
    publish(1)

    with pytest.raises(RuntimeError):
        publish(2, first=fail)

    assert ask(both).content == b"1 1"
    assert stored(kept) == "1 1"


def test_a_part_of_a_change_that_is_rolled_back_holds_nothing_either(kept: Store) -> None:
    publish(1)
    with transaction.atomic():
        with pytest.raises(RuntimeError):
            publish(2, first=fail)
        elsewhere(lambda: ask(both) and None)
        assert stored(kept) == "1 1"


def fail() -> None:
    raise RuntimeError("refused")


def test_a_change_of_every_page_under_way_holds_every_page(kept: Store) -> None:
    publish(1)
    with transaction.atomic():
        rebuild.outdate(["menu"], at=clock.now())
        elsewhere(lambda: ask(both) and None)
        assert stored(kept) is None

    ask(both)
    assert stored(kept) == "1 1"


def test_a_date_that_the_clock_gave_out_before_it_was_set_back_hides_no_new_page(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(1)
    ask(both)
    facts = kept.files.facts("/")
    assert facts is not None
    monkeypatch.setattr(time, "time", lambda: facts.modified - 3600)

    publish(2)
    known = ask(both, modified_since="Fri, 01 Jan 2100 00:00:00 GMT")

    newer = kept.files.facts("/")
    assert newer is not None
    assert newer.modified >= facts.modified
    assert (known.status_code, known.content) == (200, b"2 2")
