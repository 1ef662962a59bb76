"""What readers find."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from depesche.newsroom import reading
from depesche.newsroom.models import Author, SectionPage, Topic
from depesche.press import tags
from tests.newsroom.conftest import body, write


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
    assert used == {f"section:{markets.pk}"}


def test_a_draft_is_found_by_nobody(markets: SectionPage) -> None:
    write(markets, live=False)

    assert not reading.newest().exists()
    assert not reading.search("Gold").exists()


@pytest.mark.parametrize("typed", ["goldpreis", "GRÖSSLER", "größler", "preis Größ", "feinunze"])
def test_search_finds_words_whatever_their_case_and_accents(markets: SectionPage, nina: Author, typed: str) -> None:
    found = write(markets, "Goldpreis steigt", author=nina, body=body("Die Feinunze kostet mehr."))
    write(markets, "Regen")

    assert list(reading.search(typed)) == [found]


def test_search_puts_headlines_first(markets: SectionPage) -> None:
    headline = write(markets, "Silber im Blick", dated=datetime(2020, 1, 1, tzinfo=UTC))
    body_only = write(markets, "Metalle", body=body("Auch Silber stieg."))

    assert list(reading.search("silber")) == [headline, body_only]


@pytest.mark.parametrize("typed", ["", "   ", "100%", "_", "'; DROP TABLE"])
def test_search_takes_every_input_literally(markets: SectionPage, typed: str) -> None:
    write(markets)

    assert list(reading.search(typed)) == []


def test_background_shows_what_was_pinned(markets: SectionPage, gold: Topic) -> None:
    pinned, other = write(markets, "Grundlagen"), write(markets, "Anderes")
    for article in (pinned, other):
        article.topics.add(gold)
        article.save()
    article = write(markets, "Heute")
    article.topics.add(gold)
    article.background.create(shown=pinned)
    article.save()

    assert reading.background(article) == [pinned]


def test_background_falls_back_to_the_newest_of_the_same_topic(markets: SectionPage, gold: Topic) -> None:
    same, article = write(markets, "Gestern"), write(markets, "Heute")
    write(markets, "Regen")
    for each in (same, article):
        each.topics.add(gold)
        each.save()

    with tags.collecting() as used:
        assert reading.background(article) == [same]
    assert used == {f"topic:{gold.pk}", f"article:{same.pk}"}


def test_background_never_shows_drafts(markets: SectionPage) -> None:
    draft = write(markets, "Geheim", live=False)
    article = write(markets)
    article.background.create(shown=draft)
    article.save()

    assert reading.background(article) == []
