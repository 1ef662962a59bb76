"""A correction named somebody by mistake: its words go for a legal reason, and that there was one stays."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from depesche.brand.models import Publisher, User
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import verification
from depesche.newsroom import protocol_check
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.claims.taking_down import Order
from depesche.newsroom.claims.terms import Ground
from depesche.newsroom.corrections import taking_down
from depesche.newsroom.models import ArticlePage, Correction, SectionPage, TakenDown
from tests.newsroom.conftest import write
from tests.newsroom.corrections.conftest import draft, published

NAME = "Max Muster"
ORDER = Order(Ground.COURT_ORDER, "Beschluss des Landgerichts vom Montag.")


@pytest.fixture
def wrong(markets: SectionPage, publisher: Publisher, lena: User, karl: User) -> Correction:
    """A published correction of an article, with a name in each of its texts."""
    article = write(markets)
    words = {"wrong": f"{NAME} war es.", "right": f"{NAME} war es nicht.", "why": f"{NAME} wurde verwechselt."}
    return published(ArticlePage.objects.get(pk=article.pk), by=lena, then=karl, **words)


def test_its_words_are_gone_everywhere_and_day_and_ground_stand_in_their_place(client: Client, wrong: Correction, karl: User) -> None:
    month = f"/corrections/{clock.now():%Y}/{clock.now().month}/"
    pages = ("/maerkte/gold-steigt/", "/corrections/", month, "/corrections/feed.atom", "/protocol/")
    for path in pages:
        assert NAME in client.get(path).content.decode(), path

    taking_down.take_down(wrong, ORDER, by=karl, at=clock.now())

    for path in pages:
        assert NAME not in client.get(path).content.decode(), path
    assert "Grund: Anordnung eines Gerichts oder einer Behörde" in client.get(month).content.decode()
    assert "Grund: Anordnung eines Gerichts oder einer Behörde" in client.get("/maerkte/gold-steigt/").content.decode()
    assert protocol_check.differences() == []
    assert verification.verify().ok


def test_only_what_readers_see_is_taken_down_and_once(wrong: Correction, lena: User) -> None:
    for correction, code in ((draft(wrong.article, by=lena), "correction-not-public"), (wrong, "taken-down-already")):
        if correction == wrong:
            taking_down.take_down(wrong, ORDER, by=lena, at=clock.now())
        with pytest.raises(Refusal) as refused:
            taking_down.take_down(correction, ORDER, by=lena, at=clock.now())
        assert refused.value.code == code


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_raw_sql_edits_no_published_correction_and_a_removal_without_an_entry_is_named(wrong: Correction) -> None:
    for change in ("wrong = 'x'", "\"right\" = ''", "wrong = '', \"right\" = '', why = ''"):
        with pytest.raises(IntegrityError, match="never edited"):
            run(f"UPDATE newsroom_correction SET {change}")
    assert protocol_check.differences() == []

    run("INSERT INTO newsroom_takendown (correction_id, ground, reason, sha256, at) VALUES (%s, 'other', 'x', 'y', %s)", wrong.pk, clock.now())
    with pytest.raises(IntegrityError, match="never edited"):
        run("UPDATE newsroom_correction SET wrong = ''")
    run("UPDATE newsroom_correction SET wrong = '', \"right\" = '', why = ''")

    assert any("correction" in one and "no entry of the log says so" in one for one in protocol_check.differences())


def test_at_the_desk_it_is_shown_first_and_needs_a_tick(wrong: Correction, chief: Client, editor: Client) -> None:
    address = reverse("newsroom-correction-take-down", args=[wrong.pk])
    typed = {"ground": "court_order", "reason": ORDER.reason}
    assert address in chief.get(reverse("newsroom-correction", args=[wrong.pk])).content.decode()
    assert address not in editor.get(reverse("newsroom-correction", args=[wrong.pk])).content.decode()

    shown = chief.get(address).content.decode()
    assert f"{NAME} war es nicht." in shown
    assert "Versandte E-Mails behalten, was sie enthielten" in shown
    chief.post(address, typed)
    editor.post(address, {**typed, "is_sure": "on"})
    assert not TakenDown.objects.exists()

    assert chief.post(address, {**typed, "is_sure": "on"}).status_code == 302
    assert NAME not in chief.get(reverse("newsroom-correction", args=[wrong.pk])).content.decode()
    assert Correction.objects.get(pk=wrong.pk).severity == Severity.CORRECTION
