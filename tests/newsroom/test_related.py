"""The box "Wissenswertes zum Thema": what stands in it, why, and what an editor can do about it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from depesche.newsroom import key_terms, publishing, reading, related, search_entry, similar
from depesche.newsroom.models import ArticlePage, Claim, KeyTerm, SearchEntry, SectionPage, SourceUse, Term, Topic
from depesche.newsroom.related import Kind
from depesche.press import tags
from tests.newsroom.claims.conftest import claim, marked
from tests.newsroom.conftest import body, forget, outdated, write

RATES = "Die Notenbank senkt den Leitzins, weil die Inflation sinkt. Sparer und Schuldner warten auf den nächsten Zinsschritt der Notenbank."
RATES_AGAIN = "Vor dem Zinsschritt der Notenbank streiten Fachleute, ob die Inflation schon besiegt ist. Der Leitzins bleibt hoch."
MATCH = "Der Stürmer traf nach einer Flanke per Kopf ins Tor. Die Fans feierten den Trainer noch lange nach dem Abpfiff."
MATCH_AGAIN = "Ein Eigentor entschied das Spiel, der Trainer lobte die Abwehr und die Fans sangen. Der Stürmer fehlte verletzt."


def quote(speaker: str, text: str = "Das ist wahr.") -> str:
    value = {"quote": text, "speaker": speaker, "role": ""}
    return json.dumps([{"type": "text", "value": "<p>Kurz.</p>"}, {"type": "quote", "value": value}])


def names(article: ArticlePage) -> list[str]:
    return [one.article.title for one in related.box(article)]


def about(article: ArticlePage, *topics: Topic) -> ArticlePage:
    article.topics.add(*topics)
    article.save()
    return article


@pytest.fixture
def papers(markets: SectionPage) -> dict[str, ArticlePage]:
    """Two articles about interest rates, two about football, and some about the weather."""
    write(markets, "Regen", body=body("Es regnet im Norden, der Wind dreht."))
    write(markets, "Schnee", body=body("In den Bergen liegt Pulver, die Pisten sind offen."))
    return {
        "rates": write(markets, "Zinsen sinken", body=body(RATES)),
        "again": write(markets, "Streit um Zinsen", body=body(RATES_AGAIN)),
        "match": write(markets, "Späte Tore", body=body(MATCH)),
        "derby": write(markets, "Derby", body=body(MATCH_AGAIN)),
    }


def test_articles_with_the_same_words_meet_and_the_reason_is_told(papers: dict[str, ArticlePage]) -> None:
    found = related.box(papers["rates"])

    assert [one.article for one in found] == [papers["again"]]
    assert found[0].reason.kind is Kind.TEXT
    assert found[0].reason.text.startswith("Ähnlicher Inhalt: ")
    assert set(found[0].reason.names) <= {"Notenbank", "Inflation", "Leitzins", "Zinsschritt", "Zinsen"}
    assert names(papers["match"]) == ["Derby"]


def test_an_article_without_relatives_has_an_empty_box(papers: dict[str, ArticlePage], markets: SectionPage) -> None:
    lonely = write(markets, "Briefmarken", body=body("Eine Sammlung alter Marken wurde versteigert."))

    assert related.box(lonely) == []


def test_a_rare_topic_brings_articles_together_and_a_topic_of_everything_hardly(markets: SectionPage, gold: Topic) -> None:
    everything = Topic.objects.create(title="Wirtschaft", slug="wirtschaft")
    first, second = about(write(markets, "Erstes"), gold, everything), about(write(markets, "Zweites"), gold, everything)
    for number in range(4):
        about(write(markets, f"Anderes {number}"), everything)

    found = related.box(first)

    assert found[0].article == second
    assert found[0].reason.text == "Gleiches Thema: Gold, Wirtschaft"


def test_the_same_source_brings_articles_together(papers: dict[str, ArticlePage], markets: SectionPage) -> None:
    first = write(markets, "Gipfel", body=quote("Mark Rutte"))
    second = write(markets, "Haushalt", body=quote("mark  RUTTE"))

    found = related.box(first)

    assert [one.article for one in found] == [second]
    assert found[0].reason.text == "Gleiche Quelle: Mark Rutte"


def test_pinned_articles_come_first_in_their_order_and_hidden_ones_never(papers: dict[str, ArticlePage], markets: SectionPage) -> None:
    article = papers["rates"]
    article.background.create(shown=papers["derby"], sort_order=0)
    article.background.create(shown=papers["match"], sort_order=1)
    article.save()
    assert names(article) == ["Derby", "Späte Tore", "Streit um Zinsen"]
    assert related.box(article)[0].reason == related.Reason(Kind.PINNED)

    article.hidden_background.create(shown=papers["again"])
    article.save()
    assert names(article) == ["Derby", "Späte Tore"]
    assert reading.background(article) == [papers["derby"], papers["match"]]


def test_the_first_article_of_a_site_is_not_near_to_everything(markets: SectionPage) -> None:
    first = write(markets, "Erster", body=body("Die Folge im Land war ein Grund, der Preis blieb. " + RATES))
    others = [
        write(markets, f"Spiel {number}", body=body(f"Die Folge im Land: Wort{number} Ding{number} Sache{number}. " + MATCH)) for number in range(8)
    ]

    assert all(first.title not in names(other) for other in others)


def test_the_box_holds_five_at_most(markets: SectionPage, gold: Topic) -> None:
    articles = [about(write(markets, f"Gold {number}"), gold) for number in range(8)]
    for other in articles[1:7]:
        articles[0].background.create(shown=other)
    articles[0].save()

    assert len(related.box(articles[0])) == len(related.box(articles[7])) == 5


def test_between_equals_the_newer_comes_first(markets: SectionPage, gold: Topic) -> None:
    day = datetime(2024, 10, 21, tzinfo=UTC)
    article = about(write(markets, "Heute", dated=day), gold)
    for years in (3, 1, 2):
        about(write(markets, f"Vor {years} Jahren", dated=day - timedelta(days=365 * years)), gold)

    assert names(article) == ["Vor 1 Jahren", "Vor 2 Jahren", "Vor 3 Jahren"]


def test_nothing_unpublished_is_shown_and_not_the_article_itself_nor_its_alias(
    papers: dict[str, ArticlePage], markets: SectionPage, politics: SectionPage
) -> None:
    draft = write(markets, "Geheimes zur Notenbank", body=body(RATES), live=False)
    article = papers["rates"]
    article.background.create(shown=draft)
    article.background.create(shown=article)
    article.save()
    article.create_alias(parent=politics, update_slug="zweitens")

    assert names(article) == ["Streit um Zinsen"]
    papers["again"].unpublish()
    assert names(article) == []


def test_an_article_with_two_addresses_stands_in_the_box_once(papers: dict[str, ArticlePage], politics: SectionPage) -> None:
    papers["again"].create_alias(parent=politics, update_slug="zweitens")

    assert names(papers["rates"]) == ["Streit um Zinsen"]


def test_a_draft_has_the_box_that_it_would_have(papers: dict[str, ArticlePage], markets: SectionPage) -> None:
    draft = ArticlePage(title="Zinsen", body=[("heading", "Leitzins der Notenbank"), ("heading", "Inflation und Zinsschritt")])
    assert set(names(draft)) == {"Zinsen sinken", "Streit um Zinsen"}

    papers["match"].body = [("heading", "Leitzins der Notenbank"), ("heading", "Inflation und Zinsschritt")]
    papers["match"].title = "Doch Zinsen"
    papers["match"].hidden_background.create(shown=papers["again"])
    revision = papers["match"].save_revision()

    assert names(revision.as_object()) == ["Zinsen sinken"]
    assert names(ArticlePage.objects.get(pk=papers["match"].pk)) == ["Derby"]


def test_the_page_depends_on_what_stands_in_its_box(papers: dict[str, ArticlePage], gold: Topic) -> None:
    about(papers["rates"], gold)

    with tags.collecting() as used:
        related.box(ArticlePage.objects.get(pk=papers["rates"].pk))

    assert used == {f"topic-name:{gold.pk}", f"article:{papers['again'].pk}"}


def test_a_new_article_outdates_the_pages_in_whose_box_it_belongs_and_no_others(papers: dict[str, ArticlePage], markets: SectionPage) -> None:
    speech = write(markets, "Gipfel", body=quote("Mark Rutte"))
    forget()

    write(markets, "Notenbank zögert", body=json.dumps([*json.loads(body(RATES)), *json.loads(quote("Mark Rutte"))]))

    found = outdated()
    assert {f"article:{papers[name].pk}" for name in ("rates", "again")} | {f"article:{speech.pk}"} <= found
    assert not {f"article:{papers[name].pk}" for name in ("match", "derby")} & found


def test_how_many_pages_an_article_outdates_is_bounded(markets: SectionPage) -> None:
    for number in range(70):
        write(markets, f"Notenbank {number}", body=body(RATES if number % 2 else RATES_AGAIN))
    for number in range(10):
        write(markets, f"Regen {number}", body=body(MATCH))
    forget()

    write(markets, "Notenbank zögert", body=body(RATES))

    assert 5 <= len([tag for tag in outdated() if tag.startswith("article:")]) <= 61


def test_what_is_deleted_leaves_nothing_behind(papers: dict[str, ArticlePage], markets: SectionPage) -> None:
    before = {row.term: row.articles for row in Term.objects.all()}
    extra = write(markets, "Zinsen und Tore", body=quote("Mark Rutte", "Die Notenbank schießt Tore mit Zauberwort."))
    assert Term.objects.get(term="notenbank").articles == before["notenbank"] + 1
    pk = extra.pk
    extra.delete()

    assert {row.term: row.articles for row in Term.objects.filter(articles__gt=0)} == before
    for model in (SearchEntry, KeyTerm, SourceUse):
        assert not model.objects.filter(article_id=pk).exists()
    assert search_entry.recount() == 0


def test_a_republished_article_is_counted_once(papers: dict[str, ArticlePage]) -> None:
    before = Term.objects.get(term="notenbank").articles
    papers["rates"].save()
    papers["rates"].save_revision().publish()

    assert Term.objects.get(term="notenbank").articles == before
    papers["rates"].body = [("heading", "Ganz anders")]
    papers["rates"].save()
    assert Term.objects.get(term="notenbank").articles == before - 1


def test_the_box_asks_the_database_no_more_for_more_articles(markets: SectionPage, gold: Topic, django_assert_num_queries: Any) -> None:
    articles = [about(write(markets, f"Notenbank {number}", body=body(RATES)), gold) for number in range(3)]
    write(markets, "Regen")
    counted = 17
    with django_assert_num_queries(counted):
        related.box(ArticlePage.objects.get(pk=articles[0].pk))
    for number in range(20):
        about(write(markets, f"Leitzins {number}", body=body(RATES)), gold)
    with django_assert_num_queries(counted):
        related.box(ArticlePage.objects.get(pk=articles[0].pk))


def carrying(section: SectionPage, title: str, *claims: Claim, text: str = MATCH) -> ArticlePage:
    said = "".join(f"<p>{marked(claim, 'Das sagt er.')}</p>" for claim in claims)
    return write(section, title, body=json.dumps([{"type": "text", "value": f"<p>{text}</p>{said}"}]))


def test_articles_with_the_same_claim_come_first_whatever_else_they_say(papers: dict[str, ArticlePage], markets: SectionPage) -> None:
    one, other = claim("Die Bank ist zahlungsfähig"), claim("Es gibt einen Käufer")
    both = carrying(markets, "Beide", one, other)
    carrying(markets, "Eine", one)
    asked = carrying(markets, "Gefragt", one, other, text=RATES)

    found = related.box(ArticlePage.objects.get(pk=asked.pk))

    assert [one.article.title for one in found][:2] == ["Beide", "Eine"]
    assert {one.article.title for one in found[2:]} <= {"Streit um Zinsen", "Zinsen sinken"}
    assert found[0].reason.kind is Kind.CLAIM
    assert found[1].reason.text == "Gleiche Aussage: „Die Bank ist zahlungsfähig“"
    forget()
    carrying(markets, "Dritte", other, text="Ganz andere Wörter.")
    assert f"article:{both.pk}" in outdated()


def test_a_claim_of_drafts_and_of_what_was_taken_down_brings_nobody_near(markets: SectionPage) -> None:
    said = claim("Die Bank ist zahlungsfähig")
    gone = carrying(markets, "Weg", said, text="Nebel.")
    asked = carrying(markets, "Gefragt", said, text=RATES)
    gone.unpublish()
    draft = carrying(markets, "Zweite", said, text="Sonne.")
    assert names(ArticlePage.objects.get(pk=asked.pk)) == ["Zweite"]

    draft.unpublish()
    assert names(ArticlePage.objects.get(pk=asked.pk)) == []


def test_a_long_claim_is_told_in_short(markets: SectionPage) -> None:
    said = claim("Die Bank " * 40 + "zahlt")
    carrying(markets, "Eine", said)
    asked = carrying(markets, "Gefragt", said, text=RATES)

    (first, *_) = related.box(ArticlePage.objects.get(pk=asked.pk))

    assert len(first.reason.names[0]) <= related.LONGEST_CLAIM
    assert first.reason.names[0].endswith("…")


def test_a_topic_of_very_many_articles_says_no_more_than_one_of_all(markets: SectionPage, gold: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(8):
        about(write(markets, f"Nichts {number}", body=body(f"Wort{number} allein.")), gold)
    write(markets, "Regen")
    asked = about(write(markets, "Asked", body=body("Ohne Verwandte.")), gold)

    monkeypatch.setattr(related, "OF_EVERYTHING", 5)
    (candidate, *_) = related._candidates(asked, [gold])

    assert candidate.topics.nearness == pytest.approx(0.1)


def test_on_a_large_site_the_rarest_words_are_compared(papers: dict[str, ArticlePage], monkeypatch: pytest.MonkeyPatch) -> None:
    terms = key_terms.choose(publishing.texts(papers["rates"]), articles=search_entry.articles())
    assert similar.nearest(terms, apart_from=papers["rates"].pk)

    monkeypatch.setattr(similar, "COMPARED", 1)
    assert similar.nearest(terms, apart_from=papers["rates"].pk) == {}
