"""A reader's note is worked off, answered only if asked for, and gone after 180 days."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from depesche.brand.models import Publisher, User
from depesche.brand.people import Role
from depesche.courier.models import OutboxMessage
from depesche.kernel import clock
from depesche.kernel.personal_data import Person
from depesche.kernel.refusal import Refusal
from depesche.ledger import book, logs
from depesche.newsroom.models import ReaderReport, SectionPage
from depesche.newsroom.reports import answering, keeping, reporting
from depesche.newsroom.reports.reporting import Told
from tests.cast import publisher as publisher
from tests.newsroom.conftest import person, write

State = ReaderReport.State
NOTE = "Es waren nicht 12.000, sondern 1.200 Soldaten."
ANNA = Person(subject=uuid.uuid4(), address="anna@example.org", lookup="")


@pytest.fixture
def lena(db: None) -> User:
    return person(Role.EDITOR)


def told(markets: SectionPage, email: str = "anna@example.org", text: str = NOTE) -> ReaderReport:
    return reporting.receive(Told(text, email, article=write(markets)), at=clock.now())


def test_anna_gets_her_answer_and_her_address_is_deleted(markets: SectionPage, publisher: Publisher, lena: User) -> None:
    report = told(markets)
    answering.take_up(report, by=lena)

    answering.close(report, State.CORRECTED, answer="Danke, Sie haben recht.", by=lena, at=clock.now())

    mail = OutboxMessage.objects.get(kind="report-answer")
    assert mail.recipient == "anna@example.org"
    assert "Sie haben recht" in bytes(mail.content).decode()
    assert (report.state, report.email, report.answer) == (State.CORRECTED, "", "Danke, Sie haben recht.")


def test_who_left_no_address_gets_no_mail(markets: SectionPage, publisher: Publisher, lena: User) -> None:
    answering.close(told(markets, email=""), State.DECLINED, by=lena, at=clock.now())

    assert not OutboxMessage.objects.exists()


def test_who_asked_for_an_answer_is_not_passed_over(markets: SectionPage, lena: User) -> None:
    report = told(markets)

    with pytest.raises(Refusal, match="möchte eine Antwort"):
        answering.close(report, State.DECLINED, by=lena, at=clock.now())
    assert ReaderReport.objects.get().email == "anna@example.org"


def test_two_editors_close_a_note_once(markets: SectionPage, lena: User) -> None:
    report = told(markets, email="")
    answering.close(report, State.DECLINED, by=lena, at=clock.now())

    for deed in (lambda: answering.close(report, State.CORRECTED, by=lena, at=clock.now()), lambda: answering.take_up(report, by=lena)):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "report-closed"


def test_the_log_knows_that_a_note_came_and_never_who_wrote_it(markets: SectionPage, publisher: Publisher, lena: User) -> None:
    report = told(markets)
    answering.close(report, State.CORRECTED, answer="Danke.", by=lena, at=clock.now())

    came, answered = book.of_kinds([reporting.RECEIVED, answering.ANSWERED], log=logs.EDITORIAL)
    assert came.body == {"report": report.pk, "article": report.article_id, "claim": None}
    assert answered.body == {"report": report.pk, "state": "corrected", "by": lena.pk}


def test_notes_are_deleted_after_180_days(markets: SectionPage) -> None:
    told(markets)

    assert keeping.delete_old(at=clock.now() + timedelta(days=179)) == 0
    assert keeping.delete_old(at=clock.now() + timedelta(days=181)) == 1
    assert not ReaderReport.objects.exists()


def test_anna_sees_and_erases_what_she_wrote(markets: SectionPage, lena: User) -> None:
    told(markets)
    told(markets, email="", text="Schreiben Sie an Anna@example.org, es waren 1.200.")
    told(markets, email="ben@example.org")

    exported = keeping.export(ANNA)

    assert [one["text"] for one in exported] == [NOTE, "Schreiben Sie an Anna@example.org, es waren 1.200."]
    assert keeping.erase(ANNA) == 2
    assert ReaderReport.objects.get().email == "ben@example.org"


def test_what_joanna_wrote_is_not_annas(markets: SectionPage, lena: User) -> None:
    told(markets, email="joanna@example.org")
    told(markets, email="", text="Schreiben Sie an joanna@example.org, es waren 1.200.")
    report = told(markets, email="", text="Es waren nur 1.200 Soldaten.")
    answering.close(report, State.DECLINED, answer="Fragen Sie jo.anna@example.org.", by=lena, at=clock.now())
    joanna = Person(subject=uuid.uuid4(), address="joanna@example.org", lookup="")

    assert keeping.export(ANNA) == []
    assert keeping.erase(ANNA) == 0
    assert len(keeping.export(joanna)) == 2
    assert keeping.erase(joanna) == 2
