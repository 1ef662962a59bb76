"""Evidence from one version of a statement to the next: every address stays, and so does the copy that is kept of it."""

from __future__ import annotations

import pytest

from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger.models import Body
from depesche.newsroom import protocol_check
from depesche.newsroom.claim_editor import entering
from depesche.newsroom.claim_editor.asked import Entry
from depesche.newsroom.claims import archiving, asserting, proving
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.models import Assertion
from tests.newsroom.claims.conftest import claim, source

pytestmark = pytest.mark.django_db
PAGES = [Proof(f"https://example.org/{number}", f"Seite {number}", f"S. {number}", "CC BY") for number in range(1, 6)]


def copied(assertion: Assertion, url: str) -> None:
    archiving.keep(assertion.evidence.get(url=url), "seite.html", [url.encode()], by=None, at=clock.now())


def test_what_takes_the_place_of_a_statement_keeps_every_copy_and_the_log_has_it() -> None:
    at = clock.now()
    old = asserting.add(claim(), Statement(source(), evidence=PAGES), by=None, at=at)
    copied(old, PAGES[3].url)
    before = proving.of(old)

    made = asserting.supersede(old, asserting.statement_of(old), by=None, at=at)

    assert proving.of(made) == before
    assert len(before) == 5
    assert before[3].archive_name == "seite.html"
    assert archiving.path(made.evidence.get(url=PAGES[3].url)).read_bytes() == PAGES[3].url.encode()
    assert Body.objects.filter(kind="evidence_archived").count() == 2
    assert protocol_check.differences() == []


def test_a_draft_written_anew_in_the_panel_keeps_every_address_page_and_copy() -> None:
    about, speaker = claim(), source()
    twice = Proof(PAGES[4].url, "Seite 5", "S. 50")
    draft = asserting.draft(about, Statement(speaker, evidence=[*PAGES, twice]), by=None, at=clock.now())
    copied(draft, PAGES[1].url)
    before = proving.of(draft)
    addresses = tuple(one.url for one in before)

    again = Entry(words="sie seien da", claim=about.pk, assertion=draft.pk, source=speaker.pk, stance="denies", evidence=addresses)
    entering.enter(again, by=None, at=clock.now())

    draft.refresh_from_db()
    assert draft.stance == "denies"
    assert set(proving.of(draft)) == set(before)
    assert protocol_check.differences() == []


def test_a_draft_does_not_lose_evidence_of_which_a_copy_is_kept() -> None:
    draft = asserting.draft(claim(), Statement(source(), evidence=PAGES), by=None, at=clock.now())
    copied(draft, PAGES[1].url)

    with pytest.raises(Refusal) as refused:
        asserting.redraft(draft, Statement(draft.source, evidence=PAGES[2:]), by=None, at=clock.now())

    assert refused.value.code == "copy-kept"
    assert draft.evidence.count() == 5
    assert protocol_check.differences() == []


def test_another_address_is_another_page_and_takes_no_copy_over() -> None:
    old = (Proof("https://example.org/1", sha256="a" * 64), Proof("https://example.org/2", licence="CC BY"))
    typed = [Proof("https://example.org/2", "Zwei"), Proof("https://example.org/3")]

    assert proving.carried_over(typed, old) == (Proof("https://example.org/2", "Zwei", licence="CC BY"), Proof("https://example.org/3"))
