"""What readers read of a status: the names behind it, and a shape that needs no colour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from depesche.kernel import clock
from depesche.newsroom.claims import overriding, showing, wording
from depesche.newsroom.claims.terms import ClaimKind, SourceKind, Stance, Status
from depesche.newsroom.claims.wording import Label
from depesche.newsroom.models import Claim
from tests.newsroom.claims.conftest import add, claim, pentagon, source

pytestmark = pytest.mark.django_db
COMPETENT = {"is_competent": True, "competent_reason": "wertet die Satellitenbilder aus"}


def label(about: Claim) -> Label:
    with translation.override("de"):
        return wording.label(showing.shown([about.pk], at=clock.now())[about.pk])


def told(*said: tuple[str, Stance], kind: ClaimKind = ClaimKind.FACT, **more: Any) -> str:
    """Return the label of a claim to which these speakers said something."""
    about = claim(kind=kind)
    for name, stance in said:
        add(about, source(name, party=name), stance, **(more if stance == Stance.CONFIRMS else {}))
    return label(about).text


@pytest.mark.rule("N-16")
def test_a_confirmation_names_who_confirms_and_a_denial_who_denies() -> None:
    assert told(("Pentagon", Stance.CONFIRMS), **COMPETENT) == "bestätigt von Pentagon"
    assert told(("Pentagon", Stance.CONFIRMS), ("Moskau", Stance.DENIES), **COMPETENT) == "bestätigt, dementiert von Moskau"


@pytest.mark.rule("N-17")
def test_two_sides_whose_independence_nobody_has_shown_only_repeat_it() -> None:
    assert told(("Seoul", Stance.ASSERTS), ("Kyjiw", Stance.ASSERTS)) == "mehrere Seiten sagen es"


def test_every_side_that_holds_back_is_named() -> None:
    assert told(("Yoon", Stance.ASSERTS), ("USA", Stance.NO_STATEMENT)) == "unbestätigt; nicht bestätigt von USA (keine Stellungnahme)"
    assert told(("Rutte", Stance.CANNOT_CONFIRM)) == "unbestätigt; nicht bestätigt von Rutte"
    assert told(("Moskau", Stance.DENIES)) == "dementiert von Moskau"
    assert told(("Selenskyj", Stance.WARNS), kind=ClaimKind.WARNING) == "Aussage von Selenskyj"
    assert told(("Yonhap", Stance.REPORTS)) == "eine Quelle"
    assert told() == "ohne Quelle"


def test_what_nobody_says_by_name_is_said_to_be_so() -> None:
    about = claim()
    add(about, source("Berichte", kind=SourceKind.UNNAMED, is_named=False), Stance.REPORTS)
    assert label(about).text == "unbestätigt, keine namentliche Quelle"

    add(about, source("Moskau"), Stance.DENIES)

    assert (label(about).text, label(about).note) == ("umstritten", "niemand sagt es namentlich")


@pytest.mark.rule("N-11")
def test_a_judgement_of_the_newsroom_says_so_with_its_reason_and_ends_by_itself() -> None:
    about, now = claim(), clock.now()
    add(about, source(), Stance.ASSERTS)
    reason = "Zwei Korrespondenten haben es mit eigenen Augen gesehen"
    overriding.decide(about, Status.CONFIRMED, reason=reason, until=now + timedelta(days=1), seen=about.version, by=None, at=now)

    found = label(about)
    later = showing.shown([about.pk], at=now + timedelta(days=2))[about.pk]

    assert (found.text, found.note, found.reason) == ("bestätigt", "Einschätzung der Redaktion", reason)
    assert wording.label(later).status == Status.SINGLE_SOURCE


def test_a_claim_past_its_time_says_when_it_was_last_looked_at() -> None:
    now = clock.now()
    old, fresh = claim("Alt", review_by=(now - timedelta(days=2)).date()), claim("Frisch", review_by=(now + timedelta(days=2)).date())

    shown = showing.shown([old.pk, fresh.pk], at=now)

    assert shown[old.pk].checked == old.changed_at
    assert shown[fresh.pk].checked is None


def test_each_status_has_a_shape_and_none_has_that_of_another() -> None:
    """Unconfirmed and not confirmed are one word for readers, and one shape."""
    assert set(wording.SHAPES) == set(Status)
    assert len(set(wording.SHAPES.values())) == len(Status) - 1


@pytest.mark.rule("N-12")
def test_a_protected_source_is_its_description_and_nothing_else() -> None:
    hidden = source("eine Person aus dem Umfeld, die ungenannt bleiben will", speaks_for="Ministerium")
    hidden.is_protected = True

    assert wording.speaker(hidden) == wording.short_name(hidden) == hidden.name
    assert wording.speaker(pentagon()) == "Pentagon"
    assert wording.speaker(source("Mark Rutte", speaks_for="NATO")) == "Mark Rutte, NATO"


def test_reading_many_claims_takes_as_many_queries_as_reading_one(django_assert_num_queries: Any) -> None:
    speaker = source()
    claims = [claim(f"Aussage {number}") for number in range(12)]
    for about in claims:
        add(about, speaker)

    with django_assert_num_queries(4):
        shown = showing.shown([about.pk for about in claims], at=clock.now())

    assert {wording.label(one).text for one in shown.values()} == {str(Status.SINGLE_SOURCE.label)}


def test_a_merged_claim_leads_to_the_other_one() -> None:
    old, new = claim("Alt"), claim("Neu")
    Claim.objects.filter(pk=old.pk).update(merged_into=new)

    assert showing.shown([old.pk], at=clock.now())[old.pk].claim == new
