"""Workers are killed at random moments, people leave at random moments: nobody is lost, nobody gets a mail twice (I-1, I-3)."""

from __future__ import annotations

import os
import random  # noqa: TID251 - the same crash schedule at each run
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta

import pytest
from _pytest.mark import ParameterSet
from django.db import connection

from depesche.audience import withdrawal
from depesche.audience.models import Consent, Grant, Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import envelope
from depesche.kernel import address, clock, keyring, options
from depesche.mailing import report, selection
from depesche.mailing.models import Campaign, Delivery, DeliveryRange
from depesche.mailing.sending import resolving
from tests.chores.processes import START, eventually, running
from tests.courier import postfix
from tests.courier.postfix import Postfix
from tests.mailing.conftest import NOW, Place
from tests.mailing.witness import Witness

CONNECTIONS = 5
TERMINATE = """
SELECT pid FROM (
    SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
) AS killed"""
WORK = (
    START
    + """
from depesche.chores import rounds
from depesche.mailing import sending
from depesche.mailing.sending import claiming, store
claiming.LEASE, store.RENEW_AFTER = timedelta(seconds=3), 0.5
rounds.until(stop, lambda at: sending.is_wanted(at=at) and sending.run(at=at))
"""
)


def crowd(place: Place, number: int) -> list[Subscriber]:
    key = keyring.ring().current(keyring.LOOKUP).secret
    names = [f"person{each}@example.org" for each in range(number)]
    people = [Subscriber(mailbox=name, lookup=address.lookup_digest(name, key=key), domain="example.org", created_at=NOW) for name in names]
    Subscriber.objects.bulk_create(people, batch_size=1000)
    grants = [Grant(subject=person.pk, purpose=place.news, form=place.form, granted_at=NOW, entry_index=0) for person in people]
    Grant.objects.bulk_create(grants, batch_size=1000)
    since = NOW - timedelta(days=1)
    live = [Consent(address=person, purpose=place.news, grant=grant, since=since) for person, grant in zip(people, grants, strict=True)]
    Consent.objects.bulk_create(live, batch_size=1000)
    return people


def long_form(number: int, kills: int) -> ParameterSet:
    """Return the large form of a test; ``DEPESCHE_TEST_KILLS="10000 20"`` makes it another one, of 10,000 people and 20 kills."""
    wanted = os.environ.get("DEPESCHE_TEST_KILLS", "").split()
    return pytest.param(*(map(int, wanted) if wanted else (number, kills)), marks=pytest.mark.long, id="long")


def wait_until_done(campaign: Campaign, *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while Campaign.objects.filter(pk=campaign.pk, state="sending").exists():
        assert time.monotonic() < end, report.report(campaign).counts
        time.sleep(0.2)


def wait_until_it_sends(worker: subprocess.Popen[bytes]) -> None:
    def has_mails_on_the_way() -> bool:
        held = DeliveryRange.objects.filter(owner__contains=f":{worker.pid}:")
        return any(Delivery.objects.filter(pk__range=(one.first, one.last), state="handing_over").exists() for one in held)

    eventually(has_mails_on_the_way, seconds=90)


class Force:
    """Two workers at any time, of which one after the other is killed as soon as it has mails on their way."""

    def __init__(self, stack: ExitStack, **settings: str) -> None:
        self._stack, self._settings = stack, {**settings, "DEPESCHE_SMTP_CONNECTIONS": str(CONNECTIONS)}
        self.chance = random.Random(7)
        self.workers = [self._another() for _ in range(2)]

    def _another(self) -> subprocess.Popen[bytes]:
        return self._stack.enter_context(running(WORK, **self._settings))

    def kill_one(self, *, within: float) -> None:
        """Kill the older one as soon as it has mails on their way, at a random moment of so many seconds."""
        victim = self.workers.pop(0)
        wait_until_it_sends(victim)
        time.sleep(self.chance.random() * within)
        victim.kill()
        self.workers.append(self._another())

    def finish(self, campaign: Campaign, *, seconds: float) -> None:
        wait_until_done(campaign, seconds=seconds)
        assert [worker.poll() for worker in self.workers] == [None, None]


def slowly(number: int, kills: int) -> float:
    """Return the seconds that the server may take so that mails are left for every worker that is to be killed; one takes some seconds to begin."""
    return 2 * CONNECTIONS * kills * 8 / number


def states_of(campaign: Campaign) -> dict[str, str]:
    return dict(Delivery.objects.filter(campaign=campaign).values_list("address__mailbox", "state"))


def twice(names: Sequence[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


@pytest.mark.rule("I-3", "M-02", "M-03")
@pytest.mark.parametrize(("number", "kills"), [(300, 3), long_form(100_000, 50)])
def test_workers_are_killed_and_nobody_is_lost_or_gets_it_twice(
    committed_place: Place, number: int, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two work at any time; each of them that was seen to have mails on their way is killed, and another one begins."""
    monkeypatch.setattr(selection, "RANGE", min(selection.RANGE, number // 20))
    crowd(committed_place, number)
    campaign = committed_place.sending()
    with Witness(delay=slowly(number, kills)) as server, ExitStack() as stack:
        force = Force(stack, DEPESCHE_SMTP_URL=server.url)
        for _ in range(kills):
            force.kill_one(within=2 * server.delay)
        server.delay = 0.01
        force.finish(campaign, seconds=120 + number / 20)

    found, states = report.report(campaign), states_of(campaign)
    assert sum(found.counts.values()) == found.candidates == number
    assert twice(server.taken) == []
    assert 0 < found.counts["unknown"] <= kills * CONNECTIONS
    assert {name for name, state in states.items() if state == "accepted"} <= set(server.taken)
    assert set(states.values()) == {"accepted", "unknown"}


def waits_in_memory(worker: subprocess.Popen[bytes]) -> Callable[[], bool]:
    """Return whether more is marked by now than the worker has connections."""

    def more() -> bool:
        held = DeliveryRange.objects.filter(owner__contains=f":{worker.pid}:")
        marked = [Delivery.objects.filter(pk__range=(one.first, one.last), state="handing_over").count() for one in held]
        return sum(marked) > 2 * CONNECTIONS

    return more


@pytest.mark.rule("I-3", "M-02", "M-03")
@pytest.mark.parametrize(("number", "kills"), [(3000, 3), long_form(40_000, 30)])
def test_mails_that_wait_in_memory_when_their_worker_is_killed_are_neither_lost_nor_doubled(committed_place: Place, number: int, kills: int) -> None:
    """Ten times as many are marked as there are connections; the journal tells which of them began."""
    crowd(committed_place, number)
    campaign = committed_place.sending()
    with Witness(delay=0.02) as server, ExitStack() as stack:
        force = Force(stack, DEPESCHE_SMTP_URL=server.url)
        for _ in range(kills):
            eventually(waits_in_memory(force.workers[0]), seconds=60)
            force.kill_one(within=0.1)
        force.finish(campaign, seconds=120 + number / 20)

    found, states = report.report(campaign), states_of(campaign)
    assert sum(found.counts.values()) == found.candidates == number
    assert twice(server.taken) == []
    assert 0 < found.counts["unknown"] <= kills * CONNECTIONS
    assert {name for name, state in states.items() if state == "accepted"} <= set(server.taken)
    assert set(states.values()) == {"accepted", "unknown"}


@pytest.mark.rule("I-3", "M-02", "M-03")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connections that could break")
@pytest.mark.parametrize(("number", "breaks"), [(300, 3), long_form(20_000, 50)])
def test_connections_to_the_database_are_killed_and_nobody_is_lost_or_gets_it_twice(committed_place: Place, number: int, breaks: int) -> None:
    crowd(committed_place, number)
    campaign = committed_place.sending()
    with Witness(delay=slowly(number, breaks)) as server, ExitStack() as stack:
        force = Force(stack, DEPESCHE_SMTP_URL=server.url)
        broken = 0
        while broken < breaks:
            wait_until_it_sends(force.workers[broken % 2])
            time.sleep(force.chance.random() / 20)
            with connection.cursor() as cursor:
                cursor.execute(TERMINATE)
                broken += len(cursor.fetchall())
        server.delay = 0.01
        force.finish(campaign, seconds=120 + number / 20)

    found, states = report.report(campaign), states_of(campaign)
    assert sum(found.counts.values()) == found.candidates == number
    assert twice(server.taken) == []
    assert found.counts["unknown"] <= breaks * CONNECTIONS
    assert {name for name, state in states.items() if state == "accepted"} <= set(server.taken)
    assert set(states.values()) <= {"accepted", "unknown"}


@pytest.mark.rule("I-3", "M-06")
@pytest.mark.skipif(bool(postfix.missing()), reason=postfix.missing() or "it is there")
@pytest.mark.parametrize(("number", "kills"), [(200, 3), long_form(100_000, 50)])
def test_behind_a_postfix_of_this_machine_it_is_known_of_everybody_who_got_it(
    committed_place: Place, number: int, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Postfix's own log is the witness."""
    monkeypatch.setattr(selection, "RANGE", min(selection.RANGE, number // 20))
    crowd(committed_place, number)
    campaign = committed_place.sending()
    with Postfix(settings={"smtpd_data_restrictions": "sleep 1", "smtpd_end_of_data_restrictions": "sleep 1"}) as server, ExitStack() as stack:
        force = Force(stack, DEPESCHE_SMTP_URL=server.url)
        for _ in range(kills):
            force.kill_one(within=2)
        server.change(smtpd_data_restrictions="", smtpd_end_of_data_restrictions="")
        force.finish(campaign, seconds=120 + number / 10)
        unknown = report.report(campaign).counts["unknown"]
        with options.using(smtp_url=server.url, postfix_config=str(server.configuration), postfix_log=str(server.log)):
            resolved = clock.now() + resolving.SURE_AFTER + timedelta(minutes=1)
            Delivery.objects.filter(state="unknown").update(finished_at=clock.now())  # a long test's first ones are older than a quarter of an hour
            resolving.resolve(at=resolved)
        taken = server.senders()

    found = report.report(campaign).counts
    rows = {envelope.of_delivery(pk): state for pk, state in Delivery.objects.values_list("pk", "state")}
    assert 0 < unknown <= kills * CONNECTIONS
    assert twice(taken) == []
    assert {sender for sender, state in rows.items() if state == "accepted"} == set(taken)
    assert (found["unknown"], found["accepted"] + found["failed"]) == (0, number)
    assert found["failed"] <= unknown


@pytest.mark.rule("I-1", "M-04", "S-21")
@pytest.mark.parametrize(
    ("number", "of", "rate", "delay"),
    [(120, 2, 40, 0.0), pytest.param(10_000, 2, 20, 0.0, marks=pytest.mark.long), (150, 12, 0, 0.02)],
    ids=["at a rate", "many", "as fast as the server takes them"],
)
def test_nobody_who_left_more_than_a_second_ago_gets_a_mail(committed_place: Place, number: int, of: int, rate: int, delay: float) -> None:
    """Without a rate, mails wait in memory for their connection."""
    people = crowd(committed_place, number * of)
    campaign = committed_place.sending()
    left: dict[str, float] = {}

    def leave() -> None:
        try:
            for person in random.Random(3).sample(people, number):
                withdrawal.withdraw(person, purposes=None, at=clock.now(), route=Route.ONE_CLICK)
                left[person.mailbox] = time.time()
        finally:
            connection.close()

    with Witness(delay=delay) as server:
        settings = {
            "DEPESCHE_SMTP_URL": server.url,
            "DEPESCHE_SMTP_CONNECTIONS": str(CONNECTIONS),
            "DEPESCHE_SEND_RATE": str(rate),
        }
        with running(WORK, **settings):
            eventually(lambda: server.taken, seconds=60)
            thread = threading.Thread(target=leave)
            thread.start()
            thread.join()
            wait_until_done(campaign, seconds=120 + number / 10)

    late = {seen.recipient: seen.at - left[seen.recipient] for seen in server.begun if seen.recipient in left}
    assert {name: by for name, by in late.items() if by > 1} == {}
    assert len(left) == number
    assert report.report(campaign).counts["without_consent"] > 0
