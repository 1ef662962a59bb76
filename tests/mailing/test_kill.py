"""Workers are killed at random moments, people leave at random moments: nobody is lost, nobody gets a mail twice (I-1, I-3)."""

from __future__ import annotations

import random  # noqa: TID251 - the same crash schedule at each run
import subprocess
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connection

from depesche.audience import withdrawal
from depesche.audience.models import Consent, Grant, Subscriber
from depesche.audience.withdrawal import Route
from depesche.kernel import address, clock, keyring
from depesche.mailing import report, selection
from depesche.mailing.models import Campaign, Delivery, DeliveryRange
from tests.chores.processes import START, eventually, running
from tests.mailing.conftest import NOW, Place
from tests.mailing.witness import Witness

CONNECTIONS = 5
WORK = (
    START
    + """
import time
from depesche.kernel import clock
from depesche.mailing import sending
from depesche.mailing.sending import claiming, store
claiming.LEASE, store.RENEW_AFTER = timedelta(seconds=3), 0.5
while not stop.is_set():
    if sending.is_wanted(at=clock.now()):
        sending.run(at=clock.now())
    time.sleep(0.05)
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


@pytest.mark.rule("I-3", "M-02", "M-03")
@pytest.mark.parametrize(("number", "kills"), [(300, 3), pytest.param(100_000, 50, marks=pytest.mark.long)])
def test_workers_are_killed_and_nobody_is_lost_or_gets_it_twice(
    committed_place: Place, number: int, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two work at any time; each of them that was seen to have mails on their way is killed, and another one begins."""
    monkeypatch.setattr(selection, "RANGE", min(selection.RANGE, number // 20))
    crowd(committed_place, number)
    campaign = committed_place.sending()
    chance = random.Random(7)
    with Witness(delay=0.01) as server, ExitStack() as stack:
        settings = {"DEPESCHE_SMTP_URL": server.url, "DEPESCHE_SMTP_CONNECTIONS": str(CONNECTIONS)}
        workers = [stack.enter_context(running(WORK, **settings)) for _ in range(2)]
        for _ in range(kills):
            victim = workers.pop(0)
            wait_until_it_sends(victim)
            time.sleep(chance.random() / 50)
            victim.kill()
            workers.append(stack.enter_context(running(WORK, **settings)))
        wait_until_done(campaign, seconds=120 + number / 20)
        assert [worker.poll() for worker in workers] == [None, None]

    found = report.report(campaign)
    states = {row.address.mailbox: row.state for row in Delivery.objects.select_related("address") if row.address is not None}
    assert sum(found.counts.values()) == found.candidates == number
    assert [name for name, times in Counter(server.taken).items() if times > 1] == []
    assert 0 < found.counts["unknown"] <= kills * CONNECTIONS
    assert {name for name, state in states.items() if state == "accepted"} <= set(server.taken)
    assert {name for name, state in states.items() if state not in {"accepted", "unknown"}} == set()


@pytest.mark.rule("I-1", "M-04", "S-21")
@pytest.mark.parametrize("number", [120, pytest.param(10_000, marks=pytest.mark.long)])
def test_nobody_who_left_more_than_a_second_ago_gets_a_mail(committed_place: Place, number: int) -> None:
    people = crowd(committed_place, number * 2)
    campaign = committed_place.sending()
    left: dict[str, float] = {}

    def leave() -> None:
        try:
            for person in random.Random(3).sample(people, number):
                withdrawal.withdraw(person, purposes=None, at=clock.now(), route=Route.ONE_CLICK)
                left[person.mailbox] = time.time()
        finally:
            connection.close()

    with Witness() as server:
        settings = {"DEPESCHE_SMTP_URL": server.url, "DEPESCHE_SMTP_CONNECTIONS": str(CONNECTIONS), "DEPESCHE_SEND_RATE": str(max(40, number // 100))}
        with running(WORK, **settings):
            thread = threading.Thread(target=leave)
            thread.start()
            thread.join()
            wait_until_done(campaign, seconds=120 + number / 10)

    late = {seen.recipient: seen.at - left[seen.recipient] for seen in server.begun if seen.recipient in left}
    assert {name: by for name, by in late.items() if by > 1} == {}
    assert len(left) == number
    assert report.report(campaign).counts["without_consent"] > 0
