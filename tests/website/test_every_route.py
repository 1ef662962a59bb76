"""Every way of publishing, changing, moving and withdrawing an article leads to the same result wherever readers and machines look.

The routes are those of ``tests/newsroom/test_routes.py``; here they are walked and then the site itself is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from depesche.ledger import book, logs
from depesche.newsroom import protocol, protocol_check
from tests.newsroom import test_routes as routes
from tests.newsroom.conftest import at_the_desk, chief, editor, gold, home, markets, media, nina, politics  # noqa: F401 - fixtures
from tests.newsroom.test_routes import Newsroom, newsroom  # noqa: F401

OLD = "/maerkte/gold-steigt/"


@dataclass(frozen=True)
class Outcome:
    """What must hold after a route: where the article stands, under which headline; ``at=""`` where nothing stands any more."""

    at: str = OLD
    headline: str = "Gold steigt"
    old: int = 200
    last: str | None = protocol.PUBLISHED


CHANGED = Outcome(headline="Gold fällt")
WITHDRAWN = Outcome(at="", old=410, last=protocol.WITHDRAWN)
SAME = Outcome()
OUTCOMES: dict[Callable[[Newsroom], set[str]], Outcome] = {
    routes.button: CHANGED,
    routes.create_and_publish: Outcome(at="/politik/gold/", headline="Ganz neu"),
    routes.bulk_publish: CHANGED,
    routes.unpublish: WITHDRAWN,
    routes.bulk_unpublish: WITHDRAWN,
    routes.schedule: CHANGED,
    routes.expiry: WITHDRAWN,
    routes.workflow: CHANGED,
    routes.revert: SAME,
    routes.copy: Outcome(at="/politik/kopie/", headline="Kopie"),
    routes.alias: Outcome(at="/politik/zwilling/"),
    routes.change_of_an_alias: Outcome(at="/politik/zwilling/", headline="Gold fällt"),
    routes.move: Outcome(at="/politik/gold-steigt/", old=301, last=protocol.MOVED),
    routes.new_slug: Outcome(at="/maerkte/gold-neu/", old=301),
    routes.section_slug: Outcome(at="/boerse/gold-steigt/", old=301, last=protocol.MOVED),
    routes.section_unpublished_with_all_below: WITHDRAWN,
    routes.delete: WITHDRAWN,
    routes.bulk_delete: WITHDRAWN,
    routes.delete_the_section: WITHDRAWN,
    routes.bulk_move: Outcome(at="/politik/gold-steigt/", old=301, last=protocol.MOVED),
    routes.picture_changed: SAME,
    routes.picture_of_the_body_changed: CHANGED,
    routes.topic_renamed: SAME,
    routes.author_renamed: SAME,
}


def test_no_route_is_left_out() -> None:
    assert set(OUTCOMES) == {*routes.ROUTES, *routes.ROUTES_TO_OTHERS, *routes.RENAMES}


def places(client: Client, outcome: Outcome) -> dict[str, str]:
    """Return what readers and machines get, by where they look."""
    section = outcome.at.split("/")[1] if outcome.at else "maerkte"
    addresses = {
        "front page": "/",
        "section": f"/{section}/",
        "feed": "/feed.atom",
        "JSON feed": "/feed.json",
        "section's feed": f"/{section}/feed.atom",
        "search": f"/search/?q={outcome.headline.replace(' ', '+')}",
        "sitemap": "/sitemap.xml",
        "news sitemap": "/news-sitemap.xml",
    }
    return {place: client.get(address).content.decode() for place, address in addresses.items()}


@pytest.mark.parametrize("route", OUTCOMES, ids=lambda route: route.__name__)
def test_readers_and_machines_see_the_same_after_every_route(
    newsroom: Newsroom,  # noqa: F811
    client: Client,
    django_capture_on_commit_callbacks: Any,
    route: Callable[[Newsroom], set[str]],
) -> None:
    outcome = OUTCOMES[route]

    with django_capture_on_commit_callbacks(execute=True):
        route(newsroom)

    old = client.get(OLD)
    assert old.status_code == outcome.old
    if outcome.old == 301:
        assert old.headers["Location"].endswith(outcome.at)
    stands_in = {place: (outcome.at or OLD) in text for place, text in places(client, outcome).items()}
    assert set(stands_in.values()) == {bool(outcome.at)}, stands_in
    if outcome.at:
        assert outcome.headline in client.get(outcome.at).content.decode()
    assert protocol_check.differences() == []
    assert list(book.of_kinds((protocol.PUBLISHED, protocol.MOVED, protocol.WITHDRAWN), log=logs.EDITORIAL))[-1].kind == outcome.last


def test_saving_what_readers_see_already_adds_nothing_to_the_log(newsroom: Newsroom) -> None:  # noqa: F811
    before = len(book.of_kind(protocol.PUBLISHED, log=logs.EDITORIAL))

    newsroom.article.save()
    routes.draft(newsroom, "Gold steigt").publish()

    assert len(book.of_kind(protocol.PUBLISHED, log=logs.EDITORIAL)) == before


def test_what_was_withdrawn_and_published_again_is_there_again(newsroom: Newsroom, client: Client) -> None:  # noqa: F811
    routes.unpublish(newsroom)
    assert client.get(OLD).status_code == 410

    newsroom.article.revisions.latest("pk").publish()

    assert client.get(OLD).status_code == 200
    assert protocol_check.differences() == []


def test_an_earlier_address_of_a_deleted_article_says_that_it_is_gone(newsroom: Newsroom, client: Client) -> None:  # noqa: F811
    routes.move(newsroom)
    routes.delete(newsroom)

    assert [client.get(address).status_code for address in (OLD, "/politik/gold-steigt/")] == [410, 410]


def test_a_redirect_that_a_person_made_wins_over_gone(newsroom: Newsroom, client: Client) -> None:  # noqa: F811
    from wagtail.contrib.redirects.models import Redirect

    routes.unpublish(newsroom)
    Redirect.objects.create(old_path=OLD.rstrip("/"), redirect_link="/politik/")

    assert client.get(OLD).headers["Location"] == "/politik/"


def test_an_article_moved_there_and_back_leads_nobody_in_a_circle(newsroom: Newsroom, client: Client) -> None:  # noqa: F811
    routes.move(newsroom)
    newsroom.post("wagtailadmin_pages:move_confirm", newsroom.article.pk, newsroom.markets.pk)

    assert client.get(OLD).status_code == 200
    assert client.get("/politik/gold-steigt/").headers["Location"].endswith(OLD)


def test_a_published_article_changed_past_depesche_is_found(newsroom: Newsroom) -> None:  # noqa: F811
    from depesche.newsroom.models import ArticlePage

    ArticlePage.objects.filter(pk=newsroom.article.pk).update(lead="Nie geschrieben")

    assert protocol_check.differences() == [f"article {newsroom.article.pk} “Gold steigt” is not the one that the log says was published"]
