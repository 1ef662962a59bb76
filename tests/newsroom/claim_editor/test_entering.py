"""What the panel enters: a claim, who says it, with which figure and evidence; a draft that can be changed until it is published."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom.claim_editor import entering, saying
from depesche.newsroom.claim_editor.asked import Entry, Typed
from depesche.newsroom.claim_editor.entering import Entered
from depesche.newsroom.claims import asserting, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.terms import AssertionState, ClaimKind, Comparator, Precision, SourceKind, Stance
from depesche.newsroom.models import Assertion, Claim, Source, Topic
from tests.newsroom.claims.conftest import claim, source

pytestmark = pytest.mark.django_db
WORDS = "rund 12.000 Soldaten"


def enter(**more: Any) -> Entered:
    return entering.enter(Entry(**{"words": WORDS, **more}), by=None, at=clock.now())


def refused(**more: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        enter(**more)
    return refusal.value.code


def test_a_new_claim_with_a_draft_of_what_a_source_says(gold: Topic) -> None:
    seoul = source("Seoul")
    figure = Typed("~", "12.000", unit="Soldaten", measure="insgesamt beschlossen")

    entered = enter(
        text="Nordkorea schickt rund 12.000 Soldaten",
        source=seoul.pk,
        figure=figure,
        day=date(2024, 10, 20),
        hedge="soll",
        evidence=("https://example.org/a", "/maerkte/gold-steigt/"),
        topics=(gold.pk,),
    )

    said = entered.assertion
    assert said is not None
    assert (entered.claim.text, entered.claim.kind) == ("Nordkorea schickt rund 12.000 Soldaten", ClaimKind.FIGURE)
    assert list(entered.claim.topics.all()) == [gold]
    assert (said.state, said.source, said.stance, said.hedge) == (AssertionState.DRAFT, seoul, Stance.ASSERTS, "soll")
    assert (said.comparator, said.low, said.unit, said.measure) == (Comparator.ABOUT, Decimal(12000), "Soldaten", "insgesamt beschlossen")
    assert said.said_on is not None
    assert (timezone.localtime(said.said_on).date(), said.precision) == (date(2024, 10, 20), Precision.DAY)
    assert [one.url for one in said.evidence.all()] == ["https://example.org/a", "http://testserver.localhost/maerkte/gold-steigt/"]


def test_words_that_nobody_says_are_marked_only() -> None:
    entered = enter(figure=Typed("=", "12000"))

    assert (entered.claim.text, entered.claim.kind, entered.assertion) == (WORDS, ClaimKind.FACT, None)


def test_the_stance_tells_the_kind_of_a_claim() -> None:
    kinds = {stance: enter(text=f"Es droht {stance}", name="Mark Rutte", stance=stance).claim.kind for stance in ("warns", "demands", "plans")}

    assert kinds == {"warns": ClaimKind.WARNING, "demands": ClaimKind.DEMAND, "plans": ClaimKind.PLAN}


def test_a_known_claim_gets_a_further_statement() -> None:
    known, moscow = claim(), source("Moskau")

    entered = enter(claim=known.pk, source=moscow.pk, stance="denies")

    assert entered.claim == known
    assert list(known.assertions.values_list("source", "stance", "state")) == [(moscow.pk, "denies", "draft")]


def test_a_source_is_made_by_its_name_once() -> None:
    enter(text="Eins", name="  Mark   Rutte ", kind="person")
    sourcing.change(Source.objects.get(), sourcing.Known(name="Mark Rutte", aliases=("Nato-Generalsekretär",)), by=None, at=clock.now())

    enter(text="Zwei", name="mark rutte")
    enter(text="Drei", name="NATO-Generalsekretär")

    assert [one.name for one in Source.objects.all()] == ["Mark Rutte"]
    assert Assertion.objects.count() == 3


def test_an_unnamed_source_is_one_without_a_name() -> None:
    entered = enter(name="Berichte", kind="unnamed", stance="reports")

    assert entered.assertion is not None
    assert (entered.assertion.source.kind, entered.assertion.source.is_named) == (SourceKind.UNNAMED, False)


def test_a_source_and_a_claim_that_were_merged_lead_to_the_others() -> None:
    old, new, one, other = source("Selenskyj"), source("Wolodymyr Selenskyj"), claim("Alt"), claim("Neu")
    sourcing.join(old, new, by=None, at=clock.now())
    Claim.objects.filter(pk=one.pk).update(merged_into=other)

    entered = enter(claim=one.pk, source=old.pk)

    assert entered.assertion is not None
    assert (entered.claim, entered.assertion.source) == (other, new)


def test_the_same_statement_is_not_entered_twice() -> None:
    known, seoul = claim(), source("Seoul")
    live = asserting.add(known, Statement(source=seoul, evidence=[Proof(url="https://example.org/a")]), by=None, at=clock.now())

    assert enter(claim=known.pk, source=seoul.pk, evidence=("https://example.org/a",)).assertion == live
    assert enter(claim=known.pk, source=seoul.pk, evidence=("https://example.org/b",)).assertion != live
    assert enter(claim=known.pk, source=seoul.pk, figure=Typed("=", "3")).assertion != live
    assert known.assertions.count() == 3


def test_a_known_claim_that_waits_for_its_first_statement_carries_its_draft() -> None:
    known = claim()
    draft = asserting.draft(known, Statement(source=source("Seoul")), by=None, at=clock.now())
    assert enter(claim=known.pk).assertion == draft

    asserting.add(known, Statement(source=source("Kyjiw")), by=None, at=clock.now())
    assert enter(claim=known.pk).assertion is None


def test_a_draft_is_changed_and_keeps_what_the_panel_does_not_show() -> None:
    known, seoul = claim(), source("Seoul")
    whole = Statement(source=seoul, basis="Geheimdienst", occasion="Pressekonferenz", evidence=[Proof("https://example.org/a", "Bericht", "S. 3")])
    draft = asserting.draft(known, whole, by=None, at=clock.now())

    entered = enter(claim=known.pk, assertion=draft.pk, source=seoul.pk, stance="reports", evidence=("https://example.org/a",))

    draft.refresh_from_db()
    assert entered.assertion == draft
    assert (draft.stance, draft.basis, draft.occasion) == ("reports", "Geheimdienst", "Pressekonferenz")
    assert [(one.title, one.locator) for one in draft.evidence.all()] == [("Bericht", "S. 3")]


def test_what_is_published_is_not_edited() -> None:
    known, seoul = claim(), source("Seoul")
    live = asserting.add(known, Statement(source=seoul), by=None, at=clock.now())

    assert refused(claim=known.pk, assertion=live.pk, source=seoul.pk, stance="denies") == "assertion-not-draft"
    live.refresh_from_db()
    assert live.stance == Stance.ASSERTS


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("claim-empty", {"words": "  ", "text": ""}),
        ("claim-too-long", {"text": "x" * 401}),
        ("claim-gone", {"claim": 987654}),
        ("source-gone", {"source": 987654}),
        ("source-name-too-long", {"name": "x" * 161}),
        ("stance-unknown", {"name": "Seoul", "stance": "shouts"}),
        ("number-unreadable", {"name": "Seoul", "figure": Typed("=", "viele")}),
        ("number-unreadable", {"name": "Seoul", "figure": Typed("=", "9" * 30)}),
        ("number-unreadable", {"name": "Seoul", "figure": Typed("=", "1,23456")}),
        ("figure-upside-down", {"name": "Seoul", "figure": Typed("range", "20", "10")}),
        ("figure-too-long", {"name": "Seoul", "figure": Typed("=", "1", unit="x" * 61)}),
        ("evidence-unreadable", {"name": "Seoul", "evidence": ("javascript:alert(1)",)}),
        ("evidence-unreadable", {"name": "Seoul", "evidence": ("irgendwo",)}),
    ],
)
def test_a_refusal_leaves_nothing_behind(code: str, typed: dict[str, Any]) -> None:
    assert refused(**typed) == code
    assert not Claim.objects.exists()
    assert not Source.objects.exists()


def test_sources_are_suggested_while_a_name_is_typed() -> None:
    source("Mark Rutte", aliases=("Nato-Generalsekretär",))
    source("Seoul")

    assert saying.like("rut") == saying.like("generalsek") == ["Mark Rutte"]
    assert saying.like("  ") == []
