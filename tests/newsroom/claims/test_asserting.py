"""A source says something: the status follows in the same transaction, with a version, an entry in the log and what it outdates."""

from __future__ import annotations

import pytest
from django.db import transaction

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.newsroom.claims import asserting, entries
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.terms import AssertionState, Stance, Status
from depesche.newsroom.models import Assertion, Claim, ClaimVersion
from tests.newsroom.claims.conftest import add, claim, pentagon, source
from tests.newsroom.conftest import outdated

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return [event.kind for event in book.newest((entries.ASSERTION_ADDED, entries.STATUS_CHANGED), most=9, log=logs.EDITORIAL)]


def test_one_source_makes_a_claim_one_of_one_source() -> None:
    about = claim()

    add(about, source("Yoon Suk Yeol"))

    assert (about.status, about.rule, about.version) == (Status.SINGLE_SOURCE, "R13", 2)
    assert sorted(kinds()) == [entries.ASSERTION_ADDED, entries.STATUS_CHANGED]
    assert f"claim:{about.pk}" in outdated()


@pytest.mark.rule("N-16")
def test_the_competent_authority_confirms_and_a_denial_stands_beside_it() -> None:
    about = claim()
    add(about, pentagon(), Stance.CONFIRMS, is_competent=True, competent_reason="wertet die Satellitenbilder aus")
    assert about.status == Status.CONFIRMED

    add(about, source("Moskau"), Stance.DENIES)

    assert about.status == Status.CONFIRMED_DENIED
    assert [version.status for version in ClaimVersion.objects.filter(claim=about)] == ["unsourced", "confirmed", "confirmed_denied"]


def test_a_draft_counts_only_when_it_is_published() -> None:
    about = claim()
    draft = asserting.draft(about, Statement(source=source()), by=None, at=clock.now())
    about.refresh_from_db()
    assert (about.status, about.version) == (Status.UNSOURCED, 1)

    asserting.publish([draft], by=None, at=clock.now())
    asserting.publish([Assertion.objects.get(pk=draft.pk)], by=None, at=clock.now())

    about.refresh_from_db()
    assert (about.status, about.version) == (Status.SINGLE_SOURCE, 2)


def test_what_another_article_published_meanwhile_is_not_published_again() -> None:
    about = claim()
    seen_before = asserting.draft(about, Statement(source=source()), by=None, at=clock.now())
    asserting.publish([Assertion.objects.get(pk=seen_before.pk)], by=None, at=clock.now())
    live = Assertion.objects.get(pk=seen_before.pk)
    asserting.retract(live, reason="Verwechslung", by=None, at=clock.now())

    asserting.publish([seen_before], by=None, at=clock.now())

    assert Assertion.objects.get(pk=live.pk).state == AssertionState.RETRACTED
    assert kinds().count(entries.ASSERTION_ADDED) == 1


def test_what_is_superseded_stays_readable() -> None:
    about, speaker = claim(), source()
    old = add(about, speaker, Stance.CANNOT_CONFIRM)

    asserting.supersede(old, Statement(source=speaker, stance=Stance.CONFIRMS), by=None, at=clock.now())

    old.refresh_from_db()
    about.refresh_from_db()
    assert (old.state, about.status) == (AssertionState.SUPERSEDED, Status.SINGLE_SOURCE)
    with pytest.raises(Refusal) as refused:
        asserting.supersede(old, Statement(source=speaker), by=None, at=clock.now())
    assert refused.value.code == "assertion-not-live"


def test_taking_the_only_statement_back_leaves_no_source() -> None:
    about = claim()
    only = add(about, source())

    asserting.retract(only, reason="Verwechslung zweier Interviews", by=None, at=clock.now())

    about.refresh_from_db()
    assert (about.status, about.rule) == (Status.UNSOURCED, "R2")


@pytest.mark.rule("N-13")
def test_the_second_of_two_editors_sees_that_the_claim_changed() -> None:
    about, speaker = claim(), source()
    seen = about.version
    add(about, speaker)

    with pytest.raises(Refusal) as refused:
        asserting.add(about, Statement(source=source("Kyjiw")), seen=seen, by=None, at=clock.now())

    assert refused.value.code == "claim-changed-meanwhile"
    assert Assertion.objects.filter(claim=about).count() == 1


def test_competence_needs_a_reason() -> None:
    with pytest.raises(Refusal) as refused:
        asserting.add(claim(), Statement(source=pentagon(), stance=Stance.CONFIRMS, is_competent=True), by=None, at=clock.now())

    assert refused.value.code == "competence-unfounded"


def test_a_change_that_fails_leaves_nothing() -> None:
    about, speaker = claim(), source()

    with transaction.atomic():
        asserting.add(about, Statement(source=speaker, evidence=[Proof(url="https://example.org/")]), by=None, at=clock.now())
        transaction.set_rollback(True)

    assert Claim.objects.get(pk=about.pk).version == 1
    assert not Assertion.objects.exists()
