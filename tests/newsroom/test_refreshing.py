"""The search mends itself: after an upgrade, a restored database, a bug of others."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from depesche.kernel import clock
from depesche.newsroom import guards, key_terms, matching, publishing, reading, refreshing
from depesche.newsroom.models import ArticlePage, KeyTerm, SearchEntry, SectionPage, Term
from depesche.newsroom.refreshing import State
from tests.newsroom.conftest import body, write


def test_articles_that_the_search_does_not_know_are_entered(markets: SectionPage) -> None:
    write(markets, "Gold")
    SearchEntry.objects.all().delete()
    Term.objects.update(articles=0)
    assert refreshing.state() == State(entered=0, waiting=1, stray=0)
    assert refreshing.is_wanted(at=clock.now())

    assert refreshing.refresh() == 1

    assert reading.search("gold").exists()
    assert not refreshing.is_wanted(at=clock.now())


def test_entries_made_by_older_rules_are_made_anew(markets: SectionPage) -> None:
    write(markets, "Gold")
    SearchEntry.objects.update(edition="de-0", headline="alt")

    assert refreshing.refresh() == 1

    assert SearchEntry.objects.get().headline == "gold 0"


def test_entries_of_what_is_not_live_are_forgotten(markets: SectionPage) -> None:
    article = write(markets, "Gold")
    ArticlePage.objects.filter(pk=article.pk).update(live=False)

    assert refreshing.refresh() == 1

    assert not SearchEntry.objects.exists()
    assert not KeyTerm.objects.exists()
    assert not Term.objects.filter(articles__gt=0).exists()


def test_key_terms_are_chosen_anew_when_the_site_has_grown(markets: SectionPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "YOUNG_SITE", 0)
    monkeypatch.setattr(key_terms, "MOST", 2)
    first = write(markets, "Eins", body=body("Gold Gold Gold Kupfer Kupfer Rhodium"))
    for number in range(5):
        write(markets, f"Gold {number}", body=body("Gold und Gold"))
    assert "Gold" in KeyTerm.objects.filter(article=first).values_list("term__written", flat=True)

    assert refreshing.refresh() >= 1

    assert set(KeyTerm.objects.filter(article=first).values_list("term__written", flat=True)) == {"Eins", "Kupfer"}


def test_everything_can_be_made_anew(markets: SectionPage) -> None:
    write(markets, "Gold")
    write(markets, "Silber")
    Term.objects.update(articles=77)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {guards.INDEX}({guards.INDEX}) VALUES ('delete-all')")

    assert refreshing.rebuild() == 2

    assert reading.search("gold").count() == reading.search("silber").count() == 1
    assert Term.objects.get(term="gold").articles == 1
    matching.check()


def test_an_index_that_differs_from_the_entries_is_noticed(markets: SectionPage) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's index is a part of the row")
    write(markets, "Gold")
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {guards.INDEX}({guards.INDEX}) VALUES ('delete-all')")

    with pytest.raises(DatabaseError):
        matching.check()


def test_whatever_way_an_entry_goes_the_index_goes_with_it(markets: SectionPage) -> None:
    article, other = write(markets, "Gold"), write(markets, "Silber")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM newsroom_searchentry WHERE article_id = %s", [article.pk])
        cursor.execute("UPDATE newsroom_searchentry SET headline = 'kupf 0', lead = '', body = '' WHERE article_id = %s", [other.pk])

    matching.check()
    assert not reading.search("gold").exists()
    assert not reading.search("silber").exists()
    assert reading.search("kupfer").get() == other
