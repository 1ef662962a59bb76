"""What readers find by words, on both databases alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depesche.kernel import clock
from depesche.newsroom import faceting, query, reading, searching
from depesche.newsroom.models import ArticlePage, Author, SearchEntry, SectionPage, Topic
from depesche.newsroom.searching import Filters
from tests.newsroom.conftest import body, write


def titles(typed: str, **filters: object) -> list[str]:
    return [article.title for article in searching.find(typed, Filters(**filters)).articles]  # type: ignore[arg-type]


def dated(day: int) -> datetime:
    return datetime(2024, 10, day, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["goldpreis", "GRÖSSLER", "größler", "preis Größ", "feinunze"])
def test_search_finds_words_whatever_their_case_and_accents(markets: SectionPage, nina: Author, typed: str) -> None:
    found = write(markets, "Goldpreis steigt", author=nina, body=body("Die Feinunze kostet mehr."))
    write(markets, "Regen")

    assert list(reading.search(typed)) == [found]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Nordkoreas Soldaten in Russland", "Soldat"),
        ("Ein Soldat kehrt heim", "Soldaten"),
        ("Alte Häuser werden teurer", "Haus"),
        ("Das Haus am Markt", "Häuser"),
        ("Anleger warten ab", "Anlegern"),
        ("Gold bleibt Anlegern wichtig", "Anleger"),
        ("Der Preis stieg", "steigen"),
        ("Die Größe der Barren", "Groesse"),
        ("Die Groesse der Barren", "Größe"),
        ("Strasse gesperrt", "Straße"),
        ("Der EZB-Zins sinkt", "ezb zins"),
        ("Der EZB-Zins sinkt", "EZB-Zinsen"),
        ("Gold-Preis fällt", "Goldpreis"),
        ("Goldpreis fällt", "Gold-Preis"),
        ("Rund 10.000 Menschen", "10000"),
        ("Am 21.10.2024 um 16:41 Uhr", "21.10.2024"),
        ("Was die EU plant", "EU"),
        ("Die G7 beraten", "g7"),
        ("Ölpreis steigt, Preis für Gas auch", "Öl"),
        ("Erdgas wird knapp, Erde", "Gas"),
        ("Gespräche mit Москва", "москва"),
    ],
)
def test_word_forms_spellings_and_numbers_are_found(markets: SectionPage, written: str, typed: str) -> None:
    write(markets, "Regen am Abend", body=body("Am 12.10.2023 kamen 10 Leute."))
    write(markets, written)

    assert titles(typed) == [written]


def test_a_compound_is_found_by_each_of_its_words_but_the_word_itself_comes_first(markets: SectionPage) -> None:
    for title in ("Goldpreis auf Rekordhoch", "Feingold bleibt knapp", "Gold glänzt"):
        write(markets, title, body=body("Ruhe."))

    found = titles("Gold")

    assert found[0] == "Gold glänzt"
    assert set(found) == {"Gold glänzt", "Goldpreis auf Rekordhoch", "Feingold bleibt knapp"}
    assert titles("Preis") == ["Goldpreis auf Rekordhoch"]


@pytest.mark.parametrize(
    ("typed", "written"), [("Euro", "Europawahl in Europa, eine Wahl"), ("Eis", "Preis"), ("Öl", "Olympia"), ("Rat", "Demokratie")]
)
def test_letters_that_are_no_word_of_a_compound_find_nothing(markets: SectionPage, typed: str, written: str) -> None:
    write(markets, written)

    assert titles(typed) == []


def test_headline_before_lead_before_text_and_new_before_old(markets: SectionPage) -> None:
    write(markets, "Text", body=body("Auch Silber stieg."), dated=dated(9))
    write(markets, "Vorspann", lead="Silber im Blick", dated=dated(8))
    write(markets, "Silber alt", dated=dated(1))
    write(markets, "Silber neu", dated=dated(2))

    assert titles("silber") == ["Silber neu", "Silber alt", "Vorspann", "Text"]


def test_every_word_must_be_found_and_stop_words_count_for_nothing(markets: SectionPage) -> None:
    write(markets, "Gold fällt, Silber steigt")
    write(markets, "Gold steigt")

    assert titles("Gold und Silber") == ["Gold fällt, Silber steigt"]
    assert titles("der Preis des Goldes")


def test_where_no_article_has_all_words_those_with_most_are_offered(markets: SectionPage) -> None:
    write(markets, "Gold fällt", body=body("Ruhe."))
    write(markets, "Gold und Silber fallen", body=body("Ruhe."))

    found = searching.find("Gold Silber Kupfer", Filters())

    assert found.is_partial
    assert [article.title for article in found.articles] == ["Gold und Silber fallen", "Gold fällt"]
    assert not reading.search("Gold Silber Kupfer").exists()


def test_a_phrase_is_found_as_it_was_written(markets: SectionPage) -> None:
    write(markets, "Rutte spricht", body=body("Mark Rutte warnte in Brüssel."))
    write(markets, "Mark", lead="Rutte", kicker="Anderes")

    assert titles('"Mark Rutte"') == ["Rutte spricht"]
    assert titles("„Mark Rutte“ Brüssel") == ["Rutte spricht"]
    assert titles('"Rutte Mark"') == []


@pytest.mark.parametrize(
    "typed", ["", "   ", "_", "'; DROP TABLE", '"', '""', "*", "gold*silber:", "-", "NEAR(", "headline:", "🪙", "\u202eדלוג", "^"]
)
def test_search_takes_every_input_literally(markets: SectionPage, typed: str) -> None:
    write(markets, "Regen")

    assert titles(typed) == []


@pytest.mark.parametrize(
    "typed", ["gold AND steigt", "gold OR steigt", "NOT gold", 'gold "', "(gold", "gold*", "gold:*", "{gold}", "gold\\", "gold & steigt"]
)
def test_what_is_syntax_elsewhere_is_a_word_or_nothing_here(markets: SectionPage, typed: str) -> None:
    write(markets, "Gold steigt, or and near not")

    assert titles(typed) == ["Gold steigt, or and near not"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_input_is_an_error(db: None, typed: str) -> None:
    searching.find(typed, Filters()).articles.exists()
    searching.with_some(query.read(f"gold {typed}")).exists()


def test_filters_narrow_what_is_found(markets: SectionPage, politics: SectionPage, gold: Topic, nina: Author) -> None:
    first = write(markets, "Gold eins", author=nina, dated=dated(1))
    first.topics.add(gold)
    first.save()
    write(politics, "Gold zwei", dated=dated(5))

    assert titles("gold", section=politics) == ["Gold zwei"]
    assert titles("gold", topic=gold) == titles("gold", author=nina) == ["Gold eins"]
    assert titles("gold", since=dated(2)) == ["Gold zwei"]
    assert titles("gold", until=dated(5)) == ["Gold eins"]
    assert titles("", section=politics) == ["Gold zwei"]
    assert searching.find("gold", Filters(section=politics, topic=gold)).beyond == 2


def test_counts_tell_what_each_filter_would_leave(markets: SectionPage, politics: SectionPage, gold: Topic, nina: Author) -> None:
    for number in range(3):
        article = write(markets, f"Gold {number}", author=nina)
        article.topics.add(gold)
        article.save()
    write(politics, "Gold und Wahl")
    asked = Filters(section=politics)

    found = faceting.counts(searching.find("gold", asked), asked)

    assert found.sections == {markets.pk: 3, politics.pk: 1}
    assert found.topics == {}
    assert found.authors == {}


def test_what_is_unpublished_deleted_or_changed_is_found_no_more(markets: SectionPage) -> None:
    unpublished, deleted, changed, raw = (write(markets, f"Kupfer {name}") for name in ("a", "b", "c", "d"))
    unpublished.unpublish()
    deleted.delete()
    changed.title = "Zinn"
    changed.save()
    SearchEntry.objects.filter(pk=raw.pk).delete()

    assert titles("Kupfer") == []
    assert titles("Zinn") == ["Zinn"]


def test_an_article_of_a_million_letters_can_be_published_and_found(markets: SectionPage) -> None:
    long = " ".join(f"Wort{number} Gold" for number in range(80_000))
    write(markets, "Lang", body=body(long))

    assert titles("Gold Wort17") == ["Lang"]


def test_an_alias_is_found_beside_its_original(markets: SectionPage, politics: SectionPage) -> None:
    write(markets, "Rhodium").create_alias(parent=politics, update_slug="zweitens")

    assert ArticlePage.objects.live().count() == 2
    assert titles("Rhodium") == ["Rhodium", "Rhodium"]


def test_the_last_week_is_counted_from_now(markets: SectionPage) -> None:
    write(markets, "Gold heute")
    write(markets, "Gold gestern", dated=clock.now() - timedelta(days=1))

    assert titles("gold", since=clock.now() - timedelta(hours=3)) == ["Gold heute"]
