"""The full disk, the lost database, the mail server that hangs, the clock that jumps: the campaign waits, says why, and goes on without loss."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from depesche.kernel import clock, options
from depesche.mailing import sending
from depesche.mailing.models import Campaign, Delivery
from tests.courier.scripted import Scripted
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_engine import counts, in_thread
from tests.mailing.witness import Witness


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(place)], capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as room, contextlib.suppress(OSError):
        while room.write(b"x" * 4096):
            pass


def test_a_full_disk(place: Place, small_disk: Path) -> None:
    for name in ("anna", "bea"):
        place.person(name, place.news)
    campaign = place.sending()
    full = small_disk / "everything"
    fill(full)

    with options.using(smtp_url=f"file://{small_disk}"):
        assert sending.run(at=NOW) == 0
        campaign.refresh_from_db()
        assert "No space left" in campaign.trouble
        assert campaign.state == Campaign.State.SENDING
        full.unlink()

        assert sending.run(at=NOW + timedelta(minutes=6)) == 2

    campaign.refresh_from_db()
    assert (campaign.state, campaign.trouble, counts(campaign)) == (Campaign.State.DONE, "", {"accepted": 2})


def test_a_mail_server_that_hangs_before_it_has_the_mail(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    with Scripted() as server, options.using(smtp_url=server.url, smtp_connections=1, smtp_timeout=3):
        server.may_greet.clear()
        assert sending.run(at=NOW) == 0
        campaign.refresh_from_db()
        assert "silent" in campaign.trouble
        assert counts(campaign) == {"deferred": 1}
        server.may_greet.set()

        assert sending.run(at=NOW + timedelta(minutes=6)) == 1
        assert len(server.accepted) == 1


def test_a_mail_server_that_hangs_after_it_has_the_mail(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    with Scripted() as server, options.using(smtp_url=server.url, smtp_connections=1, smtp_timeout=10, smtp_dot_timeout=2):
        server.may_answer.clear()
        assert sending.run(at=NOW) == 0

    assert counts(campaign) == {"unknown": 1}
    assert "no answer" in Delivery.objects.get().reply or "silent" in Delivery.objects.get().reply


@pytest.mark.parametrize("days", [-300, 300])
def test_a_clock_that_was_wrong_and_is_right_again(place: Place, days: int) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    with options.using(smtp_url="smtp://127.0.0.1:1"):
        sending.run(at=NOW + timedelta(days=days))
    assert counts(campaign) == ({"deferred": 1})

    with Witness() as server, options.using(smtp_url=server.url):
        assert sending.run(at=NOW + timedelta(minutes=6)) == 1
    assert counts(campaign) == {"accepted": 1}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's file cannot go away by itself")
def test_a_database_whose_connections_break(committed_place: Place) -> None:
    for number in range(60):
        committed_place.person(f"person{number}", committed_place.news)
    campaign = committed_place.sending()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):  # on a busy machine one run's time may not be enough
                sending.run(at=clock.now())
                if Campaign.objects.get(pk=campaign.pk).state != Campaign.State.SENDING:
                    return
        except BaseException as error:  # noqa: BLE001 - shown below
            failures.append(error)

    with Witness(delay=0.05) as server, options.using(smtp_url=server.url, smtp_connections=3):
        worker = in_thread(work)
        break_connections(worker, server)
        worker.join(60)

        assert failures == []
        assert len(server.taken) == len(set(server.taken)) == 60
    assert counts(campaign) == {"accepted": 60}


def break_connections(worker: threading.Thread, server: Witness) -> None:
    broken = 0
    while worker.is_alive() and broken < 3:
        if len(server.taken) > 10 * broken + 5:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            broken += 1
        time.sleep(0.01)
    assert broken == 3
