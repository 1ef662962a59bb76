"""A misspelt word is searched for as the site's own vocabulary spells it; what is no plain word is left alone."""

from __future__ import annotations

import pytest

from depesche.kernel import clock
from depesche.newsroom import faceting, searching, ticker
from depesche.newsroom.models import ArticlePage, Author, SectionPage, Term, Topic
from depesche.newsroom.searching import Filters, Kind
from tests.newsroom.conftest import body, write
from tests.newsroom.test_searching import dated, titles


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Goldpreis steigt", "Goldpries"),
        ("Goldpreis steigt", "golpreis"),
        ("Goldpreis steigt", "Goldpreiss"),
        ("Goldpreis steigt", "Boldpreis"),
        ("Goldpreis steigt", "Goldprwis"),
        ("Nordkoreas Soldaten", "Nordkoera"),
        ("Nordkoreas Soldaten", "Soldatten"),
        ("Größter Fund", "Groestter"),
        ("Der Börsenkurs", "Boersenkrus"),
        ("Neue Inflationszahlen", "Inflatoinszahln"),
        ("Die Aktionäre", "Aktoinäre"),
        ("Zinsen bleiben", "Zinesn"),
    ],
)
def test_a_misspelt_word_finds_what_was_meant(markets: SectionPage, written: str, typed: str) -> None:
    write(markets, "Regen am Abend", body=body("Nass."))
    write(markets, written, body=body("Ruhe."))

    assert titles(typed) == [written]


@pytest.mark.parametrize(
    "typed",
    ['"Goldpries"', "„Goldpries steigt“", "DE0007164601", "Goldpreis1", "716461", "A1EWWX", "DAXX", "gol", "Silberschmied", "Gold-Pries", "Москвы"],
)
def test_phrases_numbers_and_what_resembles_nothing_stay_as_they_were_typed(markets: SectionPage, typed: str) -> None:
    write(markets, "Goldpreis steigt, sagt der DAX", body=body("ISIN DE0007164600, WKN 716460 und A1EWWW. Москва, Moskau."))

    found = searching.find(typed, Filters())

    assert found.exchanged == found.offered == ()
    assert not found.articles.exists()


def test_the_better_word_is_told_as_it_is_written(markets: SectionPage) -> None:
    write(markets, "Der Goldpreis steigt")

    (better,) = searching.find("goldpries", Filters()).exchanged

    assert (better.typed, better.written) == ("goldpries", "Goldpreis")


def test_fewest_mistakes_then_the_same_first_letter_then_most_articles(markets: SectionPage) -> None:
    for title in ("Banken", "Banken wachsen", "Ranken", "Tannen"):
        write(markets, title, body=body("Ruhe."))

    assert titles("Bamken") == ["Banken wachsen", "Banken"]
    assert titles("Ranjen") == ["Ranken"]


def test_the_right_words_of_a_query_stay_and_all_must_be_found(markets: SectionPage) -> None:
    write(markets, "Goldpreis und Zinsen")
    write(markets, "Goldpreis allein")

    found = searching.find("Goldpries Zinsen", Filters())

    assert [article.title for article in found.articles] == ["Goldpreis und Zinsen"]
    assert not found.is_partial


def test_who_insists_gets_what_was_typed_and_is_offered_the_better_word(markets: SectionPage) -> None:
    write(markets, "Goldpreis steigt")

    found = searching.find("Goldpries", Filters(), is_exact=True)

    assert not found.articles.exists()
    assert [better.written for better in found.offered] == ["Goldpreis"]


def test_a_word_of_few_articles_is_found_and_the_frequent_one_offered(markets: SectionPage) -> None:
    write(markets, "Meyer kauft Gold")
    for number in range(20):
        write(markets, f"Meier {number}", body=body("Ruhe."))

    found = searching.find("Meyer", Filters())

    assert [article.title for article in found.articles] == ["Meyer kauft Gold"]
    assert [better.written for better in found.offered] == ["Meier"]


def test_drafts_and_what_was_taken_down_are_no_part_of_the_vocabulary(markets: SectionPage) -> None:
    write(markets, "Ein Schweigen", live=False, body=body("Verschlusssache"))
    gone, changed = write(markets, "Rhodium steigt"), write(markets, "Palladium", body=body("Ruhe."))
    gone.unpublish()
    changed.title = "Kupfer"
    changed.save()

    assert titles("Rhodiun") == titles("Paladium") == titles("Verschlusssachen") == []
    assert not Term.objects.filter(term__in=["rhodium", "palladium", "verschlusssach"]).exists()
    assert not Term.objects.filter(articles__lte=0).exists()
    changed.delete()
    assert not Term.objects.exists()


def test_a_written_form_that_was_taken_down_is_shown_to_nobody(markets: SectionPage) -> None:
    """Another article still has the word, in another form."""
    gone = write(markets, "Rhodium")
    write(markets, "Ruhe", body=body("Preise des Rhodiums"))
    gone.unpublish()

    (better,) = searching.find("Rhodiun", Filters()).exchanged

    assert better.written == "Rhodiums"


def test_the_vocabulary_is_counted_exactly_whatever_happens(markets: SectionPage, nina: Author) -> None:
    one, two = write(markets, "Silber und Gold", author=nina), write(markets, "Silber", author=nina)
    assert Term.objects.get(term="silb").articles == 2
    one.title = "Gold"
    one.save()
    assert Term.objects.get(term="silb").articles == 1
    nina.name = "Nina Silber"
    nina.save()
    assert Term.objects.get(term="silb").articles == 2
    two.delete()
    assert Term.objects.get(term="silb").articles == 1
    nina.name = "Nina"
    nina.save()
    assert not Term.objects.filter(term="silb").exists()


def test_what_was_found_is_counted_by_section_topic_year_and_kind_with_exchanged_words_too(
    markets: SectionPage, politics: SectionPage, gold: Topic, nina: Author
) -> None:
    first = write(markets, "Goldpreis eins", author=nina, dated=dated(1))
    first.topics.add(gold)
    first.save()
    write(markets, "Goldpreis zwei", dated=dated(1).replace(year=2023))
    ticker.open_ticker(write(politics, "Goldpreis live", dated=dated(2)), by=None, at=clock.now())
    write(politics, "Anderes", dated=dated(2))

    found = searching.find("Goldpries", Filters())
    told = faceting.counts(found, Filters())

    assert told.sections == {markets.pk: 2, politics.pk: 1}
    assert (told.topics, told.authors) == ({gold.pk: 1}, {nina.pk: 1})
    assert told.years == {2023: 1, 2024: 2}
    assert told.kinds == {Kind.ARTICLE: 2, Kind.TICKER: 1, Kind.CORRECTED: 0}


def test_each_filter_is_counted_without_itself_and_with_all_others(markets: SectionPage, politics: SectionPage) -> None:
    write(markets, "Goldpreis eins", dated=dated(1))
    write(markets, "Goldpreis zwei", dated=dated(1).replace(year=2023))
    write(politics, "Goldpreis drei", dated=dated(2))
    asked = Filters(section=markets, year=2024)

    found = searching.find("Goldpreis", asked)
    told = faceting.counts(found, asked)

    assert [article.title for article in found.articles] == ["Goldpreis eins"]
    assert told.sections == {markets.pk: 1, politics.pk: 1}
    assert told.years == {2023: 1, 2024: 1}
    assert told.kinds[Kind.ARTICLE] == 1


def test_years_are_those_of_the_site_s_time_zone(markets: SectionPage) -> None:
    write(markets, "Silvester", dated=dated(1).replace(year=2024, month=12, day=31, hour=23, minute=30))

    assert titles("Silvester", year=2025) == ["Silvester"]
    assert titles("Silvester", year=2024) == []
    assert faceting.counts(searching.find("Silvester", Filters()), Filters()).years == {2025: 1}


def test_the_word_itself_is_looked_up_not_every_article(markets: SectionPage, django_assert_max_num_queries: object) -> None:
    for number in range(12):
        write(markets, f"Goldpreis {number}")
    assert ArticlePage.objects.count() == 12

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert searching.find("Goldpries", Filters()).exchanged
