"""Blocks that are filled from claims, questions and sources, as readers see them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from depesche.kernel import clock
from depesche.newsroom import publishing, reading, sources
from depesche.newsroom.blocks import BodyBlock
from depesche.newsroom.claims import asserting, claiming, overriding, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import ClaimKind, Comparator, Precision, SourceKind, Stance, Status
from depesche.newsroom.models import ArticlePage, Claim, ClaimMark, Question, SectionPage
from depesche.press.models import OutdatedTag
from depesche.website import body
from depesche.website.body_blocks import FactCheck, Figures, Knowledge, Quote, Timeline
from tests.newsroom.claims.conftest import add, claim, marked, source
from tests.website.conftest import text, write

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("publisher")]
SCRIPT = "<script>alert(1)</script>"


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def shown(article: ArticlePage, kind: type) -> Any:
    """Return the one block of this kind."""
    (found,) = (one for one in body.blocks(ArticlePage.objects.get(pk=article.pk).body, article=article) if isinstance(one, kind))
    return found


def quote(**said: Any) -> dict[str, Any]:
    return block("quote", {"quote": "Das wäre eine bedeutende Eskalation.", "speaker": "", "role": "", **said})


def given(low: int, measure: str, comparator: Comparator = Comparator.EXACT, unit: str = "Soldaten") -> Figure:
    return Figure(measure, unit, comparator, Decimal(low))


@pytest.fixture
def troops(db: None) -> Question:
    """The figures of the demo article: four measures, a fifth figure in another unit."""
    asked = Question.objects.create(text="Wie viele Soldaten?")

    def answers(said: str, by: str, figure: Figure, kind: ClaimKind = ClaimKind.FIGURE, **more: Any) -> None:
        wanted = Wanted(text=said, kind=kind, question=asked)
        made = claiming.create(wanted, by=None, at=clock.now())
        add(made, source(by, **more), figure=figure)

    answers("Mehr als 1.000 sind in Russland", "Berichte", given(1000, "jetzt in Russland", Comparator.MORE), is_named=False)
    answers("Rund 1.500 wurden verschifft", "Südkoreanische Angaben", given(1500, "nach Wladiwostok verschifft", Comparator.ABOUT))
    answers("Rund 12.000 sind beschlossen", "Seoul", given(12000, "insgesamt beschlossen", Comparator.ABOUT), ClaimKind.PLAN)
    answers("Sie kommen aus vier Brigaden", "Yonhap", given(4, "insgesamt beschlossen", unit="Brigaden"))
    answers("10.000 werden ausgebildet", "Wolodymyr Selenskyj", given(10000, "in Ausbildung"))
    return asked


def test_a_chosen_source_says_name_and_role(client: Client, markets: SectionPage) -> None:
    rutte = source("Mark Rutte", role="Nato-Generalsekretär")
    write(markets, blocks=[text("Wort."), quote(source=rutte.pk)])

    html = client.get("/maerkte/gold-steigt/").content.decode()

    assert "— <b>Mark Rutte</b>, Nato-Generalsekretär" in html


def test_a_quote_from_before_sources_stays_as_it_was(markets: SectionPage) -> None:
    old = block("quote", {"quote": "Wort", "speaker": "Olaf Scholz", "role": "Bundeskanzler"})

    assert shown(write(markets, blocks=[text("x"), old]), Quote) == Quote("Wort", "Olaf Scholz", "Bundeskanzler")


def test_the_role_of_the_day_and_a_protected_description_stay(markets: SectionPage) -> None:
    rutte = source("Mark Rutte", role="Nato-Generalsekretär")
    hidden = source("Ein hoher Beamter", role="Abteilungsleiter", speaks_for="Ministerium")
    hidden.is_protected = True
    hidden.save()
    article = write(markets, blocks=[quote(source=rutte.pk, role="damals Ministerpräsident"), text("x")])
    other = write(markets, "Zwei", blocks=[quote(source=hidden.pk), text("x")])

    assert shown(article, Quote).role == "damals Ministerpräsident"
    assert shown(other, Quote) == Quote("Das wäre eine bedeutende Eskalation.", "Ein hoher Beamter", "")


def test_a_quote_needs_somebody_who_speaks(db: None) -> None:
    kind = BodyBlock().child_blocks["quote"]

    with pytest.raises(ValidationError):
        kind.clean(kind.to_python({"quote": "Wort", "speaker": " ", "role": "", "source": None}))
    assert kind.clean(kind.to_python({"quote": "Wort", "speaker": "", "role": "", "source": source().pk}))["source"].name == "Mark Rutte"


def test_articles_meet_by_a_chosen_source_as_by_a_typed_name(markets: SectionPage) -> None:
    chosen = write(markets, "Eins", blocks=[text("x"), quote(source=source("Mark Rutte").pk)])
    typed = write(markets, "Zwei", blocks=[text("x"), quote(speaker="Mark  Rutte")])

    assert sources.of(chosen) == sources.of(typed)


def test_figures_stand_beside_each_other_with_what_they_count(client: Client, markets: SectionPage, troops: Question) -> None:
    article = write(markets, blocks=[text("Wort."), block("figures", {"question": troops.pk, "heading": ""})])

    chart = shown(article, Figures).chart
    html = client.get("/maerkte/gold-steigt/").content.decode()

    assert chart.title == "Wie viele Soldaten?"
    assert [(bar.number, bar.measure) for bar in chart.panels[0].bars] == [
        ("mehr als 1.000 Soldaten", "jetzt in Russland"),
        ("rund 1.500 Soldaten", "nach Wladiwostok verschifft"),
        ("rund 12.000 Soldaten", "insgesamt beschlossen"),
        ("10.000 Soldaten", "in Ausbildung"),
    ]
    assert [row.is_plan for row in chart.rows] == [False, False, True, False, False]
    assert "4 Brigaden" in html
    assert "Widerspr" not in html


def test_a_new_answer_to_the_question_outdates_the_page_that_compares(markets: SectionPage, troops: Question) -> None:
    article = write(markets, blocks=[text("Wort."), block("figures", {"question": troops.pk, "heading": ""})])
    fresh = claiming.create(Wanted(text="8.000 sind angekommen", kind=ClaimKind.FIGURE, question=troops), by=None, at=clock.now())
    OutdatedTag.objects.all().delete()

    add(fresh, source("Kiew"), figure=given(8000, "angekommen"))

    assert f"question:{troops.pk}" in set(OutdatedTag.objects.values_list("tag", flat=True))
    assert len(shown(article, Figures).chart.rows) == 5  # readers have not met this claim yet
    write(markets, "Zwei", blocks=[text(marked(fresh, "angekommen"))])
    assert len(shown(article, Figures).chart.rows) == 6


def test_known_and_unknown_follow_the_statuses(client: Client, markets: SectionPage) -> None:
    sure, disputed, gone, view = (
        claim("Der Botschafter wurde einbestellt"),
        claim("Sie kämpfen"),
        claim("Es war so"),
        claim("Das ist ernst", kind="warning"),
    )
    add(sure, source("Außenministerium"), Stance.CONFIRMS, is_competent=True, competent_reason="Es hat ihn einbestellt")
    add(disputed, source("Kiew"))
    add(disputed, source("Moskau"), Stance.DENIES)
    add(view, source("Mark Rutte"), Stance.WARNS)
    add(gone, source("Agentur"), Stance.RETRACTS)
    article = write(markets, blocks=[text("Wort."), block("knowledge", {"heading": "", "claims": [one.pk for one in (sure, disputed, gone, view)]})])

    found = shown(article, Knowledge)
    html = client.get("/maerkte/gold-steigt/").content.decode()

    assert [(one.text, one.standing) for one in found.known] == [("Der Botschafter wurde einbestellt", "bestätigt von Außenministerium")]
    assert [(one.text, one.standing) for one in found.unknown] == [("Sie kämpfen", "umstritten: Kiew; bestritten von Moskau")]
    assert [one.text for one in found.wrong] == ["Es war so"]
    assert "Das ist ernst" not in html
    assert html.index("Was wir wissen</h3>") < html.index("Was wir nicht wissen</h3>") < html.index("Was sich nicht bestätigt hat</h3>")
    assert f'<a href="/claims/{sure.slug}/">' in html


def test_without_chosen_claims_it_lists_those_of_the_article_and_follows_them(markets: SectionPage) -> None:
    about = claim("Sie sind in Russland")
    article = write(markets, blocks=[text(marked(about, "sind dort")), block("knowledge", {"heading": "Stand der Dinge", "claims": []})])
    before = shown(article, Knowledge)

    add(about, source("Pentagon"), Stance.CONFIRMS, is_competent=True, competent_reason="hat Satelliten")

    assert [one.standing for one in before.unknown] == ["ohne Quelle"]
    assert [one.standing for one in shown(article, Knowledge).known] == ["bestätigt von Pentagon"]


def test_what_is_known_depends_on_its_claims_and_on_the_end_of_a_judgement(markets: SectionPage) -> None:
    from depesche.press import tags

    about, until = claim("Sie sind dort"), clock.now() + timedelta(days=2)
    overriding.decide(about, Status.ESTABLISHED, reason="Beide Seiten bestreiten es nicht.", until=until, seen=1, by=None, at=clock.now())
    article = write(markets, blocks=[text("x"), block("knowledge", {"heading": "", "claims": [about.pk]})])

    with tags.collecting() as used:
        body.blocks(article.body, article=article)

    assert f"claim:{about.pk}" in used
    assert used.end == until


def test_a_timeline_stands_in_the_order_of_time_and_says_how_certain_it_is(client: Client, markets: SectionPage) -> None:
    about = claim("Seoul bestellte den Botschafter ein")
    add(about, source("Außenministerium"))
    later = {"day": "2024-10-21", "time": "16:41:00", "text": f"<p>Der <b>Bericht</b>{SCRIPT}</p>", "claim": None}
    earlier = {"day": "2024-10-20", "time": None, "text": "<p>Die Rede</p>", "claim": about.pk}
    article = write(markets, blocks=[text("Wort."), block("timeline", {"heading": "Der Ablauf", "entries": [later, earlier]})])

    first, second = shown(article, Timeline).entries
    html = client.get("/maerkte/gold-steigt/").content.decode()

    assert (first.when, first.machine, first.html) == ("20. Oktober 2024", "2024-10-20", "Die Rede")
    assert first.claim is not None
    assert first.claim.standing == "eine Quelle: Außenministerium"
    assert (second.machine, second.html) == ("2024-10-21T16:41", "Der <b>Bericht</b>")
    assert "alert(1)" not in html
    assert reading.search("Bericht").get() == article


def test_a_fact_check_has_claim_assessment_and_facts(client: Client, markets: SectionPage) -> None:
    about = claim("Die Erde ist eine Scheibe")
    add(about, source("Ein Verein"))
    add(about, source("Ein Amt"), Stance.CANNOT_CONFIRM)
    value = {"claim": about.pk, "assessment": "false", "summary": "Sie ist eine Kugel.", "facts": f"<p>Gemessen{SCRIPT}</p>"}
    article = write(markets, blocks=[text("Wort."), block("fact_check", value)])

    found = shown(article, FactCheck)
    html = client.get("/maerkte/gold-steigt/").content.decode()

    assert (found.claim.text, found.claimants, found.verdict, found.html) == (
        "Die Erde ist eine Scheibe",
        ("Ein Verein",),
        "falsch",
        "<p>Gemessen</p>",
    )
    assert '<dd class="verdict false"><b>falsch</b> Sie ist eine Kugel.</dd>' in html
    assert reading.search("Scheibe").get() == article


def test_claims_of_blocks_are_live_with_the_article_and_end_with_it(markets: SectionPage, troops: Question) -> None:
    known, checked = claim("Bekannt"), claim("Geprüft")
    value = {"claim": checked.pk, "assessment": "true", "summary": "", "facts": "<p>Ja.</p>"}
    blocks = [text("x"), block("knowledge", {"heading": "", "claims": [known.pk]}), block("fact_check", value)]
    article = write(markets, blocks=[*blocks, block("figures", {"question": troops.pk, "heading": ""})])

    live = set(ClaimMark.objects.filter(until__isnull=True).values_list("claim", flat=True))
    assert live == {known.pk, checked.pk, *Claim.objects.filter(question=troops).values_list("pk", flat=True)}
    assert not Claim.objects.filter(public_since__isnull=True).exists()
    ArticlePage.objects.get(pk=article.pk).unpublish()
    assert not ClaimMark.objects.filter(until__isnull=True).exists()


def test_a_list_of_claims_alone_is_no_text_but_is_found(markets: SectionPage) -> None:
    about = claim("Silber ist knapp")
    listed = block("knowledge", {"heading": "", "claims": [about.pk]})

    assert publishing.body_text(ArticlePage(title="x", body=json.dumps([listed]))) == ""
    article = write(markets, blocks=[text("Wort."), listed])
    assert reading.search("knapp").get() == article


def test_what_was_deleted_meanwhile_costs_the_block_and_not_the_page(markets: SectionPage) -> None:
    gone = [
        block("figures", {"question": 99, "heading": ""}),
        block("knowledge", {"heading": "", "claims": [99]}),
        block("fact_check", {"claim": 99, "assessment": "true", "summary": "", "facts": "<p>x</p>"}),
        block("timeline", {"heading": "", "entries": [{"day": "2024-10-20", "time": None, "text": "<p>Rede</p>", "claim": 99}]}),
        quote(source=99, speaker="Mark Rutte"),
    ]
    article = write(markets, blocks=[text("x"), *gone])

    assert [type(one).__name__ for one in body.blocks(article.body, article=article)] == ["Text", "Timeline", "Quote"]


def test_twenty_claims_cost_no_more_queries_than_two(markets: SectionPage, troops: Question, django_assert_max_num_queries: Any) -> None:
    many = [claim(f"Aussage {number}") for number in range(20)]
    for one in many:
        add(one, source(f"Quelle {one.pk}", kind=SourceKind.PERSON), said_on=datetime(2024, 10, 20, tzinfo=UTC), precision=Precision.DAY)
    checks = [block("fact_check", {"claim": one.pk, "assessment": "true", "summary": "", "facts": "<p>x</p>"}) for one in many]
    entries = [{"day": str(date(2024, 10, 20)), "time": None, "text": "<p>x</p>", "claim": one.pk} for one in many]
    lists = [block("knowledge", {"heading": "", "claims": [one.pk for one in many]}), block("timeline", {"heading": "", "entries": entries})]
    article = write(markets, blocks=[text("x"), *checks, *lists, block("figures", {"question": troops.pk, "heading": ""})])
    fresh = ArticlePage.objects.get(pk=article.pk)

    with django_assert_max_num_queries(10):
        body.blocks(fresh.body, article=fresh)


def test_an_article_without_such_blocks_asks_nothing_of_claims(markets: SectionPage, django_assert_max_num_queries: Any) -> None:
    article = ArticlePage.objects.get(pk=write(markets, blocks=[text("x"), block("heading", "y")]).pk)

    with django_assert_max_num_queries(0):
        body.blocks(article.body, article=article)


def test_a_figure_knows_the_day_on_which_it_was_given(markets: SectionPage) -> None:
    asked = Question.objects.create(text="Wie viele?")
    about = claiming.create(Wanted(text="10.000", kind=ClaimKind.FIGURE, question=asked), by=None, at=clock.now())
    said = Statement(
        source=sourcing.enter(Known("Selenskyj"), by=None, at=clock.now()),
        figure=given(10000, "in Ausbildung"),
        said_on=datetime(2024, 10, 17, 12, tzinfo=UTC),
        precision=Precision.DAY,
    )
    asserting.add(about, said, by=None, at=clock.now())
    article = write(markets, blocks=[text("x"), block("figures", {"question": asked.pk, "heading": "Zahlen"})])

    (row,) = shown(article, Figures).chart.rows
    assert (row.when, row.status, row.path) == ("Do, 17. Oktober 2024", "eine Quelle", f"/claims/{about.slug}/")
