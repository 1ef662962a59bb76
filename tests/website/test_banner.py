"""The breaking-news banner as readers meet it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from depesche.kernel import clock
from depesche.newsroom import breaking
from depesche.newsroom.models import ArticlePage, SectionPage
from tests.website.conftest import write

pytestmark = pytest.mark.usefixtures("publisher")
PAGES = ("/", "/maerkte/", "/maerkte/silber/", "/corrections/", "/search/", "/newsletter/", "/callback/", "/archive/")


@pytest.fixture
def article(markets: SectionPage) -> ArticlePage:
    write(markets, "Silber", slug="silber")
    return write(markets)


@pytest.fixture
def banner(client: Client) -> Callable[[str], str]:
    """Return the banner on a page, or nothing."""

    def found(path: str) -> str:
        html = client.get(path).content.decode()
        return html.partition('<aside class="breaking"')[2].partition("</aside>")[0]

    return found


def test_it_stands_on_every_page_but_the_article_s_own(banner: Callable[[str], str], article: ArticlePage) -> None:
    breaking.announce(article=article, by=None, at=clock.now())

    for path in PAGES:
        assert '<a href="/maerkte/gold-steigt/">Gold steigt</a>' in banner(path), path
    assert banner("/maerkte/gold-steigt/") == ""


def test_it_is_text_that_no_screen_reader_interrupts_for(banner: Callable[[str], str], article: ArticlePage) -> None:
    breaking.announce(article=None, text="Börse <geschlossen>", by=None, at=clock.now())

    assert "Börse &lt;geschlossen&gt;" in banner("/")
    assert "aria-live" not in banner("/")
    assert "<a " not in banner("/")


def test_it_is_gone_when_its_time_is_over(client: Client, banner: Callable[[str], str], article: ArticlePage) -> None:
    fresh = client.get("/")["ETag"]
    breaking.announce(article=article, by=None, at=clock.now() - timedelta(minutes=119))
    assert banner("/")
    assert client.get("/")["ETag"] != fresh

    breaking.end(by=None, at=clock.now())
    breaking.announce(article=article, by=None, at=clock.now() - timedelta(minutes=121))
    assert banner("/") == ""
    assert client.get("/")["ETag"] == fresh


def test_it_is_gone_with_its_article(banner: Callable[[str], str], article: ArticlePage) -> None:
    breaking.announce(article=article, by=None, at=clock.now())
    article.unpublish()

    assert banner("/") == ""
