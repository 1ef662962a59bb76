"""Single mails: posted with the deed, handed over later, tried again, given up, forgotten."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dkim
import pytest

from depesche.courier import envelope, message, outbox, signing_keys, way
from depesche.courier.message import Letter
from depesche.courier.models import OutboxMessage, Suppression
from depesche.kernel import options, personal_data
from tests.courier.scripted import HANG_UP, Scripted

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ANNA = uuid.UUID(int=1)
State = OutboxMessage.State


def letter(token: str = "1") -> Letter:
    return Letter(
        sender=message.mailbox("Beispiel", "news@example.org"),
        to="anna@example.org",
        subject="Bitte bestätigen",
        html="<p>Hallo</p>",
        text="Hallo",
        message_id=message.message_id(token, "example.org"),
        date=AT,
    )


def post(token: str = "1", **changes: object) -> OutboxMessage:
    given: dict[str, object] = {"kind": "confirmation", "subject": ANNA, "at": AT}
    return outbox.post(letter(token), **{**given, **changes})  # type: ignore[arg-type]


def fresh(entry: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=entry.pk)


@pytest.fixture
def server() -> Iterator[Scripted]:
    with Scripted() as scripted, options.using(smtp_url=scripted.url, smtp_timeout=5):
        yield scripted


@pytest.mark.parametrize("state", [State.WAITING, State.HANDING_OVER])
def test_a_mail_from_a_time_when_the_clock_was_a_day_ahead_leaves_once_it_is_right(server: Scripted, state: State) -> None:
    tomorrow = AT + timedelta(days=1)
    entry = post(at=tomorrow)
    OutboxMessage.objects.filter(pk=entry.pk).update(state=state, leased_until=tomorrow if state == State.HANDING_OVER else None)

    assert outbox.hand_over_due(at=AT) == 1
    assert outbox.hand_over_due(at=AT) == 0
    assert fresh(entry).state == State.ACCEPTED


@pytest.mark.rule("S-09")
def test_a_mail_is_signed_on_its_way_where_that_is_wanted(server: Scripted, tmp_path: Path) -> None:
    signing_keys.make(tmp_path)
    post()
    with options.using(home=tmp_path, dkim_selector="news1", dkim_domain="example.org"):
        assert outbox.hand_over_due(at=AT) == 1
        records = {f"{key.place}.".encode(): key.record.encode() for key in signing_keys.current()}

    ((_, _, data),) = server.accepted
    for number in (0, 1):
        assert dkim.DKIM(data).verify(idx=number, dnsfunc=lambda name, timeout=5: records.get(name))


def test_without_the_key_mail_waits_and_says_so(server: Scripted, tmp_path: Path) -> None:
    post()
    with options.using(home=tmp_path, dkim_selector="news1"):
        assert outbox.hand_over_due(at=AT) == 0
        problem = way.problem()

    assert problem is not None
    assert problem.code == "dkim-key-missing"
    assert server.accepted == []


def test_a_posted_mail_reaches_the_server_as_it_was_written(server: Scripted) -> None:
    entry = post()

    assert outbox.is_due(at=AT)
    assert outbox.hand_over_due(at=AT) == 1

    kept = fresh(entry)
    assert kept.state == State.ACCEPTED
    assert kept.reply == "250 2.0.0 queued as 4711"
    assert server.accepted[0][2] == message.as_bytes(letter())
    assert kept.envelope_sender in server.accepted[0][0]
    assert envelope.read(kept.envelope_sender) == envelope.Origin(message=entry.id)
    assert outbox.hand_over_due(at=AT + timedelta(days=1)) == 0
    assert not outbox.is_due(at=AT + timedelta(days=1))


def test_posting_the_same_key_twice_is_one_mail() -> None:
    first = post("1", dedupe="signup:1")
    second = post("2", dedupe="signup:1")

    assert first.pk == second.pk
    assert OutboxMessage.objects.count() == 1


def test_without_a_way_out_mail_waits_untouched() -> None:
    entry = post()

    assert outbox.hand_over_due(at=AT) == 0

    assert fresh(entry).state == State.WAITING
    assert fresh(entry).attempts == 0
    assert not outbox.is_due(at=AT)


def test_an_unreachable_server_means_waiting_longer_and_longer_and_then_the_mail_leaves(server: Scripted) -> None:
    entry = post()
    moment, waits = AT, []
    with options.using(smtp_url="smtp://127.0.0.1:1"):
        for _ in range(9):
            outbox.hand_over_due(at=moment)
            kept = fresh(entry)
            assert kept.state == State.WAITING
            waits.append(round((kept.not_before - moment).total_seconds()))
            moment = kept.not_before

    assert waits == [5, 15, 30, 60, 120, 240, 480, 960, 1800]
    assert outbox.hand_over_due(at=moment + timedelta(seconds=1)) == 1
    assert fresh(entry).state == State.ACCEPTED


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ({"rcpt": "550 5.1.1 no such user"}, State.FAILED),
        ({"dot": "554 refused"}, State.FAILED),
        ({"rcpt": "450 greylisted"}, State.WAITING),
        ({"mail": "550 sender refused"}, State.WAITING),
        ({"rcpt": "421 closing"}, State.WAITING),
        ({"data": HANG_UP}, State.WAITING),
        ({"dot": HANG_UP}, State.WAITING),
    ],
)
def test_what_becomes_of_a_mail(server: Scripted, script: dict[str, str], state: str) -> None:
    server.script.update(script)
    entry = post()

    outbox.hand_over_due(at=AT)

    kept = fresh(entry)
    assert kept.state == state
    assert kept.reply
    assert kept.leased_until is None
    assert (kept.not_before >= AT + timedelta(seconds=5)) == (state == State.WAITING)


def test_a_mail_whose_answer_got_lost_is_sent_again_byte_for_byte(server: Scripted) -> None:
    server.script["dot"] = HANG_UP
    entry = post()
    outbox.hand_over_due(at=AT)
    server.script["dot"] = "250 ok"

    outbox.hand_over_due(at=AT + timedelta(minutes=1))

    assert fresh(entry).state == State.ACCEPTED
    assert len(server.bodies) == 2
    assert server.bodies[0] == server.bodies[1]


def test_a_fault_of_the_server_stops_the_round_but_a_bad_recipient_does_not(server: Scripted) -> None:
    for token in "abc":
        post(token)
    server.script["rcpt"] = "550 5.1.1 no"
    outbox.hand_over_due(at=AT)
    assert OutboxMessage.objects.filter(state=State.FAILED).count() == 3

    for token in "def":
        post(token)
    server.seen.clear()
    server.script["mail"] = "550 not from you"
    outbox.hand_over_due(at=AT)

    assert len([line for line in server.seen if line.lower().startswith("mail")]) == 1
    assert OutboxMessage.objects.filter(state=State.WAITING, not_before__gt=AT).count() == 3


def test_emil_s_address_in_the_server_s_answer_is_written_to_nobody_else_s_mail(server: Scripted) -> None:
    for token in "ab":
        post(token)
    server.script["rcpt"] = "554 5.7.1 <emil@example.org>: Relay access denied"
    outbox.hand_over_due(at=AT)

    assert sorted(OutboxMessage.objects.values_list("reply", flat=True)) == [
        "554 5.7.1 <emil@example.org>: Relay access denied",
        "554 5.7.1 <…>: Relay access denied",
    ]


def test_a_mail_whose_process_died_is_taken_back(server: Scripted) -> None:
    entry = post()
    OutboxMessage.objects.filter(pk=entry.pk).update(state=State.HANDING_OVER, leased_until=AT + timedelta(minutes=10), attempts=1)

    assert outbox.hand_over_due(at=AT + timedelta(minutes=5)) == 0
    assert outbox.hand_over_due(at=AT + timedelta(minutes=11)) == 1


def test_a_mail_is_given_up_when_its_time_is_over(server: Scripted) -> None:
    default = post("1")
    request = post("2", give_up_at=AT + timedelta(hours=1))

    with options.using(smtp_url=""):
        outbox.hand_over_due(at=AT + timedelta(hours=1))
        assert [fresh(default).state, fresh(request).state] == [State.WAITING, State.GIVEN_UP]
        outbox.hand_over_due(at=AT + timedelta(days=3))
        assert fresh(default).state == State.GIVEN_UP
    assert outbox.hand_over_due(at=AT + timedelta(days=3)) == 0


def test_a_held_mail_leaves_only_after_release(server: Scripted) -> None:
    entry = post(held=True)

    assert outbox.hand_over_due(at=AT) == 0
    assert outbox.release([entry.id], at=AT) == 1
    assert outbox.release([entry.id], at=AT) == 0
    assert outbox.hand_over_due(at=AT) == 1


def test_accepted_mails_are_listed_until_they_are_recorded(server: Scripted) -> None:
    entry = post()
    post("other", kind="welcome")
    assert outbox.unrecorded("confirmation") == []
    outbox.hand_over_due(at=AT)

    (found,) = outbox.unrecorded("confirmation")

    assert found.pk == entry.pk
    assert found.finished_at is not None
    assert outbox.mark_recorded([found.id], at=AT) == 1
    assert outbox.unrecorded("confirmation") == []


def test_old_mails_are_deleted_unless_they_are_evidence(server: Scripted) -> None:
    evidence, other = post("1"), post("2", kind="preferences")
    with options.using(smtp_url=""):
        waiting = post("3", give_up_at=AT + timedelta(days=400))
    outbox.hand_over_due(at=AT)
    OutboxMessage.objects.filter(pk=waiting.pk).update(state=State.WAITING, finished_at=None)
    outbox.mark_recorded([evidence.id], at=AT)

    assert outbox.delete_old(at=AT + timedelta(days=29)) == 0
    assert outbox.delete_old(at=AT + timedelta(days=31)) == 1
    assert not OutboxMessage.objects.filter(pk=other.pk).exists()


def test_emil_is_exported_and_erased_but_his_suppression_stays() -> None:
    emil = personal_data.Person(subject=uuid.UUID(int=5), address="Anna@example.org", lookup="e" * 64)
    post("1", subject=emil.subject)
    post("2", subject=None)
    Suppression.objects.create(lookup=emil.lookup, scope=Suppression.EVERYTHING, reason=Suppression.Reason.OBJECTED, since=AT)
    keeper = next(keeper for keeper in personal_data.keepers() if keeper.name == "courier")

    exported = json.loads(json.dumps(keeper.export(emil)))
    assert len(exported["mails"]) == 2
    assert exported["suppressions"][0]["reason"] == "objected"
    assert keeper.erase(emil) == 2
    assert OutboxMessage.objects.count() == 0
    assert Suppression.objects.count() == 1


def test_forgetting_a_person_takes_every_state() -> None:
    for number, state in enumerate(State.values):
        OutboxMessage.objects.filter(pk=post(str(number)).pk).update(state=state)
    other = post("other", subject=uuid.UUID(int=2))

    assert outbox.forget(ANNA) == len(State.values)
    assert list(OutboxMessage.objects.all()) == [other]


def test_a_letter_that_cannot_be_written_leaves_no_row() -> None:
    with pytest.raises(message.BadLetter):
        outbox.post(replace(letter(), subject="Hallo\r\nBcc: ben@example.org"), kind="x", subject=None, at=AT)

    assert OutboxMessage.objects.count() == 0
