"""What is read most, without knowing who reads: lists that say something, made anew at most once an hour, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from depesche.kernel import options
from depesche.newsroom import chores, counting_reads, most_read
from depesche.newsroom.models import ArticlePage, HomePage, MostRead, ReadCount, SectionPage
from depesche.newsroom.read_rows import Period
from depesche.press import read_files
from depesche.press.read_files import Reads
from tests.newsroom.conftest import forget, outdated, write

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
HOUR = NOW.replace(minute=0)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path) -> Iterator[None]:
    with options.using(home=tmp_path):
        yield


def path(article: ArticlePage) -> str:
    return f"/{article.get_parent().slug}/{article.slug}/"


def counted(reads: dict[ArticlePage, int], *, hours_ago: int = 0) -> None:
    """Let the page server have counted."""
    read_files.write(counting_reads.folder(), Reads(HOUR - timedelta(hours=hours_ago), {path(article): number for article, number in reads.items()}))


def listed(place: str = most_read.HOME) -> list[str]:
    found = most_read.shown(place)
    return [article.title for article in found.articles] if found else []


@pytest.fixture
def four(markets: SectionPage, politics: SectionPage) -> list[ArticlePage]:
    return [write(section, title) for section, title in ((markets, "Gold"), (politics, "Wahl"), (markets, "Silber"), (markets, "Kupfer"))]


def test_the_most_read_stand_on_the_front_page_and_in_their_section(four: list[ArticlePage], markets: SectionPage, politics: SectionPage) -> None:
    gold, wahl, silver, copper = four
    counted({gold: 11, wahl: 30, silver: 12, copper: 9})
    counted({copper: 40}, hours_ago=3)

    assert counting_reads.take_in(at=NOW) == 102
    assert most_read.refresh(at=NOW) == {"home", f"section:{markets.pk}"}

    assert listed() == ["Kupfer", "Wahl", "Silber", "Gold"]
    assert listed(most_read.section(markets.pk)) == ["Kupfer", "Silber", "Gold"]
    assert listed(most_read.section(politics.pk)) == []


def test_a_list_of_chance_is_none(four: list[ArticlePage]) -> None:
    gold, wahl, silver, copper = four
    counted({gold: 50, wahl: 50, silver: 9, copper: 9})
    counting_reads.take_in(at=NOW)

    assert most_read.refresh(at=NOW) == set()
    assert listed() == []


def test_a_day_that_says_nothing_makes_place_for_the_week(four: list[ArticlePage]) -> None:
    counted(dict.fromkeys(four, 10), hours_ago=50)
    counting_reads.take_in(at=NOW)
    most_read.refresh(at=NOW)

    found = most_read.shown(most_read.HOME)

    assert found is not None
    assert (found.period, len(found.articles)) == (Period.WEEK, 4)


def test_counts_of_several_files_and_hours_add_up_and_old_ones_go(four: list[ArticlePage]) -> None:
    gold, wahl, *_others = four
    for _ in range(3):
        counted({gold: 2, wahl: 1})
    counted({gold: 5}, hours_ago=1)
    counted({gold: 7}, hours_ago=24 * 9)
    counted({gold: 7}, hours_ago=-2)
    counting_reads.take_in(at=NOW)
    counted({gold: 4})
    counting_reads.take_in(at=NOW)

    rows = ReadCount.objects.order_by("article", "hour").values_list("article", "hour", "reads")
    assert list(rows) == [(gold.pk, HOUR - timedelta(hours=1), 5), (gold.pk, HOUR, 10), (wahl.pk, HOUR, 3)]
    counting_reads.forget_old(at=NOW + timedelta(days=8, minutes=-30))
    assert ReadCount.objects.count() == 2
    assert list(counting_reads.folder().iterdir()) == []


def test_pages_are_made_anew_only_where_another_list_stands(four: list[ArticlePage], markets: SectionPage) -> None:
    gold, wahl, silver, copper = four
    counted({gold: 40, wahl: 30, silver: 20, copper: 10})
    counting_reads.take_in(at=NOW)
    forget()
    chores.list_most_read(at=NOW)
    assert outdated() == {"most-read:home", f"most-read:section:{markets.pk}"}

    forget()
    counted({gold: 40, wahl: 30, silver: 20, copper: 10})
    counting_reads.take_in(at=NOW)
    chores.list_most_read(at=NOW)
    assert outdated() == set()

    counted({wahl: 100})
    counting_reads.take_in(at=NOW)
    chores.list_most_read(at=NOW)
    assert outdated() == {"most-read:home"}


def test_what_is_taken_down_stands_in_no_list(four: list[ArticlePage]) -> None:
    counted(dict.fromkeys(four, 20))
    counting_reads.take_in(at=NOW)
    most_read.refresh(at=NOW)

    four[0].unpublish()
    assert listed() == ["Kupfer", "Silber", "Wahl"]
    most_read.refresh(at=NOW)
    four[1].delete()
    assert listed() == []
    assert not ReadCount.objects.filter(article_id=four[1].pk).exists()


def test_what_is_no_article_is_counted_nowhere(four: list[ArticlePage]) -> None:
    four[0].unpublish()
    paths = {path(four[0]): 9, "/maerkte/nichts/": 9, "/anderswo/wahl/": 9, "/": 9, path(four[1]): 1}
    read_files.write(counting_reads.folder(), Reads(HOUR, paths))

    assert counting_reads.take_in(at=NOW) == 1


def test_a_publisher_who_shows_no_list_keeps_no_counts(four: list[ArticlePage]) -> None:
    counted(dict.fromkeys(four, 20))
    counting_reads.take_in(at=NOW)
    most_read.refresh(at=NOW)
    home = HomePage.objects.get()
    home.most_read = Period.OFF
    home.save_revision().publish()

    assert listed() == []
    counted(dict.fromkeys(four, 20))
    assert counting_reads.take_in(at=NOW) == 0
    chores.list_most_read(at=NOW)
    assert not MostRead.objects.exists()
    assert not list(counting_reads.folder().glob("*"))


def test_switching_it_off_outdates_every_page_that_shows_a_list(four: list[ArticlePage]) -> None:
    forget()
    home = HomePage.objects.get()
    home.most_read = Period.OFF
    home.save_revision().publish()

    assert {"home", "menu"} <= outdated()
