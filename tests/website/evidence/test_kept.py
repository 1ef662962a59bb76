"""What is kept of a claim in memory is never older than the claim and its sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from depesche.kernel import clock, options
from depesche.newsroom.claims import overriding, showing
from depesche.newsroom.claims.terms import Stance, Status
from depesche.newsroom.models import Claim, Question, SectionPage, Source
from depesche.website.evidence import kept
from depesche.website.evidence.telling import Told
from tests.website.conftest import text, write
from tests.website.evidence.world import World


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    kept.forget()
    yield
    kept.forget()


@pytest.fixture
def made(markets: SectionPage) -> World:
    """A published claim to which two people said something."""
    found = World()
    found.claim("A", "Truppen sind da.")
    found.say("A", "rutte", Stance.CANNOT_CONFIRM)
    found.say("A", "yoon", Stance.ASSERTS, via=[found.source("yonhap")])
    write(markets, "Da", blocks=[text(found.mark("A", "da"))])
    return found


def told(made: World, **more: Any) -> Told:
    number = made.claims["A"].pk
    return kept.told([number], at=more.get("at", clock.now()))[number]


def test_a_claim_is_told_once_and_then_costs_two_queries(made: World, django_assert_num_queries: Any) -> None:
    first = told(made)

    with django_assert_num_queries(2):
        assert told(made) is first


def test_something_said_is_told_at_once(made: World) -> None:
    told(made)

    made.say("A", "russia", Stance.DENIES)

    assert told(made).label.status == Status.DISPUTED


@pytest.mark.parametrize(
    ("column", "value"),
    [("name", "Rutte II"), ("speaks_for", "EU"), ("kind", "agency"), ("slug", "rutte-2"), ("is_protected", True), ("is_named", False)],
)
def test_a_source_that_changed_behind_our_back_is_told_anew(made: World, column: str, value: object) -> None:
    first = told(made)

    Source.objects.filter(pk=made.sources["rutte"].pk).update(**{column: value})

    assert told(made) is not first


def test_a_source_renamed_while_a_claim_is_told_is_not_kept_as_it_was(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    read = showing.shown

    def meanwhile(*asked: Any, **more: Any) -> Any:
        found = read(*asked, **more)
        Source.objects.filter(pk=made.sources["rutte"].pk).update(name="Rutte II")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(showing, "shown", meanwhile)
        assert "Mark Rutte" in told(made).html

    assert "Rutte II" in told(made).html


def test_a_question_has_its_english_words_on_an_english_site_and_follows_them(made: World) -> None:
    asked = Question.objects.create(text="Wie viele?", text_en="How many?")
    Claim.objects.filter(pk=made.claims["A"].pk).update(question=asked)

    with options.using(language="en"):
        assert told(made).question == "How many?"
        Question.objects.update(text_en="How many soldiers?")
        assert told(made).question == "How many soldiers?"
        Question.objects.update(text_en="")
        assert told(made).question == "Wie viele?"


def test_who_carried_it_may_be_renamed(made: World) -> None:
    told(made)

    Source.objects.filter(pk=made.sources["yonhap"].pk).update(name="Yonhap News")

    assert "über Yonhap News" in told(made).html


def test_a_judgement_ends_by_itself(made: World) -> None:
    about, now = made.claims["A"], clock.now()
    about.refresh_from_db()
    reason = "Zwei Korrespondenten haben es selbst gesehen"
    overriding.decide(about, Status.CONFIRMED, reason=reason, until=now + timedelta(hours=1), seen=about.version, by=None, at=now)

    assert told(made).label.status == Status.CONFIRMED
    assert told(made, at=now + timedelta(hours=2)).label.status == Status.UNCONFIRMED


def test_another_address_of_the_site_is_told_anew(made: World) -> None:
    told(made)

    with options.using(site_url="https://news.example"):
        assert str(told(made).node["url"]).startswith("https://news.example/")


def test_no_more_is_kept_than_fits(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = told(made)
    monkeypatch.setattr(kept, "MOST", 0)
    made.say("A", "usa", Stance.NO_STATEMENT)

    assert told(made) is not first
    assert told(made) is not told(made)
