"""An article stands in the lists where it belongs, whatever way it was published, moved, changed or taken down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from depesche.newsroom import listed, reading, refreshing
from depesche.newsroom.models import ArticlePage, Listed, SectionPage
from tests.newsroom import test_routes as routes
from tests.newsroom.conftest import write
from tests.newsroom.test_routes import Newsroom, newsroom

__all__ = ["newsroom"]


def stands() -> set[tuple[int, str, datetime]]:
    return set(Listed.objects.values_list("article_id", "place", "shown_at"))


def belongs() -> set[tuple[int, str, datetime]]:
    live = ArticlePage.objects.live()
    return {(article.pk, place, article.shown_at) for article in live for place in listed.places(article) if article.shown_at}


@pytest.mark.parametrize("route", [*routes.ROUTES, *routes.ROUTES_TO_OTHERS, *routes.RENAMES], ids=lambda route: route.__name__)
def test_every_route_keeps_the_lists(newsroom: Newsroom, route: Callable[[Newsroom], set[str]]) -> None:
    assert len(stands()) >= 4

    route(newsroom)

    assert stands() == belongs()


def test_a_month_is_one_of_the_site_s_time_zone(markets: SectionPage) -> None:
    write(markets, dated=datetime(2026, 2, 28, 23, 30, tzinfo=UTC))  # in Berlin it is March

    assert [(first.month, number) for first, number in reading.months()] == [(3, 1)]
    assert reading.of_month(2026, 3).count() == 1
    assert not reading.of_month(2026, 2).exists()


def test_lists_that_were_lost_are_made_again(newsroom: Newsroom) -> None:
    Listed.objects.all().delete()

    refreshing.rebuild()

    assert stands() == belongs()
    assert stands()
