"""What people ask about their data by letter: a month to answer, deeds with a note what proves the wish, and a record that names nobody (L-35)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from depesche.audience import answering, folding, moving, people, restriction
from depesche.audience.answering import Kind
from depesche.audience.models import DataRequest, Subscriber
from depesche.audience.withdrawal import Route
from depesche.brand import roles
from depesche.brand.models import User
from depesche.brand.people import Role
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.ledger import book
from depesche.operations.doctor import data_requests, unused_consents
from depesche.operations.doctor.finding import State
from tests.brand.first_page import rows_of
from tests.cast import MONDAY_8AM, confirm

pytestmark = [pytest.mark.django_db, pytest.mark.rule("L-35")]


def take(person: Subscriber | None, *, received_at: datetime = MONDAY_8AM, kind: Kind = Kind.ACCESS) -> DataRequest:
    return answering.take(kind, person, received_at=received_at, reference="Brief, Ordner 7", by="chief")


@pytest.fixture
def officer(db: None) -> Client:
    """Somebody at the desk who looks after the audience."""
    roles.synchronise()
    user = User.objects.create_user("officer@example.org", "a long password 1")
    user.groups.add(Group.objects.get(name=Role.AUDIENCE_OFFICER.value))
    client = Client(headers={"host": "testserver.localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_answer_is_due_a_month_later_by_the_calendar(anna: Subscriber) -> None:
    assert take(anna).due_at == datetime(2026, 4, 2, 6, tzinfo=UTC)  # the same hour of the clock, after it was put forward
    assert take(anna, received_at=datetime(2027, 1, 31, 12, tzinfo=UTC)).due_at == datetime(2027, 2, 28, 12, tzinfo=UTC)


def test_a_week_before_the_doctor_and_the_desk_warn(anna: Subscriber) -> None:
    now = clock.now()
    assert data_requests.check().state is State.OK
    take(anna, received_at=now - timedelta(days=5))
    assert data_requests.check().state is State.OK
    take(anna, received_at=now - timedelta(days=26))
    assert data_requests.check().state is State.WARNING
    take(None, received_at=now - timedelta(days=40))
    assert data_requests.check().state is State.FAILURE
    assert answering.pressing(at=now).count() == 2


@pytest.mark.rule("L-09")
def test_the_doctor_tells_of_consents_that_nobody_used(anna: Subscriber) -> None:
    assert unused_consents.check().state is State.OK


def test_an_answer_is_given_once_and_the_log_names_nobody(anna: Subscriber) -> None:
    asked = take(anna)
    answering.answer(asked, outcome="Kopie geschickt", by="chief", at=MONDAY_8AM)

    with pytest.raises(Refusal):
        answering.answer(asked, outcome="noch einmal", by="chief", at=MONDAY_8AM)
    said = book.of_kind("data_request_answered")[0]
    assert said.subject is None
    assert said.body["by"] == "chief"
    assert "anna" not in str(said.body)


def test_an_erasure_by_letter_leaves_a_record_without_the_person(anna: Subscriber) -> None:
    take(anna, kind=Kind.ERASURE)

    answering.erase(anna, note="Brief von Anna Muster", by="chief", at=MONDAY_8AM)

    left = DataRequest.objects.get()
    assert (left.subscriber, left.reference, left.outcome) == (None, "", "")
    assert left.done_at == MONDAY_8AM
    assert not Subscriber.objects.exists()
    assert folding.compare() == []


def test_a_colleague_writes_requests_down_and_answers_them(officer: Client, anna: Subscriber) -> None:
    page = "/desk/data-requests/"
    today = clock.now().date().isoformat()
    wrong = {"kind": "access", "address": "nobody@example.org", "received_on": "2999-01-01", "reference": "Brief"}
    assert officer.post(page, wrong).status_code == 200
    assert not DataRequest.objects.exists()

    assert officer.post(page, {"kind": "access", "address": "anna@example.org", "received_on": today, "reference": "Brief"}).status_code == 302
    asked = DataRequest.objects.get()
    assert (asked.subscriber, asked.taken_by) == (anna, "officer@example.org")
    assert "anna@example.org" in officer.get(page).content.decode()
    assert officer.post(f"{page}{asked.pk}/answered/", {"outcome": "Kopie geschickt"}).status_code == 302
    assert "Kopie geschickt" in officer.get(page).content.decode()


def test_who_asks_under_the_old_address_is_helped_at_the_new_one(officer: Client, anna: Subscriber) -> None:
    asked = take(anna, kind=Kind.ERASURE)
    moving.ask(anna.pk, "anna@example.net", asked_at=MONDAY_8AM, at=MONDAY_8AM)
    new = confirm("anna@example.net", at=MONDAY_8AM)
    page = f"/desk/data-requests/person/{anna.pk}/"
    assert people.by_address("anna@example.org") == new
    assert "anna@example.net" in officer.get(page).content.decode()

    officer.post(page, {"deed": "restrict", "note": "Brief"})
    new.refresh_from_db()
    assert new.is_restricted

    officer.post(page, {"deed": "erase", "is_meant": "on", "note": "Brief"})
    assert not Subscriber.objects.exists()
    asked.refresh_from_db()
    assert asked.done_at is not None
    assert folding.compare() == []


def test_a_colleague_restricts_hands_out_and_erases_with_a_note(officer: Client, anna: Subscriber) -> None:
    page = f"/desk/data-requests/person/{anna.pk}/"
    officer.post(page, {"deed": "erase"})
    assert Subscriber.objects.exists()

    officer.post(page, {"deed": "restrict", "note": "Brief"})
    said = book.events(anna.id)[-1]
    assert (said.kind, said.body["note"]) == ("restricted", "officer@example.org: Brief")
    assert 'value="lift"' in officer.get(page).content.decode()
    officer.post(page, {"deed": "lift", "note": "Anruf"})
    assert not Subscriber.objects.get().is_restricted

    given = officer.post(page, {"deed": "export", "note": "Brief"})
    assert given["Content-Type"] == "application/zip"
    assert book.events(anna.id)[-1].body == {**book.events(anna.id)[-1].body, "channel": "desk", "note": "officer@example.org: Brief"}

    officer.post(page, {"deed": "erase", "note": "Brief", "is_meant": "1"})
    assert not Subscriber.objects.exists()


def test_the_person_s_page_leads_there_and_its_history_speaks_german(officer: Client, anna: Subscriber) -> None:
    restriction.restrict(anna, at=MONDAY_8AM, route=Route.PREFERENCES)

    shown = officer.get(f"/desk/subscribers/{anna.pk}/").content.decode()

    assert f"/desk/data-requests/person/{anna.pk}/" in shown
    assert "eingeschränkt" in shown


def test_the_home_of_the_desk_shows_what_is_due_to_those_who_may_answer(officer: Client, anna: Subscriber) -> None:
    take(anna, received_at=clock.now() - timedelta(days=40))
    editor = User.objects.create_user("editor@example.org", "a long password 1")
    editor.groups.add(Group.objects.get(name=Role.EDITOR.value))

    assert "Auskunft" in officer.get("/desk/").content.decode()
    assert "data-requests" not in rows_of(editor)
