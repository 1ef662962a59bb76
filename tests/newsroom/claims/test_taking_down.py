"""A name stood there by mistake. The words go for a legal reason; their digest, the ground and the day stay, and the log still agrees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs, verification
from depesche.newsroom import protocol_check
from depesche.newsroom.claims import archiving, asserting, claiming, entries, merging, sourcing, taking_down
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.taking_down import Order
from depesche.newsroom.claims.terms import Ground, Stance
from depesche.newsroom.models import Assertion, Claim, ClaimVersion, Evidence, TakenDown
from tests.newsroom.claims.conftest import add, claim, source, without_guards

NAME = "Max Muster"
ORDER = Order(Ground.PERSONAL_DATA, "Der Genannte verlangt es, er war nicht gemeint.")
TEXTS = {name: f"{NAME} {name}" for name in asserting.TYPED}


@pytest.fixture
def wrong(db: None) -> Assertion:
    """Somebody was named everywhere in a statement, which was taken back for that."""
    about = claim("Ein Verdächtiger wurde festgenommen")
    proof = Proof("https://example.org/max-muster", f"{NAME} in Haft", "Seite 3", "frei")
    said = add(about, source("Polizei"), is_competent=True, evidence=[proof], **TEXTS)
    archiving.keep(said.evidence.get(), "max-muster.html", [b"Max Muster"], by=None, at=clock.now())
    asserting.retract(said, reason=f"{NAME} war nicht gemeint", by=None, at=clock.now())
    return Assertion.objects.get(pk=said.pk)


@pytest.fixture
def reworded(db: None) -> Claim:
    """A claim named somebody; it says something else now, and was looked at by several versions in between."""
    about = claim(f"{NAME} wurde festgenommen", text_en=f"{NAME} was arrested")
    add(about, source("Polizei"))
    return claiming.edit(about, Wanted("Ein Mann wurde festgenommen"), seen=about.version, by=None, at=clock.now())


def everything() -> str:
    """Return every text of every table of the newsroom and the ledger."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(("newsroom_", "ledger_body", "wagtailcore_revision", "wagtailcore_modellog")):
                cursor.execute(f"SELECT * FROM {table}")
                found += [
                    bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                    for row in cursor.fetchall()
                    for value in row
                ]
    return "\n".join(found)


def test_every_word_of_a_statement_is_gone_with_evidence_and_the_log_agrees(wrong: Assertion) -> None:
    digest = entries.assertion_digest(wrong)
    assert NAME in everything()

    row = taking_down.statement(wrong, ORDER, by=None, at=clock.now())

    assert NAME not in everything()
    assert "max-muster" not in everything()
    assert row.sha256 == digest
    (event,) = book.of_kind(entries.TEXT_TAKEN_DOWN, log=logs.EDITORIAL)
    assert (event.body["sha256"], event.body["ground"]) == (digest, "personal_data")
    assert protocol_check.differences() == []
    assert verification.verify().ok


def test_what_was_superseded_goes_and_what_counts_stays(db: None) -> None:
    about, police = claim(), source("Polizei")
    old = add(about, police, wording=NAME)
    new = asserting.supersede(old, Statement(police, Stance.DENIES, wording="Ein Mann"), by=None, at=clock.now())
    before = Claim.objects.get(pk=about.pk)

    taking_down.statement(old, ORDER, by=None, at=clock.now())
    sourcing.join(police, source("Staatsanwaltschaft"), by=None, at=clock.now())

    assert Assertion.objects.get(pk=old.pk).wording == ""
    assert Assertion.objects.get(pk=new.pk).wording == "Ein Mann"
    assert Claim.objects.get(pk=about.pk).status == before.status
    assert protocol_check.differences() == []


def test_the_words_of_a_claim_go_from_every_version_that_had_them_and_from_its_address(reworded: Claim) -> None:
    first = reworded.versions.get(number=1)
    assert "max-muster" in reworded.slug

    rows = taking_down.words(first, ORDER, by=None, at=clock.now())

    assert [row.version.number for row in rows if row.version] == [1, 2]
    assert NAME not in everything()
    assert "max-muster" not in everything()
    assert Claim.objects.get(pk=reworded.pk).slug == "ein-mann-wurde-festgenommen"
    assert protocol_check.differences() == []
    assert verification.verify().ok


def test_a_claim_that_was_merged_loses_its_words_too(db: None) -> None:
    about = claim(f"{NAME} wurde festgenommen")
    merging.merge(about, claim("Ein Mann wurde festgenommen"), by=None, at=clock.now())

    taking_down.words(about.versions.get(number=1), ORDER, by=None, at=clock.now())

    assert NAME not in everything()
    assert "max-muster" not in everything()
    assert protocol_check.differences() == []


def test_what_counts_and_what_the_claim_says_is_replaced_first(reworded: Claim) -> None:
    live = reworded.assertions.get()
    for deed in (
        lambda: taking_down.statement(live, ORDER, by=None, at=clock.now()),
        lambda: taking_down.words(reworded.versions.get(number=reworded.version), ORDER, by=None, at=clock.now()),
    ):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code in {"statement-counts", "words-still-stand"}


def test_it_needs_a_reason_and_happens_once(wrong: Assertion) -> None:
    with pytest.raises(Refusal) as refused:
        taking_down.statement(wrong, Order(Ground.OTHER, "  zu kurz        "), by=None, at=clock.now())
    assert refused.value.code == "reason-missing"
    taking_down.statement(wrong, ORDER, by=None, at=clock.now())
    with pytest.raises(Refusal) as refused:
        taking_down.statement(wrong, ORDER, by=None, at=clock.now())
    assert refused.value.code == "taken-down-already"


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def record(column: str, number: int) -> None:
    """Say by raw SQL that something was taken down."""
    run(
        f"INSERT INTO newsroom_takendown ({column}, ground, reason, sha256, at) VALUES (%s, 'other', 'x', 'y', %s)",
        number,
        clock.now(),
    )


EMPTY = ", ".join(f"{name} = ''" for name in asserting.TYPED)


def test_raw_sql_edits_no_published_statement(wrong: Assertion) -> None:
    live = add(claim("Anderes"), source("Zeuge"), wording="So war es", evidence=[Proof("https://example.org/")])
    for said in (wrong, live):
        for change in ("wording = 'x'", "wording = ''", EMPTY, "stance = 'denies'", "low = 1", "said_on = NULL, place = 'x'", "state = 'draft'"):
            with pytest.raises(IntegrityError, match="never edited"):
                run(f"UPDATE newsroom_assertion SET {change} WHERE id = %s", said.pk)
    for statement in ("UPDATE newsroom_evidence SET url = 'https://example.com/'", "DELETE FROM newsroom_evidence"):
        with pytest.raises(IntegrityError, match="evidence of a published statement"):
            run(statement)


def test_a_draft_is_edited_freely(db: None) -> None:
    waiting = asserting.draft(claim(), Statement(source(), evidence=[Proof("https://example.org/")]), by=None, at=clock.now())

    run("UPDATE newsroom_assertion SET wording = 'x' WHERE id = %s", waiting.pk)
    run("DELETE FROM newsroom_evidence")


def test_what_is_recorded_as_taken_down_loses_all_its_words_or_none(wrong: Assertion) -> None:
    live = add(claim("Anderes"), source("Zeuge"), wording="So war es")
    record("assertion_id", wrong.pk)
    record("assertion_id", live.pk)

    for said, change in ((wrong, "wording = ''"), (wrong, f"{EMPTY}, stance = 'denies'"), (wrong, "wording = 'Nie gesagt'"), (live, EMPTY)):
        with pytest.raises(IntegrityError, match="never edited"):
            run(f"UPDATE newsroom_assertion SET {change} WHERE id = %s", said.pk)
    run(f"UPDATE newsroom_assertion SET {EMPTY} WHERE id = %s", wrong.pk)
    run("DELETE FROM newsroom_evidence WHERE assertion_id = %s", wrong.pk)


def test_raw_sql_rewords_no_version_and_no_record_of_what_was_taken_down(reworded: Claim) -> None:
    first = reworded.versions.get(number=1)
    for text in ("x", ""):
        with pytest.raises(IntegrityError, match="never edited"):
            run("UPDATE newsroom_claimversion SET text = %s, text_en = '' WHERE id = %s", text, first.pk)
    taking_down.words(first, ORDER, by=None, at=clock.now())
    with pytest.raises(IntegrityError, match="never edited"):
        run("UPDATE newsroom_claimversion SET text = 'x' WHERE id = %s", first.pk)
    for statement in ("UPDATE newsroom_takendown SET ground = 'other'", "DELETE FROM newsroom_takendown"):
        with pytest.raises(IntegrityError, match="stays so"):
            run(statement)


def by_hand(said: Assertion) -> None:
    record("assertion_id", said.pk)
    run(f"UPDATE newsroom_assertion SET {EMPTY} WHERE id = %s", said.pk)


def version_by_hand(said: Assertion) -> None:
    first = ClaimVersion.objects.get(claim=said.claim, number=1)
    record("version_id", first.pk)
    run("UPDATE newsroom_claimversion SET text = '', text_en = '' WHERE id = %s", first.pk)


@pytest.mark.parametrize("tamper", [by_hand, version_by_hand])
def test_a_removal_that_no_entry_covers_is_named(wrong: Assertion, tamper: Callable[[Assertion], None]) -> None:
    assert protocol_check.differences() == []

    tamper(wrong)

    assert any("was taken down, but no entry of the log says so" in one for one in protocol_check.differences())


def test_an_entry_whose_record_says_something_else_is_named(wrong: Assertion) -> None:
    taking_down.statement(wrong, ORDER, by=None, at=clock.now())
    row = TakenDown.objects.values("assertion_id", "reason", "sha256", "at").get()
    body = {**book.of_kind(entries.TEXT_TAKEN_DOWN, log=logs.EDITORIAL)[0].body, "sha256": "0" * 64}
    entries.write(entries.TEXT_TAKEN_DOWN, {key: value for key, value in body.items() if key != "by"}, by=None, at=clock.now())

    found = protocol_check.differences()

    assert row["sha256"] != "0" * 64
    assert any("was not taken down as entry" in one for one in found)
    assert any("was not what the log knew" in one for one in found)
    assert Evidence.objects.count() == 0


def test_words_that_vanish_without_a_record_are_named(wrong: Assertion) -> None:
    without_guards()

    run("UPDATE newsroom_claimversion SET text = '', text_en = ''")
    run(f"UPDATE newsroom_assertion SET {EMPTY}")

    found = protocol_check.differences()
    assert any("lost its words, and no entry of the log says why" in one for one in found)
    assert any(one.startswith(f"assertion {wrong.pk} ") for one in found)
