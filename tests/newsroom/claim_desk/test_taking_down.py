"""At the desk a chief takes words down for a legal reason: what would be gone is shown first, and mails are said to keep it."""

from __future__ import annotations

from django.test import Client
from wagtail.models import Revision

from depesche.kernel import clock
from depesche.newsroom import protocol_check
from depesche.newsroom.claims import asserting, claiming, merging
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.proving import Proof
from depesche.newsroom.models import ArticlePage, Assertion, Claim, ClaimMark, SectionPage, TakenDown
from tests.newsroom.claim_desk.typing_in import at, send, statement, words, written
from tests.newsroom.claims.conftest import add, claim, marked, source
from tests.newsroom.conftest import body, write

NAME = "Max Muster"
WHY = "Der Genannte verlangt es, er war nicht gemeint."


def order(about: Claim, **more: object) -> dict[str, object]:
    return {"seen": seen(about), "ground": "court_order", "reason": WHY, **more}


def seen(about: Claim) -> int:
    return Claim.objects.get(pk=about.pk).version


def superseded(about: Claim) -> Assertion:
    police = source("Polizei")
    old = add(about, police, wording=f"{NAME} war es", evidence=[Proof("https://example.org/max-muster")])
    asserting.supersede(old, Statement(police, wording="Ein Mann war es"), by=None, at=clock.now())
    return old


def test_what_would_be_gone_is_shown_first_and_then_the_history_says_when_and_why(chief: Client) -> None:
    about = claim()
    old = superseded(about)
    address = at("claim-take-down", about.pk, old.pk)
    assert address in chief.get(at("claim", about.pk)).content.decode()

    shown = chief.post(address, order(about))

    assert f"{NAME} war es" in words(shown)
    assert "https://example.org/max-muster" in words(shown)
    assert "Versandte E-Mails behalten, was sie enthielten" in words(shown)
    assert "Bestätigen" in words(shown)
    assert not TakenDown.objects.exists()

    assert send(chief, address, order(about)).status_code == 302

    page = words(chief.get(at("claim", about.pk)))
    assert NAME not in page
    assert "Grund: Anordnung eines Gerichts oder einer Behörde" in page
    assert WHY in page
    assert protocol_check.differences() == []


def test_former_words_of_a_claim_go_by_the_list_of_its_versions(chief: Client) -> None:
    about = claim(f"{NAME} wurde festgenommen")
    claiming.edit(about, Wanted("Ein Mann wurde festgenommen"), seen=1, by=None, at=clock.now())
    page = chief.get(at("claim", about.pk)).content.decode()
    assert at("claim-take-down-words", about.pk, 1) in page
    assert at("claim-take-down-words", about.pk, 2) not in page, "the claim still says so"

    shown = chief.post(at("claim-take-down-words", about.pk, 1), order(about))
    assert "/claims/max-muster-wurde-festgenommen/" in words(shown)
    assert send(chief, at("claim-take-down-words", about.pk, 1), order(about)).status_code == 302

    assert NAME not in words(chief.get(at("claim", about.pk)))


def test_what_goes_along_from_old_states_is_counted_first_and_what_stands_today_is_named(chief: Client, markets: SectionPage) -> None:
    about = claim(f"{NAME} wurde festgenommen")
    page = write(markets, "Festnahme", body=body(f"{marked(about, NAME)} sitzt ein."))
    claiming.edit(about, Wanted("Ein Mann wurde festgenommen"), seen=seen(about), by=None, at=clock.now())
    address, typed = at("claim-take-down-words", about.pk, 1), order(about, words=NAME)

    assert "Ein Artikel oder seine neueste Fassung enthält diese Wörter noch: „Festnahme“" in words(send(chief, address, typed))
    assert not TakenDown.objects.exists()
    page.body = body(f"{marked(about, 'Ein Mann')} sitzt ein.")
    page.save_revision().publish()
    shown = words(chief.post(address, typed))
    assert "Frühere Stände von Artikeln 1 Festnahme: 1" in shown
    assert "Markierte Wörter, die wir gespeichert haben 1" in shown
    assert Revision.objects.filter(object_id=str(page.pk)).count() == 2
    assert send(chief, address, typed).status_code == 302

    assert Revision.objects.get(object_id=str(page.pk)).pk == ArticlePage.objects.get(pk=page.pk).live_revision_id
    assert not ClaimMark.objects.filter(text=NAME).exists()
    assert protocol_check.differences() == []


def test_of_a_claim_that_was_merged_only_the_words_are_taken_down_there(chief: Client) -> None:
    about, other = claim(f"{NAME} wurde festgenommen"), claim("Ein Mann wurde festgenommen")
    said = add(about, source("Polizei"))
    typed = order(about)
    edited, next_look = written(about, text="Anders"), {"seen": about.version, "again_by": ""}
    added = statement(about, said.source, wording="Noch einmal")
    merging.merge(about, other, by=None, at=clock.now())

    for name, begun in {"claim-say": added, "claim-edit": edited, "claim-checked": next_look}.items():
        assert "Diese Aussage wurde mit einer anderen zusammengeführt." in words(send(chief, at(name, about.pk), begun)), name
    assert send(chief, at("claim-take-down-words", about.pk, 1), typed).status_code == 302

    assert NAME not in words(chief.get(at("claim", about.pk)))
    assert protocol_check.differences() == []


def test_a_short_reason_and_what_still_counts_are_refused_with_a_sentence(chief: Client) -> None:
    about = claim()
    old = superseded(about)
    live = Assertion.objects.get(supersedes=old)

    assert "weniger als 20 Zeichen" in words(send(chief, at("claim-take-down", about.pk, old.pk), order(about, reason="Name")))
    assert "Diese Angabe zählt" in words(chief.get(at("claim-take-down", about.pk, live.pk)))
    assert "Diese Angabe zählt" in words(send(chief, at("claim-take-down", about.pk, live.pk), order(about)))
    assert not TakenDown.objects.exists()


def test_an_editor_neither_sees_the_button_nor_gets_through(editor: Client) -> None:
    about = claim()
    old = superseded(about)
    address = at("claim-take-down", about.pk, old.pk)

    assert address not in editor.get(at("claim", about.pk)).content.decode()
    assert send(editor, address, order(about)).status_code == 302
    assert not TakenDown.objects.exists()
