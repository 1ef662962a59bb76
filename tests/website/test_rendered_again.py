"""What a change removed is rendered again in the background, what matters most first, before anybody asks."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from depesche.chores import stopping
from depesche.kernel import clock
from depesche.newsroom.models import ArticlePage, SectionPage, Topic
from depesche.press import chores, first_edition, pages, store
from tests.press.stored_site import StoredSite, stored_site
from tests.website.conftest import MONDAY, write

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def site(db: None) -> Iterator[StoredSite]:
    with stored_site() as found:
        yield found


def about(topic: Topic, section: SectionPage, *, number: int) -> list[str]:
    """Publish articles about a topic, one a day; return their paths, the newest first."""
    for day in range(number):
        article = write(section, f"Artikel {day}", slug=f"artikel-{day}", dated=MONDAY + timedelta(days=day))
        ArticlePage.topics.through.objects.create(articlepage=article, topic=topic)
    return [f"/maerkte/artikel-{day}/" for day in reversed(range(number))]


def read(site: StoredSite, paths: list[str]) -> None:
    site.catch_up()
    first_edition.render(at=clock.now())
    for path in paths:
        assert site.ask(path).status == 200
        assert site.is_stored(path)
    site.rendered.clear()


def rename(topic: Topic, title: str) -> None:
    topic.title = title
    topic.save()


def test_a_new_name_reaches_every_article_before_anybody_asks(site: StoredSite, markets: SectionPage, gold: Topic) -> None:
    paths = [*about(gold, markets, number=8), "/topics/gold/", "/maerkte/"]
    read(site, paths)

    rename(gold, "Edelmetall")
    site.catch_up()

    assert not any(site.is_stored(path) for path in paths[:-1])
    assert first_edition.is_waiting(at=clock.now())
    assert first_edition.fill(at=clock.now()) == 9
    assert all(b"Edelmetall" in site.ask(path).body for path in paths[:-1])
    assert site.rendered == []
    assert not first_edition.is_waiting(at=clock.now())


def test_lists_come_first_then_the_newest_articles(site: StoredSite, markets: SectionPage, gold: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = about(gold, markets, number=4)
    read(site, [*reversed(articles), "/topics/gold/feed.atom", "/topics/gold/"])
    rename(gold, "Edelmetall")
    site.catch_up()
    asked: list[str] = []
    render = first_edition.ask
    monkeypatch.setattr(first_edition, "ask", lambda path: asked.append(path) or render(path))

    first_edition.fill(at=clock.now())

    assert asked == ["/topics/gold/", *articles, "/topics/gold/feed.atom"]


def test_what_was_not_done_in_one_spell_is_done_in_the_next(site: StoredSite, markets: SectionPage, gold: Topic) -> None:
    paths = about(gold, markets, number=3)
    read(site, paths)
    rename(gold, "Edelmetall")
    site.catch_up()

    assert first_edition.fill(at=clock.now(), spell=0.0) == 0
    assert first_edition.is_waiting(at=clock.now())
    first_edition.fill(at=clock.now())

    assert all(site.is_stored(path) for path in paths)


def test_nothing_else_is_rendered_beside_the_pages_in_front(
    site: StoredSite, markets: SectionPage, gold: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(site, about(gold, markets, number=3))
    rename(gold, "Edelmetall")
    write(markets, "Neu", slug="neu")
    site.catch_up()
    meanwhile: list[bool] = []
    ask = first_edition.ask

    def asked(path: str) -> int:
        meanwhile.append(first_edition.is_waiting(at=clock.now()))
        return ask(path)

    monkeypatch.setattr(first_edition, "ask", asked)

    assert first_edition.render(at=clock.now()) > 1

    assert not any(meanwhile)
    assert first_edition.is_waiting(at=clock.now())


def test_what_changes_while_pages_in_front_are_rendered_is_wanted_still(
    site: StoredSite, markets: SectionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(markets, "Neu", slug="neu")
    site.catch_up()
    resolve = pages.front

    def front(tags: Iterable[str]) -> list[str]:
        found = resolve(tags)
        store.of_home().outdate({"home"})
        return found

    monkeypatch.setattr(pages, "front", front)

    first_edition.render(at=clock.now())

    assert first_edition.is_wanted(at=clock.now())


def test_pages_in_front_go_first(site: StoredSite, markets: SectionPage, gold: Topic) -> None:
    paths = about(gold, markets, number=3)
    read(site, [*paths, "/"])
    rename(gold, "Edelmetall")
    write(markets, "Neu", slug="neu")
    site.catch_up()

    assert not first_edition.is_waiting(at=clock.now())
    assert first_edition.fill(at=clock.now()) == 0
    first_edition.render(at=clock.now())

    assert site.is_stored("/")
    assert first_edition.is_waiting(at=clock.now())


def test_the_end_of_the_process_is_heeded(site: StoredSite, markets: SectionPage, gold: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    read(site, about(gold, markets, number=2))
    rename(gold, "Edelmetall")
    site.catch_up()
    monkeypatch.setattr(stopping, "asked", lambda: True)

    assert first_edition.fill(at=clock.now()) == 0
    assert first_edition.is_waiting(at=clock.now())


def test_a_list_that_cannot_be_written_costs_a_warning(site: StoredSite, markets: SectionPage, gold: Topic, caplog: pytest.LogCaptureFixture) -> None:
    paths = about(gold, markets, number=2)
    read(site, paths)
    rename(gold, "Edelmetall")
    site.catch_up()
    with closing(sqlite3.connect(site.store.waiting.file)) as connection:
        connection.execute("CREATE TRIGGER full BEFORE UPDATE ON waiting BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")

    assert first_edition.fill(at=clock.now()) == 0

    assert "not rendered in the background" in caplog.text
    assert b"Edelmetall" in site.ask(paths[0]).body


def test_the_worker_helps_with_many_pages_and_is_asked_once(
    site: StoredSite, markets: SectionPage, gold: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = about(gold, markets, number=3)
    read(site, paths)
    rename(gold, "Edelmetall")
    site.catch_up()
    monkeypatch.setattr(first_edition, "MANY", 2)
    fill = first_edition.fill
    monkeypatch.setattr(first_edition, "fill", lambda *, at: fill(at=at, spell=0.0))

    chores.render_rest(at=clock.now())
    chores.render_rest(at=clock.now())

    (task,) = DBTaskResult.objects.filter(task_path=chores.help_out.module_path)
    monkeypatch.undo()
    assert task.task.call() == 3
    assert all(site.is_stored(path) for path in paths)


@pytest.mark.long
def test_a_topic_of_a_thousand_articles_is_done_within_half_a_minute_of_two_processors(site: StoredSite, markets: SectionPage, gold: Topic) -> None:
    """Scheduler and worker render at the same time. Counted is what both together take of the processor, as machines are shared."""
    paths = about(gold, markets, number=1000)
    read(site, [*paths, "/topics/gold/"])

    begin = time.process_time()
    rename(gold, "Edelmetall")
    site.catch_up()
    renamed = time.process_time() - begin
    while first_edition.is_waiting(at=clock.now()):
        first_edition.fill(at=clock.now())
    taken = time.process_time() - begin

    assert all(site.is_stored(path) for path in paths)
    assert b"Edelmetall" in site.ask(paths[-1]).body
    assert renamed < 10, (renamed, taken)
    assert taken < 2 * 30, (renamed, taken)
