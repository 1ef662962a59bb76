"""The engine between its two sides: what happens when connections are slow, servers vanish and people leave in between."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection

from depesche.audience import withdrawal
from depesche.audience.models import Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier.transport import Phase, Reply
from depesche.courier.transport.mail import Mail, Outcome
from depesche.courier.transport.pools import open_pool
from depesche.kernel import clock, options
from depesche.mailing import report, sending, stopping
from depesche.mailing.models import Campaign, Delivery, DeliveryRange
from depesche.mailing.sending import beside, claiming, engine, permission, store
from depesche.mailing.sending.beside import Questions
from tests.chores.processes import eventually
from tests.courier.scripted import Scripted
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_kill import crowd
from tests.mailing.witness import Witness

State = Delivery.State


def counts(campaign: Campaign) -> dict[str, int]:
    found = report.report(campaign)
    assert sum(found.counts.values()) == found.candidates
    return {state: number for state, number in found.counts.items() if number}


def in_thread(deed: object) -> threading.Thread:
    def work() -> None:
        try:
            deed()  # type: ignore[operator]
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.rule("M-04", "I-1")
def test_who_leaves_while_the_server_is_slow_to_greet_gets_nothing(committed_place: Place) -> None:
    """The check that was made when the mail was begun is more than a second old when the connection is there, so it is made again."""
    anna = committed_place.person("anna", committed_place.news)
    campaign = committed_place.sending()
    with Scripted() as server, options.using(smtp_url=server.url, smtp_connections=1):
        server.may_greet.clear()
        worker = in_thread(lambda: sending.run(at=clock.now()))
        end = time.monotonic() + 20
        while Delivery.objects.get().state != State.HANDING_OVER and time.monotonic() < end:
            time.sleep(0.02)
        assert Delivery.objects.get().state == State.HANDING_OVER
        withdrawal.withdraw(anna, purposes=None, at=clock.now(), route=Route.ONE_CLICK)
        time.sleep(1.2)
        server.may_greet.set()
        worker.join(30)

        assert server.accepted == []
        assert not [line for line in server.seen if line.startswith("MAIL")]
    sending.run(at=clock.now())
    assert counts(campaign) == {"without_consent": 1}


@pytest.mark.rule("M-04", "I-1")
def test_who_leaves_while_the_server_is_slow_to_take_the_content_gets_nothing(committed_place: Place) -> None:
    """Sender and recipient were named, when the server thought for more than a second; so the check is made again before the content."""
    anna = committed_place.person("anna", committed_place.news)
    campaign = committed_place.sending()
    with Scripted() as server, options.using(smtp_url=server.url, smtp_connections=1):
        server.may_go_on.clear()
        worker = in_thread(lambda: sending.run(at=clock.now()))
        eventually(lambda: "DATA" in server.seen)
        withdrawal.withdraw(anna, purposes=None, at=clock.now(), route=Route.ONE_CLICK)
        time.sleep(1.2)
        server.may_go_on.set()
        worker.join(30)

        assert server.bodies == []
    sending.run(at=clock.now())
    assert counts(campaign) == {"without_consent": 1}


@pytest.mark.rule("M-02")
def test_leases_are_renewed_while_every_connection_waits_for_an_answer(committed_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server may take ten minutes for its answer (RFC 5321, 4.5.3.2); meanwhile nobody else may take the mails for those of a dead worker."""
    monkeypatch.setattr(engine, "IDLE", 0.2)
    monkeypatch.setattr(store, "RENEW_AFTER", 0.1)
    committed_place.person("anna", committed_place.news)
    campaign = committed_place.sending()
    with Scripted() as server, options.using(smtp_url=server.url, smtp_connections=1):
        server.may_answer.clear()
        worker = in_thread(lambda: sending.run(at=clock.now()))
        eventually(lambda: Delivery.objects.get().state == State.HANDING_OVER)
        first = DeliveryRange.objects.get().leased_until
        assert first is not None
        eventually(lambda: DeliveryRange.objects.filter(leased_until__gt=first + timedelta(seconds=1)).exists())
        server.may_answer.set()
        worker.join(30)
    assert counts(campaign) == {"accepted": 1}


@pytest.mark.rule("M-03")
def test_no_more_is_on_its_way_than_there_are_connections(committed_place: Place) -> None:
    for number in range(12):
        committed_place.person(f"person{number}", committed_place.news)
    campaign = committed_place.sending()
    with Scripted() as server, options.using(smtp_url=server.url, smtp_connections=1):
        server.may_answer.clear()
        worker = in_thread(lambda: sending.run(at=clock.now()))
        end = time.monotonic() + 20
        while not server.bodies and time.monotonic() < end:
            time.sleep(0.02)
        assert counts(campaign) == {"queued": 11, "handing_over": 1}
        server.may_answer.set()
        worker.join(60)

        assert len(server.accepted) == 12
    assert counts(campaign) == {"accepted": 12}


def test_a_pause_and_its_end_take_effect_in_the_middle_of_a_run(committed_place: Place) -> None:
    for number in range(40):
        committed_place.person(f"person{number}", committed_place.news)
    campaign = committed_place.sending()
    with Scripted() as server, options.using(smtp_url=server.url, smtp_connections=1, send_rate=20):
        worker = in_thread(lambda: sending.run(at=clock.now()))
        end = time.monotonic() + 20
        while not server.accepted and time.monotonic() < end:
            time.sleep(0.02)
        stopping.pause(campaign)
        worker.join(30)

        assert 0 < len(server.accepted) < 40
        assert counts(campaign)["accepted"] == len(server.accepted)
        stopping.resume(campaign)
    with Scripted() as second, options.using(smtp_url=second.url, smtp_connections=1):
        sending.run(at=clock.now())
        assert len(server.accepted) + len(second.accepted) == 40


@pytest.mark.rule("M-04")
@pytest.mark.parametrize("stop", ["pause", "cancel"])
def test_mails_that_wait_in_memory_do_not_begin_after_a_pause_or_an_end(committed_place: Place, stop: str) -> None:
    """The campaign is stopped while more mails are marked than there are connections, and the server is slow from then on."""
    crowd(committed_place, 3000)
    campaign = committed_place.sending()
    with Witness(delay=0.01) as server, options.using(smtp_url=server.url, smtp_connections=3):
        worker = in_thread(lambda: sending.run(at=clock.now()))
        end = time.monotonic() + 30
        while Delivery.objects.filter(state=State.HANDING_OVER).count() <= 20 and time.monotonic() < end:
            time.sleep(0.01)
        assert Delivery.objects.filter(state=State.HANDING_OVER).count() > 20
        server.delay = 0.3
        if stop == "pause":
            stopping.pause(campaign)
        else:
            stopping.cancel(campaign, at=clock.now())
        stopped = time.time()
        worker.join(30)
        sending.run(at=clock.now())

        assert [seen.recipient for seen in server.begun if seen.at > stopped + 1] == []
        found = counts(campaign)
        assert found["accepted"] == len(server.taken) == len(set(server.taken)) < 3000
        assert set(found) <= ({"accepted", "queued", "deferred"} if stop == "pause" else {"accepted", "cancelled"})


@pytest.mark.rule("M-02")
def test_a_range_of_a_dead_worker_is_queued_again_but_what_it_was_handing_over_is_unknown(place: Place) -> None:
    for number in range(5):
        place.person(f"person{number}", place.news)
    campaign = place.sending()
    held = claiming.take("dead", at=NOW)
    assert held is not None
    assert permission.begin(held.waiting[0], permission.Moment("dead", NOW)) is not None

    assert claiming.take("alive", at=NOW + timedelta(seconds=29)) is None
    taken = claiming.take("alive", at=NOW + timedelta(seconds=31))

    assert taken is not None
    assert taken.waiting == held.waiting[1:]
    assert taken.fence > held.fence
    assert counts(campaign) == {"queued": 4, "unknown": 1}
    assert permission.begin(held.waiting[1], permission.Moment("dead", NOW + timedelta(seconds=31))) is None


@pytest.mark.rule("M-02")
def test_a_lease_that_a_wrong_clock_wrote_holds_nobody_up(place: Place) -> None:
    place.person("anna", place.news)
    place.sending()
    assert claiming.take("from the future", at=NOW + timedelta(days=300)) is not None

    assert claiming.take("alive", at=NOW) is not None


def test_a_worker_that_learns_the_answer_late_mends_the_report(place: Place) -> None:
    from depesche.courier.transport import Phase, Reply
    from depesche.mailing.sending import recording

    place.person("anna", place.news)
    campaign = place.sending()
    (number,) = claiming.claim("slow", at=NOW)
    delivery = permission.begin(number, permission.Moment("slow", NOW))
    assert delivery is not None
    claiming.tidy(at=NOW + timedelta(minutes=1))
    assert counts(campaign) == {"unknown": 1}

    recording.record(delivery, recording.Answer(Reply(250, "2.0.0 queued", Phase.DOT), NOW))

    assert counts(campaign) == {"accepted": 1}


def test_a_range_whose_people_all_left_ends_the_campaign(place: Place) -> None:
    anna = place.person("anna", place.news)
    campaign = place.sending()
    assert isinstance(anna, Subscriber)
    withdrawal.withdraw(anna, purposes=None, at=NOW, route=Route.ONE_CLICK)

    with options.using(smtp_url="smtp://127.0.0.1:1"):
        sending.run(at=NOW)

    campaign.refresh_from_db()
    assert (campaign.state, campaign.trouble) == (Campaign.State.DONE, "")
    assert DeliveryRange.objects.get().due_at is None


class Counting:
    """A store without a database that counts how many mails have no answer yet."""

    def __init__(self, number: int) -> None:
        self.left, self.out, self.most_out = number, 0, 0

    def exchange(self, outcomes: Sequence[Outcome], *, want: int) -> list[Mail]:
        self.out -= len(outcomes)
        time.sleep(0.002)  # meanwhile answers come
        numbers = range(self.left, max(0, self.left - want), -1)
        self.left -= len(numbers)
        self.out += len(numbers)
        self.most_out = max(self.most_out, self.out)
        return [Mail(number, "b@example.org", "anna@example.org", b"Subject: x\r\n\r\nx\r\n") for number in numbers]

    def still_allowed(self, key: int) -> bool:
        return True

    def not_taken(self, keys: Sequence[int], *, reason: str) -> None:
        raise AssertionError(reason)

    def close(self) -> None:
        return


@pytest.mark.rule("M-03")
def test_answers_that_come_while_the_store_works_do_not_let_more_begin_than_there_are_connections() -> None:
    store = Counting(300)
    with Witness() as server:

        async def send(questions: Questions) -> None:
            async with open_pool(server.url, connections=3) as out:
                await engine.send(store, out, engine.Pace(0, 60, lambda: False), questions=questions)

        beside.run(send)

        assert len(server.taken) == 300
    assert (store.most_out, store.out) == (3, 0)


class Defective:
    """A way out with two connections and a defect: the second mail ends in it, while the store writes down what was said of the first."""

    free, open_connections = 2, 0

    async def hand_over(self, mail: Mail, *, still: object = None) -> Outcome:
        self.free -= 1
        await asyncio.sleep(0 if mail.key == 2 else 0.1)
        self.free += 1
        if mail.key == 1:
            raise ZeroDivisionError
        return Outcome(mail.key, Reply(250, "ok", Phase.DOT))


def test_a_defect_in_the_last_mail_is_not_lost_while_the_store_works() -> None:
    class Slow(Counting):
        def exchange(self, outcomes: Sequence[Outcome], *, want: int) -> list[Mail]:
            time.sleep(0.4 if outcomes else 0)
            return super().exchange(outcomes, want=want)

    way = Defective()
    with pytest.raises(ZeroDivisionError):
        beside.run(lambda questions: engine.send(Slow(2), way, engine.Pace(0, 60, lambda: False), questions=questions))  # type: ignore[arg-type]
