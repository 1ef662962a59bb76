"""Statements at the claim's desk page: what a change touches is told first, two editors lose nothing, and every article follows."""

from __future__ import annotations

import pytest
from django.test import Client

from depesche.kernel import clock
from depesche.newsroom import reach
from depesche.newsroom.claims import archiving, asserting, proving
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.claims.terms import AssertionState, Stance, Status
from depesche.newsroom.models import Assertion, Claim, SectionPage
from depesche.newsroom.reach import Reach
from tests.newsroom.claim_desk.typing_in import at, send, statement, words
from tests.newsroom.claims.conftest import add, claim, marked, pentagon, source
from tests.newsroom.conftest import body, forget, outdated, write

COMPETENT = {"is_competent": "on", "competent_reason": "wertet die Satellitenbilder aus"}


@pytest.fixture
def mailed() -> object:
    """Let somebody count sent issues, as mailing does."""
    before = dict(reach._counters)
    reach.register("mailing", lambda claims: Reach(5, 141_872))
    yield
    reach._counters.clear()
    reach._counters.update(before)


def test_what_it_touches_is_told_before_anything_changes(editor: Client, markets: SectionPage, mailed: object) -> None:
    about = claim()
    add(about, source("Yoon"))
    for headline in ("Eins", "Zwei", "Drei"):
        write(markets, headline, body=body(marked(about, "sie seien da")))

    answer = editor.post(at("claim-say", about.pk), statement(about, source("Moskau"), "denies"))

    said = words(answer)
    assert "3 Artikel" in said
    assert "5 versandte Ausgaben" in said
    assert "141.872 Empfänger" in said
    assert "umstritten" in said
    assert {"Eins", "Zwei", "Drei"} <= set(said.split())
    assert Assertion.objects.count() == 1
    assert Claim.objects.get(pk=about.pk).status == Status.SINGLE_SOURCE


@pytest.mark.rule("N-15")
def test_a_competent_confirmation_outdates_every_article_that_carries_the_claim(editor: Client, markets: SectionPage) -> None:
    about = claim()
    add(about, source("Yoon"))
    write(markets, "Eins", body=body(marked(about, "sie seien da")))
    write(markets, "Zwei", body=body(marked(about, "sie seien dort")))
    forget()

    answer = send(editor, at("claim-say", about.pk), statement(about, pentagon(), "confirms", **COMPETENT))

    about.refresh_from_db()
    assert answer.status_code == 302
    assert (about.status, about.rule) == (Status.CONFIRMED, "R4")
    assert f"claim:{about.pk}" in outdated()


def test_who_types_on_after_the_preview_sees_another_one(editor: Client) -> None:
    about, speaker = claim(), source()
    first = editor.post(at("claim-say", about.pk), statement(about, speaker)).context["previewed"]

    answer = editor.post(at("claim-say", about.pk), statement(about, speaker, "denies", previewed=first))

    assert answer.status_code == 200
    assert "dementiert" in words(answer)
    assert not Assertion.objects.exists()


@pytest.mark.rule("N-13")
@pytest.mark.parametrize("when", ["before the preview", "after the preview"])
def test_the_second_of_two_editors_sees_what_changed_and_loses_nothing_typed(editor: Client, when: str) -> None:
    about, kyiv, moscow = claim(), source("Kyjiw"), source("Moskau")
    typed = statement(about, kyiv, "confirms", wording="Das können wir bestätigen.", occasion="im Fernsehen", url_1="https://example.org/a")
    if when == "after the preview":
        typed["previewed"] = editor.post(at("claim-say", about.pk), typed).context["previewed"]
    add(about, moscow, Stance.DENIES)

    answer = editor.post(at("claim-say", about.pk), typed)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Was inzwischen geschah" in page
    assert "dementiert" in words(answer)
    for kept in ("Das können wir bestätigen.", "im Fernsehen", "https://example.org/a"):
        assert kept in page
    assert f'<option value="{kyiv.pk}" selected' in page
    assert Assertion.objects.count() == 1

    about.refresh_from_db()
    assert send(editor, at("claim-say", about.pk), {**typed, "seen": about.version}).status_code == 302
    about.refresh_from_db()
    assert about.status == Status.DISPUTED


def test_a_statement_takes_the_place_of_another(editor: Client) -> None:
    about, speaker = claim(), source()
    old = add(about, speaker, Stance.CANNOT_CONFIRM, occasion="nach dem Treffen")

    form = editor.get(at("claim-supersede", about.pk, old.pk)).content.decode()
    answer = send(editor, at("claim-supersede", about.pk, old.pk), statement(about, speaker, "confirms", said_day="2024-10-23"))

    old.refresh_from_db()
    assert "nach dem Treffen" in form
    assert answer.status_code == 302
    assert old.state == AssertionState.SUPERSEDED
    assert old.superseded_by.stance == Stance.CONFIRMS


def test_a_statement_replaced_at_the_desk_keeps_all_its_evidence_and_copies(editor: Client) -> None:
    about, speaker = claim(), source()
    pages = [Proof(f"https://example.org/{number}", f"Seite {number}", f"S. {number}", "CC BY") for number in range(1, 6)]
    old = add(about, speaker, Stance.CANNOT_CONFIRM, evidence=pages)
    archiving.keep(old.evidence.get(url=pages[4].url), "seite.html", [b"Gold"], by=None, at=clock.now())
    address = at("claim-supersede", about.pk, old.pk)
    shown = editor.get(address).context["form"]

    evidence = {name: value for name, value in shown.initial.items() if name.startswith(("url_", "title_", "locator_"))}
    send(editor, address, statement(about, speaker, "confirms", **evidence, url_6="https://example.org/6"))

    old.refresh_from_db()
    assert proving.of(old.superseded_by) == (*proving.of(old), Proof("https://example.org/6"))
    assert proving.of(old)[4].sha256
    assert "Unsere Kopie" in words(editor.get(at("claim", about.pk)))


def test_what_a_statement_repeats_is_kept_also_when_that_was_replaced(editor: Client) -> None:
    about, speaker = claim(), source()
    first = add(about, source("Seoul"))
    repeats = add(about, speaker, derived_from=first)
    asserting.supersede(first, Statement(source=first.source, stance=Stance.CONFIRMS), by=None, at=clock.now())
    about.refresh_from_db()

    send(editor, at("claim-supersede", about.pk, repeats.pk), statement(about, speaker, "confirms", derived_from=first.pk))

    repeats.refresh_from_db()
    assert repeats.superseded_by.derived_from == first


@pytest.mark.rule("N-21")
def test_the_desk_page_keeps_what_was_superseded_struck_through_with_its_date(editor: Client) -> None:
    about, speaker = claim(), source("Rutte")
    old = add(about, speaker, Stance.CANNOT_CONFIRM)
    asserting.supersede(old, Statement(source=speaker, stance=Stance.CONFIRMS), by=None, at=clock.now())

    page = editor.get(at("claim", about.pk)).content.decode()

    ended = page[page.index('id="ended"') :]
    assert "<s>" in ended
    assert "kann nicht bestätigen" in ended
    assert "ersetzt" in ended


def test_a_statement_is_taken_back_with_a_reason(editor: Client) -> None:
    about = claim()
    only = add(about, source())
    address = at("claim-retract", about.pk, only.pk)

    assert "Grund" in words(editor.post(address, {"seen": about.version, "reason": ""}))
    answer = send(editor, address, {"seen": about.version, "reason": "Zwei Interviews verwechselt."})

    only.refresh_from_db()
    assert answer.status_code == 302
    assert (only.state, only.end_reason) == (AssertionState.RETRACTED, "Zwei Interviews verwechselt.")


def test_a_figure_is_read_in_german_and_needs_both_parts(editor: Client) -> None:
    about, speaker = claim(), source()
    typed = statement(about, speaker, comparator="~", low="12.000,5", unit="Soldaten", measure="insgesamt")

    assert "beides oder keines" in words(editor.post(at("claim-say", about.pk), {**typed, "low": ""}))
    assert "Das ist keine Zahl" in words(editor.post(at("claim-say", about.pk), {**typed, "low": "1.5"})), "1,5 or 1.500?"
    send(editor, at("claim-say", about.pk), typed)

    made = Assertion.objects.get()
    assert made.figure is not None
    assert str(made.figure.low) == "12000.5000"
    assert "12.000,5 Soldaten (insgesamt)" in words(editor.get(at("claim", about.pk)))


def test_figures_of_one_measure_that_do_not_meet_are_named(editor: Client) -> None:
    about = claim()
    for name, number in (("Seoul", "1500"), ("Kyjiw", "10000")):
        typed = statement(about, source(name), comparator="=", low=number, unit="Soldaten", measure="in Russland")
        send(editor, at("claim-say", about.pk), typed)
        about.refresh_from_db()

    assert "Diese Zahlen widersprechen einander" in words(editor.get(at("claim", about.pk)))


@pytest.mark.parametrize("sent", [{}, {"seen": "x"}, {"seen": "99999999999999999999", "source": "99999999999999999999", "stance": "\0"}])
def test_what_no_browser_sends_is_refused_readably(editor: Client, sent: dict[str, str]) -> None:
    assert editor.post(at("claim-say", claim().pk), sent).status_code == 200
    assert not Assertion.objects.exists()
