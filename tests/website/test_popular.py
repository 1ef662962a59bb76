"""The list of the most read, as readers see it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from depesche.kernel import clock
from depesche.newsroom import most_read
from depesche.newsroom.models import ArticlePage, HomePage, ReadCount, SectionPage
from depesche.newsroom.read_rows import Period
from depesche.website import front
from tests.website.conftest import MONDAY, write
from tests.website.test_pages import get

pytestmark = pytest.mark.usefixtures("publisher")


@pytest.fixture
def read(markets: SectionPage) -> list[ArticlePage]:
    articles = [write(markets, f"Gold & Geld {number}", dated=MONDAY + timedelta(hours=number)) for number in range(25)]
    now = clock.now()
    for number, article in enumerate(articles[:6]):
        ReadCount.objects.create(article=article, hour=now.replace(minute=0, second=0, microsecond=0), reads=20 + number)
    most_read.refresh(at=now)
    return articles


def popular(html: str) -> list[str]:
    found = re.search(r'<section class="block popular".*?</section>', html, re.DOTALL)
    return re.findall(r'<li><a href="[^"]+">([^<]+)</a></li>', found[0]) if found else []


def test_front_page_and_section_show_the_five_most_read_with_their_time(client: Client, read: list[ArticlePage]) -> None:
    wanted = [f"Gold &amp; Geld {number}" for number in (5, 4, 3, 2, 1)]

    assert popular(get(client, "/")) == popular(get(client, "/maerkte/")) == wanted
    assert "Meistgelesen <small>in den letzten 24 Stunden</small>" in get(client, "/")
    assert popular(get(client, "/maerkte/?page=2")) == []


def test_without_a_list_there_is_no_empty_box(client: Client, markets: SectionPage) -> None:
    write(markets)

    assert "popular" not in get(client, "/") + get(client, "/maerkte/")


def test_a_publisher_who_wants_none_has_none(client: Client, read: list[ArticlePage]) -> None:
    HomePage.objects.update(most_read=Period.OFF)

    assert popular(get(client, "/")) == []


def test_another_list_is_rendered_before_anybody_asks(read: list[ArticlePage], markets: SectionPage) -> None:
    assert list(front.resolve({"most-read:home"})) == ["/"]
    assert list(front.resolve({f"most-read:section:{markets.pk}"})) == ["/maerkte/"]
