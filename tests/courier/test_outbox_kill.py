"""The outbox with real processes: a server that comes late, a process that is killed, a transaction that fails."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from depesche.courier import catcher, caught, message, outbox
from depesche.courier.message import Letter
from depesche.courier.models import OutboxMessage
from depesche.courier.transport.catcher import port_file
from depesche.kernel import clock, options
from tests.chores.processes import CATCHER, COURIER, eventually, running
from tests.courier.scripted import Scripted

pytestmark = pytest.mark.usefixtures("committed_db")
State = OutboxMessage.State


@pytest.fixture(autouse=True)
def clean_home() -> Iterator[None]:
    yield
    shutil.rmtree(catcher.folder(), ignore_errors=True)
    port_file().unlink(missing_ok=True)


def post(token: str = "1") -> OutboxMessage:
    now = clock.now()
    letter = Letter(
        sender="news@example.org",
        to="anna@example.org",
        subject="Bitte bestätigen",
        html="",
        text="Hallo",
        message_id=message.message_id(token, "example.org"),
        date=now,
    )
    with transaction.atomic():
        return outbox.post(letter, kind="confirmation", subject=None, at=now)


def state(entry: OutboxMessage) -> str:
    return OutboxMessage.objects.values_list("state", flat=True).get(pk=entry.pk)


def test_a_posted_mail_is_in_the_inbox_within_about_a_second() -> None:
    with running(CATCHER), running(COURIER, DEPESCHE_SMTP_URL="catcher://"):
        first = post("1")
        eventually(lambda: state(first) == State.ACCEPTED)  # both processes are up
        took = []
        for token in "abc":
            started = time.monotonic()
            entry = post(token)
            eventually(lambda: state(entry) == State.ACCEPTED)  # noqa: B023
            took.append(time.monotonic() - started)

    assert min(took) < 2
    assert len(caught.ids()) == 4
    assert caught.content(caught.ids()[0]).endswith(message_bytes(entry))


def message_bytes(entry: OutboxMessage) -> bytes:
    return bytes(OutboxMessage.objects.get(pk=entry.pk).content)


def test_a_mail_waits_for_a_server_that_comes_late() -> None:
    entry = post()
    with running(COURIER, DEPESCHE_SMTP_URL="catcher://") as scheduler:
        time.sleep(1)
        assert state(entry) == State.WAITING
        with running(CATCHER):
            eventually(lambda: state(entry) == State.ACCEPTED)
        scheduler.terminate()
        assert scheduler.wait(8) == 0

    assert [caught.summary(identifier).to for identifier in caught.ids()] == ["anna@example.org"]


def test_a_process_killed_between_hand_over_and_answer_loses_nothing() -> None:
    entry = post()
    with Scripted() as server, options.using(smtp_url=server.url):
        server.may_answer.clear()
        with running(COURIER, DEPESCHE_SMTP_URL=server.url) as scheduler:
            eventually(lambda: server.bodies)
            assert state(entry) == State.HANDING_OVER
            scheduler.kill()
            scheduler.wait(10)
        server.may_answer.set()

        assert outbox.hand_over_due(at=clock.now()) == 0
        assert outbox.hand_over_due(at=clock.now() + timedelta(minutes=11)) == 1

        assert state(entry) == State.ACCEPTED
        assert server.bodies == [message_bytes(entry)] * 2


def test_a_mail_is_never_handed_over_inside_a_transaction() -> None:
    post()
    with Scripted() as server, options.using(smtp_url=server.url):
        with pytest.raises(RuntimeError), transaction.atomic():
            outbox.hand_over_due(at=clock.now())

        assert server.accepted == []


def test_a_mail_rolled_back_with_its_deed_never_leaves() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _fail_after(post())

    assert OutboxMessage.objects.count() == 0


def _fail_after(entry: OutboxMessage) -> None:
    raise ZeroDivisionError(entry.pk)
