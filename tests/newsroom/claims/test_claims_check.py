"""The editorial log and the tables agree, whatever editors do; a change past Depesche is named."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.ledger import verification
from depesche.newsroom import claim_uses, claims_check, claims_history_check, protocol_check
from depesche.newsroom.claims import archiving, asserting, checking, claiming, entries, merging, overriding, protecting, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.protecting import Person
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import Comparator, Precision, Stance, Status
from depesche.newsroom.models import Assertion, Claim, ClaimMark, ClaimVersion, Evidence, Identity, SectionPage, Source, Topic
from depesche.newsroom.protocol_words import DEEDS, OTHERS
from tests.newsroom.claims.conftest import add, claim, marked, source, without_guards
from tests.newsroom.conftest import body, write

pytestmark = pytest.mark.django_db


def keepers() -> list[User]:
    made = [User.objects.create_user(f"k{number}@example.org", "a long password 1") for number in (1, 2)]
    for one in made:
        one.groups.add(Group.objects.get_or_create(name=Role.EDITOR.value)[0])
    return made


@pytest.fixture
def everything(gold: Topic, markets: SectionPage) -> Claim:
    """Do everything that can be done with claims; return the one that is left with most of it."""
    at = clock.now()
    about = claim("Gold steigt", topics=[gold])
    yoon, seoul, idle = source("Yoon", party="ROK"), source("Seoul"), source("Niemand")
    said = asserting.add(about, Statement(yoon, via=[seoul], evidence=[Proof("https://example.org/", "Seite")]), by=None, at=at)
    number = Figure("insgesamt", "Soldaten", Comparator.ABOUT, 12000)
    made = asserting.supersede(said, Statement(yoon, Stance.REPORTS, figure=number, evidence=[Proof("https://example.org/")]), by=None, at=at)
    archiving.keep(made.evidence.get(), "seite.html", [b"Gold"], by=None, at=at)
    gone = add(about, idle, Stance.DENIES)
    asserting.retract(gone, reason="Verwechselt", by=None, at=at)
    sourcing.change(yoon, Known("Yoon Suk Yeol", party="ROK"), by=None, at=at)
    sourcing.join(seoul, yoon, by=None, at=at)
    about.refresh_from_db()
    claiming.edit(about, Wanted("Gold steigt weiter", topics=[gold]), seen=about.version, by=None, at=at)
    checking.look_at(about, again_by=at.date() + timedelta(days=9), by=None, at=at)
    other = claim("Silber steigt")
    add(other, source("Kyjiw"))
    merging.merge(other, about, by=None, at=at)
    moved = about.assertions.filter(source__name="Kyjiw").get()
    merging.split(about, Wanted("Silber steigt doch"), [moved.pk], by=None, at=at)
    about.refresh_from_db()
    overriding.decide(
        about, Status.DISPUTED, reason="Zwei Augenzeugen widersprechen.", until=at + timedelta(days=3), seen=about.version, by=None, at=at
    )
    protecting.enter(Known("eine Mitarbeiterin"), Person("Erna Geheim"), keepers(), by=None, at=at)
    lead = claim("Blei steigt")
    write(markets, "Blei", body=body(f"Es hieß: {marked(lead, 'Blei steigt')}."))
    claim_uses.delete_claim(claim("Nie gebraucht"), by=None, at=at)
    claim_uses.delete_source(source("Nie gesagt"), by=None, at=at)
    return about


@pytest.mark.rule("N-37")
def test_after_everything_that_editors_do_the_tables_are_what_the_log_says(everything: Claim) -> None:
    assert protocol_check.differences() == []
    assert verification.verify().ok


CHANGES = {
    "a character of a claim": lambda: Claim.objects.filter(text="Gold steigt weiter").update(text="Gold steigt weitar"),
    "a character of what a source said": lambda: Assertion.objects.filter(measure="insgesamt").update(measure="insgesamd"),
    "a figure": lambda: Assertion.objects.filter(measure="insgesamt").update(low=1200),
    "a stance": lambda: Assertion.objects.filter(measure="insgesamt").update(stance="denies"),
    "a statement brought back": lambda: Assertion.objects.filter(state="retracted").update(state="live"),
    "a statement for another claim": lambda: Assertion.objects.filter(measure="insgesamt").update(claim=Claim.objects.get(text="Silber steigt doch")),
    "an address of evidence": lambda: Evidence.objects.update(url="https://example.com/"),
    "a copy of evidence": lambda: Evidence.objects.exclude(sha256="").update(sha256="0" * 64),
    "a character of a source": lambda: Source.objects.filter(name="Yoon Suk Yeol").update(name="Yoon Suk Yeoh"),
    "a status": lambda: Claim.objects.filter(text="Silber steigt doch").update(status="confirmed"),
    "a judgement": lambda: Claim.objects.exclude(override="").update(override_reason="Aus gutem Grund, wirklich."),
    "the address of a claim": lambda: Claim.objects.filter(text="Silber steigt doch").update(slug="silber"),
    "since when readers see a claim": lambda: Claim.objects.filter(text="Gold steigt weiter").update(public_since=clock.now() - timedelta(days=9)),
    "a claim that nobody published": lambda: Claim.objects.filter(text="Silber steigt doch").update(public_since=clock.now()),
    "a claim that readers no longer see": lambda: Claim.objects.filter(text="Blei steigt").update(public_since=None),
    "a merger undone": lambda: Claim.objects.filter(text="Silber steigt").update(merged_into=None),
    "a sealed identity": lambda: Identity.objects.update(sealed=b"sealed.1.AAAA"),
    "a source that nobody entered": lambda: Source.objects.create(name="Falsch", slug="falsch", created_at=clock.now()),
}


@pytest.mark.rule("N-37")
@pytest.mark.parametrize("what", CHANGES)
def test_a_change_past_depesche_is_named(everything: Claim, what: str) -> None:
    without_guards()
    CHANGES[what]()

    found = list(claims_check.differences())

    assert found
    assert all(any(word in one for word in ("claim", "assertion", "source", "evidence")) for one in found)


PAST = {
    "a status that readers saw": lambda: ClaimVersion.objects.filter(number=2).update(status="confirmed"),
    "words that readers saw": lambda: ClaimVersion.objects.filter(text="Gold steigt").update(text="Gold fällt"),
    "a version": lambda: ClaimVersion.objects.filter(number=2).delete(),
    "when a source said it": lambda: Assertion.objects.filter(state="live").update(live_since=clock.now() - timedelta(days=9)),
    "when it was superseded": lambda: Assertion.objects.filter(state="superseded").update(ended_at=clock.now() + timedelta(days=9)),
    "why it was taken back": lambda: Assertion.objects.filter(state="retracted").update(end_reason="Verwaist"),
}


@pytest.mark.rule("N-37")
@pytest.mark.parametrize("what", PAST)
def test_a_change_of_what_readers_saw_before_is_named(everything: Claim, what: str) -> None:
    assert protocol_check.differences() == []
    without_guards()
    PAST[what]()

    assert list(claims_history_check.differences())
    assert protocol_check.differences()


def test_an_identity_that_is_no_sealed_text_is_named_like_any_other(everything: Claim) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE newsroom_identity SET sealed = %s", ["x" if connection.vendor == "sqlite" else b"\xff"])

    assert any("sealed identity" in one for one in claims_check.differences())


@pytest.mark.parametrize("tamper", ["delete", "text", "claim"])
def test_a_mark_whose_row_is_not_there_is_named(markets: SectionPage, everything: Claim, tamper: str) -> None:
    write(markets, body=body(f"Es hieß: {marked(everything, 'Gold steigt weiter')}."))
    assert protocol_check.differences() == []
    rows = ClaimMark.objects.filter(claim=everything, until__isnull=True)
    without_guards()

    if tamper == "delete":
        rows.delete()
    else:
        rows.update(**({"text": "Gold fällt"} if tamper == "text" else {"claim": claim("Anderes")}))

    assert any("has no row" in one for one in claims_history_check.differences())


def test_every_kind_of_entry_has_a_plain_word_or_is_private() -> None:
    kinds = {value for name, value in vars(entries).items() if name.isupper() and isinstance(value, str)}
    private = {entries.IDENTITY_SEALED, entries.IDENTITY_READ, entries.IDENTITY_FORGOTTEN}

    assert kinds - private <= DEEDS.keys() | OTHERS.keys()
    assert not private & (DEEDS.keys() | OTHERS.keys())


def test_a_moment_typed_in_berlin_is_the_moment_in_the_database() -> None:
    said_on = datetime(2024, 10, 20, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))

    asserting.add(claim(), Statement(source(), said_on=said_on, precision=Precision.MINUTE), by=None, at=clock.now())

    assert list(claims_check.differences()) == []
