"""What somebody types wrong at the desk, or sends without its form, is said in a sentence and changes nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from depesche.audience import answering, differences
from depesche.audience.answering import Kind
from depesche.audience.models import Consent, ImportRun, ImportStatement, Purpose, Subscriber
from depesche.brand.people import Role
from depesche.ledger import book
from tests.audience.test_desk import login, person
from tests.audience.test_statement import run
from tests.cast import MONDAY_8AM

__all__ = ["run"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db: None) -> Client:
    web = Client()
    login(web, Role.AUDIENCE_OFFICER)
    return web


@pytest.mark.parametrize("days", [{"last": "9999-12-31"}, {"first": "0001-01-01"}, {"first": "gestern"}])
def test_a_day_of_another_age_narrows_nothing_down_and_takes_nobody_away(officer: Client, anna: Subscriber, days: dict[str, str]) -> None:
    page = officer.get(reverse("subscribers:index"), days)
    assert page.status_code == 200
    assert "people__error" in page.content.decode()
    assert '<details class="people__more" open>' in page.content.decode()

    assert officer.post(reverse("subscribers:table"), days).status_code == 302
    assert not book.newest(["list_exported"], most=1, before=None)


@pytest.mark.parametrize("filters", [{"purpose": "no-such"}, {"state": "no-such"}])
def test_a_filter_that_does_not_exist_never_becomes_the_list_of_everybody(officer: Client, anna: Subscriber, filters: dict[str, str]) -> None:
    officer.post(reverse("subscribers:table"), filters)

    assert not book.newest(["list_exported"], most=1, before=None)


def test_a_statement_about_a_day_before_mail_is_refused(run: ImportRun) -> None:
    web = Client()
    login(web, Role.ADMINISTRATOR)
    purpose = Purpose.objects.get(key=run.purposes[0])
    typed = {"purposes": purpose.pk, "agreed_on": "0001-01-01", "shown_by": "Ordner 7", "wording": "Ja", "is_meant": "on"}

    page = web.post(reverse("audience-imports:state", args=[run.pk]), typed)

    assert page.status_code == 200
    assert "Ordner 7" in page.content.decode()
    assert not ImportStatement.objects.exists()


def test_what_is_no_key_releases_no_mail(officer: Client) -> None:
    assert officer.post(reverse("held-signups:index"), {"mail": ["everything", "1"]}).status_code == 302


@pytest.mark.rule("L-32")
def test_a_withdrawal_without_what_proves_it_is_not_entered(officer: Client, anna: Subscriber) -> None:
    before = Consent.objects.count()

    officer.post(person("withdraw", anna), {"note": "  "})

    assert Consent.objects.count() == before


@pytest.mark.rule("L-35")
def test_a_request_is_not_closed_without_an_answer(officer: Client, anna: Subscriber) -> None:
    asked = answering.take(Kind.ACCESS, anna, received_at=MONDAY_8AM, reference="Brief", by="chief")

    officer.post(reverse("data-requests:answered", args=[asked.pk]), {"outcome": " "})

    assert answering.unanswered().get() == asked


@pytest.mark.rule("L-35")
def test_nobody_is_erased_by_one_slip_and_the_note_stays(officer: Client, anna: Subscriber) -> None:
    address = reverse("data-requests:person", args=[anna.pk])

    page = officer.post(address, {"note": "Brief, Ordner 7", "deed": "erase"}).content.decode()

    assert 'value="Brief, Ordner 7"' in page
    assert Subscriber.objects.filter(pk=anna.pk).exists()
    officer.post(address, {"note": "Brief, Ordner 7", "deed": "erase", "is_meant": "1"})
    assert not Subscriber.objects.filter(pk=anna.pk).exists()


def test_a_line_added_at_the_end_leaves_the_line_before_it_the_same() -> None:
    both = differences.sides("Ja. Bitte.", "Ja. Bitte.\nGern.")

    assert both.older == (differences.Piece(differences.Mark.SAME, "Ja. Bitte."),)
    assert both.newer[-1].text == "\nGern."
