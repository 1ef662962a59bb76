"""The rule table: every rule is reachable, order does not matter, a denial never raises a status."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.newsroom.claims.status import Note, Said, Verdict, derive
from depesche.newsroom.claims.terms import ClaimKind, Independence, Stance, Status

pytestmark = pytest.mark.once

# From the best that can be said of a claim to the worst.
STRENGTH = [
    Status.CONFIRMED,
    Status.ESTABLISHED,
    Status.CORROBORATED,
    Status.CONFIRMED_DENIED,
    Status.REPEATED,
    Status.SINGLE_SOURCE,
    Status.SELF_DECLARED,
    Status.ATTRIBUTED,
    Status.UNCONFIRMED,
    Status.NOT_CONFIRMED,
    Status.UNSOURCED,
    Status.DISPUTED,
    Status.DENIED,
    Status.WITHDRAWN,
]

SPEAKERS = st.sampled_from(["seoul", "kyiv", "moscow", "experts", "us"])
SAID = st.builds(
    Said,
    speaker=SPEAKERS,
    voice=st.sampled_from(["a", "b", "c"]),
    stance=st.sampled_from(list(Stance)),
    is_named=st.booleans(),
    is_own=st.booleans(),
    is_competent=st.booleans(),
    has_evidence=st.booleans(),
    independent=st.sampled_from(list(Independence)),
)
KINDS = st.sampled_from(list(ClaimKind))


def said(stance: Stance, speaker: str = "seoul", **more: object) -> Said:
    return Said(**{"speaker": speaker, "voice": speaker, "stance": stance, **more})  # type: ignore[arg-type]


A, DENIES, SILENT = said(Stance.ASSERTS), said(Stance.DENIES, "moscow"), said(Stance.NO_STATEMENT, "us")
KYIV = said(Stance.ASSERTS, "kyiv")
CONFIRMS = said(Stance.CONFIRMS, "pentagon", is_competent=True)
NOBODY = said(Stance.REPORTS, "reports", is_named=False)
OURSELVES = said(Stance.ASSERTS, "we", is_own=True)
TABLE = [
    ("R1", Status.WITHDRAWN, [said(Stance.RETRACTS)]),
    ("R1", Status.WITHDRAWN, [A, said(Stance.RETRACTS)]),
    ("R2", Status.UNSOURCED, []),
    ("R3", Status.ATTRIBUTED, [said(Stance.WARNS)]),
    ("R3", Status.UNSOURCED, [said(Stance.WARNS, is_named=False)]),
    ("R4", Status.CONFIRMED, [CONFIRMS]),
    ("R4", Status.CONFIRMED, [said(Stance.CONFIRMS, "we", is_own=True, has_evidence=True)]),
    ("R4", Status.CONFIRMED, [A, SILENT, CONFIRMS]),
    ("R5", Status.CONFIRMED_DENIED, [CONFIRMS, DENIES]),
    ("R6", Status.DISPUTED, [A, DENIES]),
    ("R7", Status.DENIED, [DENIES]),
    ("R8", Status.NOT_CONFIRMED, [SILENT]),
    ("R9", Status.UNCONFIRMED, [NOBODY]),
    ("R10", Status.CORROBORATED, [said(Stance.ASSERTS, independent=Independence.YES), said(Stance.ASSERTS, "kyiv", independent=Independence.YES)]),
    ("R10b", Status.REPEATED, [A, KYIV]),
    ("R11", Status.UNCONFIRMED, [A, KYIV, SILENT]),
    ("R12", Status.UNCONFIRMED, [A, SILENT]),
    ("R13b", Status.SELF_DECLARED, [OURSELVES]),
    ("R13", Status.SINGLE_SOURCE, [A]),
    ("R13", Status.SINGLE_SOURCE, [said(Stance.ASSERTS, "we", is_own=True, has_evidence=True)]),
]


@pytest.mark.parametrize(("rule", "status", "assertions"), TABLE)
def test_every_rule_is_reachable(rule: str, status: Status, assertions: list[Said]) -> None:
    found = derive(ClaimKind.FACT, assertions)

    assert (found.rule, found.status) == (rule, status)


def test_a_judgement_of_the_editors_stands_before_every_rule() -> None:
    found = derive(ClaimKind.FACT, [A, DENIES], override=Status.REFUTED)

    assert (found.rule, found.status, found.deniers) == ("R0", Status.REFUTED, ("moscow",))


def test_what_everybody_knows_needs_no_source() -> None:
    assert derive(ClaimKind.EVENT, [], is_established=True).rule == "R2b"


def test_a_view_is_a_statement_of_who_holds_it() -> None:
    found = derive(ClaimKind.FORECAST, [said(Stance.ASSERTS, "zelensky")])

    assert (found.status, found.speakers) == (Status.ATTRIBUTED, ("zelensky",))


def test_a_dispute_says_so_when_nobody_asserts_it_by_name() -> None:
    assert derive(ClaimKind.FACT, [NOBODY, DENIES]).notes == (Note.NOBODY_BY_NAME,)
    assert derive(ClaimKind.FACT, [A, NOBODY, DENIES]).notes == ()


def test_one_house_is_one_voice() -> None:
    television = Said(speaker="yonhap-tv", voice="yonhap", stance=Stance.REPORTS)
    agency = Said(speaker="yonhap", voice="yonhap", stance=Stance.REPORTS)

    assert derive(ClaimKind.FACT, [television, agency]).status == Status.SINGLE_SOURCE


@pytest.mark.parametrize("one", list(Independence))
@pytest.mark.rule("N-17")
def test_two_sources_of_unknown_independence_are_never_several_independent_ones(one: Independence) -> None:
    found = derive(ClaimKind.FACT, [said(Stance.ASSERTS, independent=one), KYIV])

    assert found.status == Status.REPEATED


@given(KINDS, st.lists(SAID, max_size=6), st.booleans(), st.randoms())
def test_the_order_of_statements_does_not_matter(kind: ClaimKind, assertions: list[Said], established: bool, random: object) -> None:
    shuffled = list(assertions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert derive(kind, shuffled, is_established=established) == derive(kind, assertions, is_established=established)


@given(KINDS, st.lists(SAID, max_size=6), SAID)
def test_a_new_denial_never_raises_a_status(kind: ClaimKind, assertions: list[Said], denier: Said) -> None:
    denial = Said(speaker="new", voice=denier.voice, stance=Stance.DENIES, is_named=denier.is_named)

    before, after = derive(kind, assertions), derive(kind, [*assertions, denial])

    assert STRENGTH.index(after.status) >= STRENGTH.index(before.status)


@given(KINDS, SAID, st.booleans())
def test_without_its_only_statement_a_claim_has_no_source(kind: ClaimKind, only: Said, established: bool) -> None:
    assert derive(kind, [only]).rule != "R2"
    assert derive(kind, [], is_established=established) == (Verdict(Status.ESTABLISHED, "R2b") if established else Verdict(Status.UNSOURCED, "R2"))


@given(KINDS, st.lists(SAID, max_size=6))
def test_no_rule_says_that_something_is_refuted(kind: ClaimKind, assertions: list[Said]) -> None:
    assert derive(kind, assertions).status in STRENGTH
