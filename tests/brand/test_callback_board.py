"""The board of those who want to be called: states, notes, the word to the team, and what is forgotten when."""

from __future__ import annotations

import email
import uuid
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from depesche.brand import callback, callback_notices
from depesche.brand.callback import State
from depesche.brand.models import CallbackRequest, Publisher, User
from depesche.brand.people import Role
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock, options, personal_data
from depesche.kernel.refusal import Refusal
from tests.brand.conftest import at_the_desk, person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAMESPACE = "wagtailsnippets_brand_callbackrequest"
LIST = f"{NAMESPACE}:list"


def ask(name: str = "Anna Quast", *, at: datetime = NOON, **more: str) -> CallbackRequest:
    return callback.request(name=name, phone="030 1234567", at=at, **more)


@pytest.fixture
def edda(db: None) -> User:
    return person(Role.EDITOR, "edda@example.org")


@pytest.fixture
def told(publisher: Publisher) -> Publisher:
    publisher.callback_email = "team@example.org"
    publisher.save()
    return publisher


def mails() -> list[EmailMessage]:
    rows = OutboxMessage.objects.filter(kind=callback_notices.KIND).order_by("created_at")
    return [email.message_from_bytes(bytes(row.content), policy=default) for row in rows]


def press(desk: Client, row: CallbackRequest, state: str, **headers: str) -> str:
    return str(desk.post(reverse(f"{NAMESPACE}:state", args=[row.pk]), {"state": state}, headers=headers).headers.get("Location", ""))


def save(desk: Client, row: CallbackRequest, *, seen: str = "", **typed: str) -> object:
    return desk.post(reverse(f"{NAMESPACE}:edit", args=[row.pk]), {"state": row.state, "note": row.note, "seen": seen, **typed})


def test_one_press_says_what_became_of_a_request_and_who_said_so(db: None) -> None:
    row, desk = ask(), at_the_desk(Role.EDITOR)

    press(desk, row, "called")

    row.refresh_from_db()
    assert row.state == State.CALLED
    assert row.changed_by == User.objects.get()
    assert row.changed_at is not None


def test_the_list_comes_back_as_it_was_and_leads_nowhere_else(db: None) -> None:
    row, desk = ask(), at_the_desk(Role.EDITOR)
    board = reverse(LIST)

    assert press(desk, row, "done", referer=f"http://testserver.localhost{board}?state=new") == f"{board}?state=new"
    assert press(desk, row, "new", referer=f"https://evil.example{board}?state=new") == board


@pytest.mark.parametrize("state", ["", "gone", "NEW"])
def test_an_unknown_state_changes_nothing(db: None, state: str) -> None:
    row, desk = ask(), at_the_desk(Role.EDITOR)

    assert desk.post(reverse(f"{NAMESPACE}:state", args=[row.pk]), {"state": state}).status_code == 404
    assert desk.get(reverse(f"{NAMESPACE}:state", args=[row.pk])).status_code == 405
    assert CallbackRequest.objects.get().state == State.NEW


def test_a_request_that_is_gone_gets_a_sentence(edda: User) -> None:
    with pytest.raises(Refusal) as refused:
        callback.change(uuid.uuid4(), by=edda, at=NOON, state=State.DONE)

    assert refused.value.code == "callback-gone"


def test_the_database_knows_four_states(db: None) -> None:
    row = ask()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE brand_callbackrequest SET state = 'kept' WHERE id = %s", [row.pk.hex if connection.vendor == "sqlite" else row.pk])


def test_spam_goes_within_a_week_and_no_press_gives_a_request_more_days(edda: User) -> None:
    with options.using(callback_days=30):
        row, late = ask(), ask("Ben", at=NOON - timedelta(days=28))
        before = late.delete_at

        spam = callback.change(row.pk, by=edda, at=NOON, state=State.SPAM)
        assert spam.delete_at == NOON + timedelta(days=7)
        for state in (State.NEW, State.CALLED, State.DONE):
            assert callback.change(row.pk, by=edda, at=NOON + timedelta(days=1), state=state).delete_at == spam.delete_at
        assert callback.change(late.pk, by=edda, at=NOON, state=State.SPAM).delete_at == before
        assert callback.delete_due(at=NOON + timedelta(days=7)) == 2


def test_a_shorter_time_in_the_options_counts_for_earlier_requests_too(db: None) -> None:
    with options.using(callback_days=30):
        ask()

    with options.using(callback_days=5):
        assert callback.delete_due(at=NOON + timedelta(days=4)) == 0
        assert callback.delete_due(at=NOON + timedelta(days=5)) == 1


def test_a_note_is_written_beside_what_the_person_sent_which_nobody_changes(db: None) -> None:
    row, desk = ask(message="Zum Depot"), at_the_desk(Role.EDITOR)
    page = desk.get(reverse(f"{NAMESPACE}:edit", args=[row.pk])).content.decode()
    assert "tel:0301234567" in page
    assert "Zum Depot" in page

    save(desk, row, state="called", note="Ruft selbst zurück.", name="Mallory", phone="1", delete_at="2099-01-01")

    row.refresh_from_db()
    assert (row.state, row.note) == (State.CALLED, "Ruft selbst zurück.")
    assert (row.name, row.phone) == ("Anna Quast", "030 1234567")
    assert row.delete_at < NOON + timedelta(days=400)


def test_who_writes_over_a_colleague_is_asked_first_and_loses_nothing(edda: User) -> None:
    row, desk = ask(), at_the_desk(Role.CHIEF)
    callback.change(row.pk, by=edda, at=NOON, note="Nicht erreicht.")

    answer = save(desk, row, note="Erreicht, alles gut.")
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "Nicht erreicht." in page
    assert "Erreicht, alles gut." in page
    row.refresh_from_db()
    assert row.note == "Nicht erreicht."

    save(desk, row, seen=str(row.changed_at), note="Erreicht, alles gut.")
    row.refresh_from_db()
    assert row.note == "Erreicht, alles gut."


def test_the_new_stand_above_and_a_filter_shows_one_state(edda: User) -> None:
    done, new = ask("Ben Sand", at=NOON - timedelta(days=1)), ask("Clara")
    callback.change(done.pk, by=edda, at=NOON, state=State.DONE)
    desk = at_the_desk(Role.CHIEF)

    page = desk.get(reverse(LIST)).content.decode()
    assert page.index("Clara") < page.index("Ben Sand")
    only = desk.get(reverse(LIST), {"state": "done"}).content.decode()
    assert "Ben Sand" in only
    assert new.name not in only


def test_the_home_of_the_desk_says_how_many_wait_to_those_who_may_see_them(edda: User) -> None:
    ask()
    callback.change(ask().pk, by=edda, at=NOON, state=State.DONE)

    assert "1 Person wartet auf einen Anruf." in at_the_desk(Role.EDITOR).get("/desk/").content.decode()
    assert "wartet auf einen Anruf" not in at_the_desk(Role.AUDIENCE_OFFICER).get("/desk/").content.decode()


def test_the_history_tells_who_did_what_but_nothing_of_the_caller(db: None) -> None:
    row, desk = ask(message="Zum Depot"), at_the_desk(Role.EDITOR)
    press(desk, row, "called")
    row.refresh_from_db()
    save(desk, row, seen=str(row.changed_at), state="done", note="Frau Quast ruft an.")
    desk.post(reverse(f"{NAMESPACE}:delete", args=[row.pk]))

    page = at_the_desk(Role.ADMINISTRATOR).get("/desk/reports/site-history/", {"kind": "callbacks"}).content.decode()
    assert "von neu zu angerufen" in page
    assert "von angerufen zu erledigt; Notiz geändert" in page
    kept = " ".join(f"{entry.label} {entry.data}" for entry in ModelLogEntry.objects.all())
    for word in ("Quast", "1234567", "Depot"):
        assert word not in kept
    about = ModelLogEntry.objects.filter(content_type__model="callbackrequest")
    assert {entry.action for entry in about} == {"depesche.callback", "wagtail.delete"}


def test_the_team_is_told_without_a_word_about_the_person(told: Publisher) -> None:
    ask("Anna Quast", message="Zum Depot von anna@example.org", best_time="abends")
    assert callback_notices.is_due(at=NOON)
    callback_notices.announce(at=NOON)

    (mail,) = mails()
    parts = [mail.get_body((kind,)) for kind in ("html", "plain")]
    said = str(mail["Subject"]) + "".join(part.get_content() for part in parts if part)
    assert mail["To"] == "team@example.org"
    assert "1 neue Bitte um Rückruf" in said
    assert "1 Anfrage ist offen." in said
    assert reverse(LIST) in said
    for word in ("Anna", "Quast", "030 123", "1234567", "Depot", "anna@", "abends"):
        assert word not in said


def test_many_requests_make_one_mail_in_ten_minutes(told: Publisher, edda: User) -> None:
    ask()
    callback_notices.announce(at=NOON)
    for minute in range(1, 5):
        ask(at=NOON + timedelta(minutes=minute))
    assert not callback_notices.is_due(at=NOON + timedelta(minutes=9))

    callback.change(CallbackRequest.objects.filter(announced_at=None).first().pk, by=edda, at=NOON, state=State.SPAM)  # type: ignore[union-attr]
    assert callback_notices.is_due(at=NOON + timedelta(minutes=10))
    assert callback_notices.announce(at=NOON + timedelta(minutes=10)) == 3
    assert not callback_notices.is_due(at=NOON + timedelta(minutes=30))

    assert [mail["Subject"] for mail in mails()] == ["1 neue Bitte um Rückruf", "3 neue Bitten um Rückruf"]
    assert callback_notices.announce(at=NOON + timedelta(minutes=40)) == 0


def test_nobody_is_told_while_no_address_is_set(publisher: Publisher) -> None:
    ask()

    assert not callback_notices.is_due(at=NOON)
    assert callback_notices.announce(at=NOON) == 0
    assert mails() == []


def test_the_note_belongs_to_what_a_person_gets_and_what_is_erased(edda: User) -> None:
    row = ask()
    callback.change(row.pk, by=edda, at=clock.now(), note="Schreibt von anna@example.org.")
    who = personal_data.Person(subject=uuid.uuid4(), address="anna@example.org", lookup="")

    assert [entry["note"] for entry in callback.export(who)] == ["Schreibt von anna@example.org."]
    assert callback.erase(who) == 1
