"""What readers find."""

from __future__ import annotations

from datetime import UTC, datetime

from depesche.newsroom import reading
from depesche.newsroom.models import SectionPage
from depesche.press import tags
from tests.newsroom.conftest import write


def test_the_newest_article_comes_first_by_the_date_shown(markets: SectionPage) -> None:
    old = write(markets, "Alt", dated=datetime(2024, 10, 21, 14, 41, tzinfo=UTC))
    new = write(markets, "Neu")

    assert list(reading.newest()) == [new, old]
    assert old.shown_at == old.dated


def test_a_section_lists_its_own_articles_only(markets: SectionPage, politics: SectionPage) -> None:
    ours = write(markets)
    write(politics, "Wahl")

    with tags.collecting() as used:
        assert list(reading.newest(markets)) == [ours]
    assert used == {f"section:{markets.pk}", f"section-name:{markets.pk}"}


def test_a_draft_is_found_by_nobody(markets: SectionPage) -> None:
    write(markets, live=False)

    assert not reading.newest().exists()
    assert not reading.search("Gold").exists()
