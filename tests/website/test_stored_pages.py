"""Stored pages are what Django would answer now, after every way in which anything on them changes."""

# ruff: noqa: F811
from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from wagtail.models import Site

from depesche.audience import forms
from depesche.audience.models import ConsentText
from depesche.brand import legal
from depesche.brand.models import LegalText, MenuItem, Menus, Offer, Publisher, TrustPoint
from depesche.kernel import clock
from depesche.newsroom import breaking, publishing, ticker
from depesche.newsroom.claims import sourcing
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.models import ArticlePage, Author, SectionPage, Topic
from depesche.newsroom.ticker import Said
from depesche.press import pages
from tests.newsroom import test_routes as routes
from tests.newsroom.conftest import at_the_desk, chief, editor, gold, home, markets, media, nina, picture, politics  # noqa: F401 - fixtures
from tests.newsroom.test_routes import Newsroom, newsroom  # noqa: F401
from tests.press.stored_site import StoredSite, stored_site
from tests.website import test_charts
from tests.website.conftest import MONDAY, text, write

pytestmark = pytest.mark.usefixtures("imprint", "signup_form")


@pytest.fixture
def site(db: None) -> Iterator[StoredSite]:
    with stored_site() as found:
        yield found


@pytest.fixture
def imprint(home: Any) -> LegalText:
    text = LegalText.objects.create(slug=legal.IMPRINT, title="Impressum")
    legal.publish(text, body="<p>Beispiel GmbH</p>", by=None, at=MONDAY)
    return text


@pytest.fixture
def silver(newsroom: Newsroom) -> ArticlePage:
    """A second article of the same topic, in whose box the first one stands."""
    article = write(newsroom.markets, "Silber steigt", slug="silber", author=newsroom.author)
    article.topics.add(newsroom.topic)
    article.save()
    return article


@pytest.fixture
def live(newsroom: Newsroom) -> ArticlePage:
    """A third one, with a ticker."""
    article = write(newsroom.politics, "Wahl", slug="wahl")
    ticker.open_ticker(article, by=None, at=MONDAY)
    return article


def paths(newsroom: Newsroom) -> list[str]:
    """Return the pages of every kind that do not depend on further articles."""
    now = newsroom.article.shown_at or clock.now()
    feeds = ("/", "/maerkte/", "/topics/gold/", "/authors/nina-groessler/", "/corrections/")
    return [
        "/",
        "/maerkte/",
        "/politik/",
        "/maerkte/gold-steigt/",
        "/topics/gold/",
        "/authors/nina-groessler/",
        "/archive/",
        f"/archive/{now.year}/{now.month:02d}/",
        "/corrections/",
        "/legal/imprint/",
        "/legal/imprint/versions/1/",
        "/sitemap.xml",
        "/news-sitemap.xml",
        "/robots.txt",
        *(f"{place}feed.{kind}" for place in feeds for kind in ("atom", "json")),
    ]


def read(site: StoredSite, found: list[str]) -> list[str]:
    """Read pages, so that they are stored."""
    site.catch_up()
    for path in found:
        assert site.ask(path).status == 200, path
        assert site.is_stored(path), path
    return found


@pytest.fixture
def alone(site: StoredSite, newsroom: Newsroom) -> list[str]:
    """The pages of a site with one article, stored."""
    return read(site, paths(newsroom))


@pytest.fixture
def every(site: StoredSite, newsroom: Newsroom, silver: ArticlePage, live: ArticlePage) -> list[str]:
    """The pages of a site with three articles, stored."""
    return read(site, [*paths(newsroom), "/maerkte/silber/", "/politik/wahl/", f"/live/{live.pk}/"])


def test_every_kind_of_page_is_stored_as_django_answers_it(site: StoredSite, every: list[str]) -> None:
    for path in every:
        site.rendered.clear()
        stored, fresh = site.ask(path), site.fresh(path)
        assert site.rendered == [], path
        assert stored.body == fresh.body
        said = {name: value for name, value in stored.headers.items() if name not in {"last-modified", "content-length"}}
        assert said == {**{name: value for name, value in fresh.headers.items() if name != "content-length"}, "vary": "Accept-Encoding"}, path


def test_all_kinds_that_may_be_stored_are_tried_here() -> None:
    assert {kind.name for kind in pages.kinds() if kind.is_stored} == {"newsroom.homepage", "newsroom.sectionpage", "newsroom.articlepage"}


@pytest.mark.parametrize(
    "path", ["/newsletter/", "/callback/", "/search/", "/newsletter/preferences/", "/nothing/", "/maerkte", "/?page=1", "/maerkte/?page=1"]
)
def test_personal_pages_searches_and_errors_are_never_stored(site: StoredSite, every: list[str], path: str) -> None:
    site.ask(path)
    site.rendered.clear()

    site.ask(path)

    assert site.rendered == [path.partition("?")[0]]
    assert not any(b"newsletter" in file.name.encode() or b"callback" in file.name.encode() for file in Path(site.store.files.root).rglob("*"))


def test_a_page_with_a_number_has_one_address_so_that_nobody_can_fill_the_store(
    site: StoredSite, newsroom: Newsroom, every: list[str], live: ArticlePage
) -> None:
    now = newsroom.article.shown_at or clock.now()
    month = f"/archive/{now.year}/{now.month:02d}/"
    for written, wanted in {
        f"/archive/0{now.year}/{now.month:02d}/": month,
        f"/archive/{now.year}/00{now.month}/": month,
        "/legal/imprint/versions/001/": "/legal/imprint/versions/1/",
        f"/live/00{live.pk}/": "",
    }.items():
        answer = site.ask(written)
        assert (answer.status, answer.headers.get("location", "")) == (301 if wanted else 404, wanted), written
        assert not site.is_stored(written)


ROUTES = [*routes.ROUTES, *routes.ROUTES_TO_OTHERS, *routes.RENAMES]


@pytest.mark.long_on_postgres
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_no_stored_page_is_stale_after_any_route(
    site: StoredSite,
    newsroom: Newsroom,
    alone: list[str],
    django_capture_on_commit_callbacks: Any,
    route: Callable[[Newsroom], set[str]],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        route(newsroom)

    assert site.stale(alone) == []
    for path in alone:
        assert site.ask(path).status == site.fresh(path).status, path
    assert site.stale(alone) == []


def announce(room: Newsroom) -> None:
    breaking.announce(article=room.article, by=None, at=clock.now())


def change_the_menu(room: Newsroom) -> None:
    menus = Menus.objects.create(site=Site.objects.get(is_default_site=True))
    MenuItem.objects.create(menus=menus, label="Lager", link="/lager/", place=MenuItem.Place.MAIN)


def change_the_publisher(room: Newsroom) -> None:
    found = Publisher.objects.get()
    found.name, found.claim = "Andere Edelmetalle", "Anderes"
    found.save()


def add_a_trust_point(room: Newsroom) -> None:
    TrustPoint.objects.create(publisher=Publisher.objects.get(), text="Seit 1990", icon="clock")


def write_the_imprint_anew(room: Newsroom) -> None:
    legal.publish(LegalText.objects.get(), body="<p>Andere GmbH</p>", by=None, at=clock.now())


def rename_the_topic(room: Newsroom) -> None:
    room.topic.title, room.topic.slug = "Feingold", "feingold"
    room.topic.save()


def delete_an_unused_topic(room: Newsroom) -> None:
    room.article.topics.clear()
    room.article.save()
    for article in ArticlePage.objects.filter(topics=room.topic):
        article.topics.clear()
        article.save()
    Topic.objects.get(pk=room.topic.pk).delete()


def delete_the_author(room: Newsroom) -> None:
    for article in ArticlePage.objects.filter(author=room.author):
        article.author = None
        article.save()
    Author.objects.get(pk=room.author.pk).delete()


def publish_a_ticker_entry(room: Newsroom) -> None:
    article = ArticlePage.objects.get(slug="wahl")
    ticker.publish(article, Said("Erste Zahlen"), key=uuid.uuid4(), by=None, at=clock.now())


def publish_what_was_scheduled(room: Newsroom) -> None:
    room.article.title = "Gold fällt"
    room.article.save_revision(approved_go_live_at=clock.now() + timedelta(hours=1))
    assert publishing.publish_due(at=clock.now() + timedelta(hours=2)) == 1


CHANGES = [
    announce,
    change_the_menu,
    change_the_publisher,
    add_a_trust_point,
    write_the_imprint_anew,
    rename_the_topic,
    delete_an_unused_topic,
    delete_the_author,
    publish_a_ticker_entry,
    publish_what_was_scheduled,
]


@pytest.mark.long_on_postgres
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_stored_page_is_stale_after_any_change(
    site: StoredSite,
    newsroom: Newsroom,
    every: list[str],
    change: Callable[[Newsroom], None],
) -> None:
    before = {path: site.ask(path).body for path in every}

    change(newsroom)

    assert site.stale(every) == []
    assert {path: site.ask(path).body for path in every} != before
    for path in every:
        assert site.ask(path).status == site.fresh(path).status, path


def test_a_logo_whose_picture_is_deleted_is_on_no_page_any_more(site: StoredSite, newsroom: Newsroom, every: list[str]) -> None:
    publisher = Publisher.objects.get()
    publisher.logo = picture("Logo")
    publisher.save()
    read(site, every)
    assert b"<img" in site.ask("/legal/imprint/").body

    publisher.logo.delete()

    assert site.stale(every) == []
    assert b"<img" not in site.ask("/legal/imprint/").body


def test_a_feed_that_names_the_source_of_figures_follows_its_name(site: StoredSite, newsroom: Newsroom, every: list[str]) -> None:
    source = sourcing.enter(Known("Bundesbank"), by=None, at=clock.now())
    figures = test_charts.block(source=source.pk, source_text="", in_mails=True)
    write(newsroom.markets, "Mit Zahlen", slug="zahlen", blocks=[text("Es wurde teurer."), figures])
    shown = read(site, ["/feed.atom", "/maerkte/feed.json", "/maerkte/zahlen/"])
    assert all(b"Bundesbank" in site.ask(path).body for path in shown)

    sourcing.change(source, Known("Deutsche Notenbank"), by=None, at=clock.now())

    assert site.stale(shown) == []
    assert all(b"Deutsche Notenbank" in site.ask(path).body for path in shown)


def test_a_new_version_of_the_form_is_on_every_page_at_once(site: StoredSite, every: list[str]) -> None:
    forms.publish(forms.DEFAULT, text=ConsentText.objects.latest("pk"), button_label="Jetzt eintragen", at=clock.now())

    site.catch_up()
    assert b"Jetzt eintragen" in site.ask("/maerkte/gold-steigt/").body
    assert forms.close(forms.DEFAULT, at=clock.now())
    assert site.stale(every) == []


def test_withdrawn_pages_say_gone_and_moved_ones_lead_on(site: StoredSite, newsroom: Newsroom, alone: list[str]) -> None:
    routes.move(newsroom)
    site.catch_up()
    assert (site.ask("/maerkte/gold-steigt/").status, site.ask("/maerkte/gold-steigt/").headers["location"]) == (301, "/politik/gold-steigt/")
    assert site.ask("/maerkte/gold-steigt/").headers["cache-control"] == "public, max-age=0, must-revalidate"  # it may move back
    assert site.ask("/politik/gold-steigt/").status == 200

    routes.unpublish(newsroom)
    site.catch_up()
    assert site.ask("/politik/gold-steigt/").status == 410


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=True)


def test_breaking_news_and_offers_end_on_time_although_nobody_changes_anything(site: StoredSite, newsroom: Newsroom, every: list[str]) -> None:
    now = clock.now()
    breaking.announce(article=None, text="Börse geschlossen", lasts=timedelta(minutes=5), by=None, at=now)
    offer = Offer.objects.create(name="Philharmoniker", text="Eine Unze", link="/shop/", valid_until=now + timedelta(minutes=20))
    write(newsroom.markets, "Mit Anzeige", slug="anzeige", blocks=[{"type": "text", "value": "<p>X</p>"}, {"type": "offer", "value": offer.pk}])
    site.catch_up()
    path = "/maerkte/anzeige/"
    site.ask(path)
    assert [text in site.ask(path).body for text in ("Börse geschlossen".encode(), b"Philharmoniker")] == [True, True]

    with at(now + timedelta(minutes=6)):
        assert [text in site.ask(path).body for text in ("Börse geschlossen".encode(), b"Philharmoniker")] == [False, True]
        site.ask(path)
    with at(now + timedelta(minutes=21)):
        assert b"Philharmoniker" not in site.ask(path).body


def test_a_form_on_a_stored_page_has_no_stamp_of_one_visit(site: StoredSite, every: list[str]) -> None:
    assert b'name="stamp"' not in site.ask("/maerkte/gold-steigt/").body
    assert b"csrf" not in site.ask("/maerkte/gold-steigt/").body


def test_the_reader_who_has_the_page_already_gets_304_from_the_first_rendering_on(site: StoredSite, every: list[str]) -> None:
    tag = site.ask("/").headers["etag"]
    site.store.outdate(["home"])

    first, second = site.ask("/", if_none_match=tag), site.ask("/", if_none_match=tag)

    assert (first.status, first.body, second.status, second.body) == (304, b"", 304, b"")
    assert site.is_stored("/")
    assert first.headers["etag"] == tag


def test_a_page_that_changed_while_it_was_rendered_is_answered_and_not_stored(
    site: StoredSite,
    newsroom: Newsroom,
    every: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from depesche.website import home as front_page

    site.store.outdate(["home"])
    whole = front_page.front_page

    def meanwhile() -> Any:
        found = whole()
        site.store.outdate([f"article:{newsroom.article.pk}"])
        return found

    monkeypatch.setattr(front_page, "front_page", meanwhile)

    assert site.ask("/").status == 200
    assert not site.is_stored("/")


def test_an_answer_that_differs_by_reader_is_never_stored(site: StoredSite, every: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from depesche.website import rendering

    site.store.clear()
    whole = rendering.conditional

    def personal(request: Any, response: Any) -> Any:
        response.headers["Vary"] = "Cookie"
        return whole(request, response)

    monkeypatch.setattr(rendering, "conditional", personal)

    assert site.ask("/").status == 200
    assert not site.is_stored("/")


def test_the_pages_in_front_are_rendered_without_a_reader(site: StoredSite, newsroom: Newsroom, every: list[str]) -> None:
    from depesche.press import first_edition

    routes.button(newsroom)
    site.catch_up()
    assert not site.is_stored("/")
    assert first_edition.is_wanted(at=clock.now())

    first_edition.render(at=clock.now())

    assert not first_edition.is_wanted(at=clock.now())
    assert all(site.is_stored(path) for path in ("/", "/maerkte/", "/maerkte/gold-steigt/", "/feed.atom", "/maerkte/feed.json", "/sitemap.xml"))
    assert site.stale(every) == []


def test_a_section_s_own_page_follows_its_name(site: StoredSite, newsroom: Newsroom, every: list[str]) -> None:
    section = SectionPage.objects.get(slug="maerkte")
    section.title = "Börse"
    section.save_revision().publish()

    assert site.stale(every) == []
    assert "Börse".encode() in site.ask("/maerkte/gold-steigt/").body
