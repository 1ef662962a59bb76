"""Mails that were marked and wait in memory for a connection: whatever happens meanwhile, they leave once or are due again (M-02 to M-04)."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError, transaction

from depesche.courier.transport import Phase, Reply, Unreachable
from depesche.courier.transport.mail import Outcome
from depesche.courier.transport.pools import FilesPool
from depesche.kernel import clock, keyring, options
from depesche.mailing import sending
from depesche.mailing.models import Campaign, CorrectionMailed, Delivery, DeliveryRange
from depesche.mailing.sending import ahead, claiming, engine, journal, patience, store
from depesche.mailing.sending import running as running_of_campaigns
from depesche.mailing.sending.store import Database
from depesche.newsroom.models import Correction
from tests.chores.processes import eventually, running
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_engine import counts, in_thread
from tests.mailing.test_kill import CONNECTIONS, WORK, crowd, wait_until_done, waits_in_memory
from tests.mailing.witness import Witness

State = Delivery.State
TAKEN = Reply(250, "2.0.0 queued as 4711", Phase.DOT)


def marked() -> int:
    return Delivery.objects.filter(state=State.HANDING_OVER).count()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[None]:
    """A home of this test, for its journals."""
    (tmp_path / keyring.FILE_NAME).write_bytes((options.current().home / keyring.FILE_NAME).read_bytes())
    with options.using(home=tmp_path):
        yield


@pytest.fixture
def began(home: None) -> Database:
    begin = time.monotonic()
    return Database(now=lambda: NOW + timedelta(seconds=time.monotonic() - begin))


@pytest.mark.rule("I-3", "M-02", "M-03")
def test_a_worker_that_is_stopped_past_its_lease_neither_loses_nor_doubles_anything(committed_place: Place) -> None:
    """Another one works meanwhile. What the stopped one had marked is left to it; what it never began is due again when it goes on."""
    number = 1500
    crowd(committed_place, number)
    campaign = committed_place.sending()
    with Witness(delay=0.01) as server:
        settings = {"DEPESCHE_SMTP_URL": server.url, "DEPESCHE_SMTP_CONNECTIONS": str(CONNECTIONS)}
        with running(WORK, **settings) as first:
            eventually(waits_in_memory(first), seconds=300)
            first.send_signal(signal.SIGSTOP)
            stopped = time.time()
            left = marked()
            with running(WORK, **settings):
                eventually(lambda: len([seen for seen in server.begun if seen.at > stopped + 5]) > 20, seconds=300)
                first.send_signal(signal.SIGCONT)
                wait_until_done(campaign, seconds=300)

    assert left > CONNECTIONS
    assert len(server.taken) == len(set(server.taken)) == number
    assert counts(campaign) == {"accepted": number}


@pytest.mark.rule("M-04")
def test_mails_that_a_slow_server_let_wait_too_long_leave_in_the_same_run(committed_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_of_campaigns, "LONGEST_RUN", 600.0)
    monkeypatch.setattr(ahead.Ahead, "wanted", lambda _self, _connections: 60)
    number = 600
    crowd(committed_place, number)
    campaign = committed_place.sending()
    with Witness(delay=0.005) as server, options.using(smtp_url=server.url, smtp_connections=3):
        worker = in_thread(lambda: sending.run(at=clock.now()))
        eventually(lambda: marked() > 6, seconds=300)
        server.delay = 0.6
        eventually(lambda: Delivery.objects.filter(state=State.DEFERRED).exists(), seconds=300)
        assert set(Delivery.objects.filter(state=State.DEFERRED).values_list("attempts", "not_before")) == {(0, None)}
        server.delay = 0.0
        worker.join(600)

        assert len(server.taken) == len(set(server.taken)) == number
    assert counts(campaign) == {"accepted": number}
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.rule("M-04", "M-10")
def test_no_mail_begins_that_waited_longer_than_its_check_holds(committed_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are marked: the moment of the last check is in the row, the moment of the beginning is when it is noted."""
    begun: dict[int, float] = {}
    begins = journal.Journal.begins

    def noted(self: journal.Journal, key: int) -> bool:
        begun[key] = time.time()
        return begins(self, key)

    monkeypatch.setattr(journal.Journal, "begins", noted)
    monkeypatch.setattr(running_of_campaigns, "LONGEST_RUN", 5.0)
    monkeypatch.setattr(ahead.Ahead, "wanted", lambda _self, _connections: 400)  # far too many
    crowd(committed_place, 1200)
    campaign = committed_place.sending()
    with Witness(delay=0.01) as server, options.using(smtp_url=server.url, smtp_connections=2):
        for _ in range(60):  # on a busy machine one run's time may not be enough
            if len(server.taken) < 50:
                sending.run(at=clock.now())
    at = dict(Delivery.objects.filter(state=State.ACCEPTED).values_list("pk", "handed_over_at"))
    assert len(at) >= 50
    assert counts(campaign).keys() <= {"accepted", "deferred", "queued"}
    assert max(begun[key] - moment.timestamp() for key, moment in at.items() if moment) <= engine.CHECK_HOLDS


@pytest.mark.rule("M-03")
def test_a_commit_whose_answer_is_lost_leaves_nothing_unknown(committed_place: Place, began: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database marked the group and went away before it could say so. None of it began, so the second try begins it anew."""
    crowd(committed_place, 50)
    campaign = committed_place.sending()
    lost: list[bool] = []

    @contextmanager
    def atomic(*, durable: bool) -> Iterator[None]:
        with transaction.atomic(durable=durable):
            yield
        if not lost and marked():
            lost.append(True)
            raise OperationalError("the connection was lost")

    monkeypatch.setattr(store, "transaction", SimpleNamespace(atomic=atomic))
    monkeypatch.setattr(patience.time, "sleep", lambda _seconds: None)
    mails = began.exchange([], want=50)

    assert (len(mails), marked(), lost) == (50, 50, [True])
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}
    assert began.journal is not None
    assert all(began.journal.begins(mail.key) for mail in mails)
    began.exchange([Outcome(mail.key, TAKEN) for mail in mails], want=0)
    began.close()
    assert counts(campaign) == {"accepted": 50}


@pytest.mark.rule("M-02")
def test_what_another_worker_marked_meanwhile_is_not_given_back(committed_place: Place, began: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database goes away before our group is marked, and comes back when our lease is over and another worker has the range."""
    committed_place.person("anna", committed_place.news)
    committed_place.sending()
    real, other = Database._record, "other"

    def meanwhile(self: Database, results: list[object], at: object) -> None:
        monkeypatch.setattr(Database, "_record", real)
        raise OperationalError("the connection was lost")

    def takes(_seconds: float) -> None:
        DeliveryRange.objects.update(leased_until=NOW - timedelta(minutes=1))
        held = claiming.take(other, at=NOW)
        assert held is not None
        Delivery.objects.update(state=State.HANDING_OVER, attempts=1)

    monkeypatch.setattr(Database, "_record", meanwhile)
    monkeypatch.setattr(patience.time, "sleep", takes)

    assert began.exchange([], want=1) == []
    assert marked() == 1
    began.close()


@pytest.mark.rule("N-35")
def test_a_correction_counts_as_mailed_only_if_its_mail_was_not_given_back(place: Place, correct: Callable[..., Correction], began: Database) -> None:
    place.person("anna", place.news)
    first = place.sending("Erste")
    (mail,) = began.exchange([], want=1)
    began.exchange([Outcome(mail.key, TAKEN)], want=0)
    assert counts(first) == {"accepted": 1}
    Campaign.objects.filter(pk=first.pk).update(state=Campaign.State.DONE)
    correct()
    second = place.sending("Zweite")

    (mail,) = began.exchange([], want=1)
    assert CorrectionMailed.objects.get().campaign == second
    began.not_begun([mail.key])
    assert not CorrectionMailed.objects.exists()

    (again,) = began.exchange([], want=1)
    assert CorrectionMailed.objects.get().campaign == second
    assert again.content == mail.content, "the same mail as before, with the correction"
    began.exchange([Outcome(again.key, TAKEN)], want=0)
    began.close()
    assert counts(second) == {"accepted": 1}


@pytest.mark.rule("M-02")
def test_a_worker_whose_clock_is_behind_takes_nothing_out_of_living_hands(place: Place, began: Database) -> None:
    """It was stopped between looking at the clock and looking at the leases: ours seem to end further off than any."""
    place.person("anna", place.news)
    campaign = place.sending()
    began.exchange([], want=1)

    claiming.tidy(at=NOW - timedelta(minutes=4))
    assert claiming.take("late", at=NOW - timedelta(minutes=4)) is None

    assert counts(campaign) == {"handing_over": 1}
    began.close()


def test_a_way_out_that_cannot_be_opened_leaves_no_journal_behind(place: Place, home: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def vanished(_self: FilesPool) -> FilesPool:
        raise Unreachable("the folder vanished", Phase.CONNECT)

    monkeypatch.setattr(FilesPool, "__aenter__", vanished)
    place.person("anna", place.news)
    place.sending()

    with options.using(smtp_url=f"file://{tmp_path}"):
        assert sending.run(at=NOW) == 0

    assert list(journal.folder().iterdir()) == []
