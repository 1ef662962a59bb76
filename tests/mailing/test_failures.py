"""The full disk, the lost database, the mail server that hangs, the clock that jumps: the campaign waits, says why, and goes on without loss."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import Error, connection
from django.test import Client
from django.urls import reverse

from depesche.kernel import clock, options
from depesche.mailing import sending, stopping
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.sending import patience as long_wait
from tests.courier.scripted import Scripted
from tests.mailing import test_kill
from tests.mailing.conftest import NOW, Place
from tests.mailing.test_engine import counts, in_thread
from tests.mailing.witness import Witness


@contextlib.contextmanager
def disk(place: Path, size: str) -> Iterator[Path]:
    """A file system of its own, of a few bytes."""
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disk(tmp_path / "small", "128k") as place:
        yield place


@pytest.fixture
def database_disk(committed_place: Place, tmp_path: Path) -> Iterator[Path]:
    """The disk on which SQLite's file lies, with some megabytes of room."""
    whole = Path(connection.settings_dict["NAME"])
    with disk(tmp_path / "small", f"{whole.stat().st_size // 1024 + 8192}k") as small:
        file = small / "depesche.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        connection.close()
        connection.settings_dict["NAME"] = str(file)
        try:
            yield small
        finally:
            connection.close()
            connection.settings_dict["NAME"] = str(whole)


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


def crowd(place: Place, number: int) -> Campaign:
    for each in range(number):
        place.person(f"person{each}", place.news)
    return place.sending()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's files lie elsewhere")
@pytest.mark.parametrize("patience", [15.0, 1.0], ids=["for a moment", "for long"])
def test_a_full_disk_under_the_database(
    committed_place: Place, database_disk: Path, patience: float, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the server said before the disk was full is written down when there is room again, or is unknown: at most as much as connections."""
    monkeypatch.setattr(long_wait, "PATIENCE", patience)
    campaign = crowd(committed_place, 40)
    full = database_disk / "everything"
    with Witness(delay=0.05) as server, options.using(smtp_url=server.url, smtp_connections=3):
        worker = in_thread(run_quietly)
        wait_for(lambda: len(server.taken) > 5)
        fill(full)
        wait_for(lambda: "sending waits for the database" in caplog.text or not worker.is_alive())
        assert campaign_is(campaign, "sending")
        full.unlink()
        worker.join(60)
        run_until_done(campaign)

        assert len(server.taken) == len(set(server.taken)) == 40
    found = counts(campaign)
    assert found.get("unknown", 0) <= (0 if patience > 1 else 3)
    assert found["accepted"] + found.get("unknown", 0) == 40
    assert "see that it runs and that its disk is not full" in caplog.text


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's files lie elsewhere")
def test_on_a_full_disk_nothing_begins_and_the_desk_says_what_to_do(committed_place: Place, database_disk: Path, client: Client) -> None:
    committed_place.person("anna", committed_place.news)
    campaign = committed_place.sending()
    client.force_login(committed_place.chief)
    full = database_disk / "everything"
    fill(full)
    with Witness() as server, options.using(smtp_url=server.url):
        assert not sending.is_wanted(at=NOW)
        assert sending.run(at=NOW) == 0
        page = client.get(reverse("campaigns:show", args=[campaign.pk])).content.decode()
        assert "die Festplatte ist voll" in page
        assert str(database_disk) in page
        assert "Schaffen Sie dort Platz" in page
        assert server.begun == []
        full.unlink()

        assert sending.is_wanted(at=NOW)
        assert sending.run(at=NOW) == 1
        assert "die Festplatte ist voll" not in client.get(reverse("campaigns:show", args=[campaign.pk])).content.decode()


class Line:
    """What lies between us and PostgreSQL: it can be cut, and mended."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.is_cut = False
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.cut()
        self._listening.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._listening.accept()
                if self.is_cut:
                    near.close()
                    continue
                far = _dial(*self._to)
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _dial(host: str, port: int) -> socket.socket:
    if not host.startswith("/"):
        return socket.create_connection((host, port))
    found = socket.socket(socket.AF_UNIX)
    found.connect(f"{host}/.s.PGSQL.{port}")
    return found


def _carry(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    for end in (one, other):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


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


def run_quietly() -> None:
    """Run once, as the scheduler does: a database that is away ends the run."""
    with contextlib.suppress(Error):
        sending.run(at=clock.now())


def run_until_done(campaign: Campaign) -> None:
    """Go on after the leases of what ended are over; on a busy machine one run's time may not be enough."""
    for minute in range(1, 20):
        sending.run(at=clock.now() + timedelta(minutes=minute))
        if not campaign_is(campaign, "sending"):
            return
    raise AssertionError(counts(campaign))


def campaign_is(campaign: Campaign, state: str) -> bool:
    return Campaign.objects.filter(pk=campaign.pk, state=state).exists()


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_clock_that_is_far_ahead_for_a_while_gives_nobody_up(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    ahead = NOW + timedelta(days=300)
    with options.using(smtp_url="smtp://127.0.0.1:1"):
        for minutes in (0, 1, 10, 60):
            sending.run(at=ahead + timedelta(minutes=minutes))
    assert counts(campaign) == {"deferred": 1}

    with Witness() as server, options.using(smtp_url=server.url):
        assert sending.run(at=NOW + timedelta(minutes=6)) == 1


def test_a_mail_server_that_is_away_for_two_days_loses_nobody(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    with options.using(smtp_url="smtp://127.0.0.1:1"):
        for hours in range(0, 49, 2):
            sending.run(at=NOW + timedelta(hours=hours))
    assert counts(campaign) == {"deferred": 1}

    with Witness() as server, options.using(smtp_url=server.url):
        assert sending.run(at=NOW + timedelta(hours=50)) == 1


def test_a_campaign_that_was_paused_for_two_days_gives_nobody_up(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    with Scripted({"rcpt": "451 4.7.1 greylisted"}) as server, options.using(smtp_url=server.url, smtp_connections=1):
        sending.run(at=NOW)
    stopping.pause(campaign)
    stopping.resume(campaign)

    with Witness() as server, options.using(smtp_url=server.url):
        assert sending.run(at=NOW + timedelta(days=2)) == 1
    assert counts(campaign) == {"accepted": 1}


@pytest.mark.rule("M-10")
def test_who_is_told_later_is_tried_after_five_minutes_and_then_after_ten(place: Place) -> None:
    place.person("anna", place.news)
    place.sending()
    with Scripted({"rcpt": "451 4.7.1 greylisted"}) as server, options.using(smtp_url=server.url, smtp_connections=1):
        tried = []
        for minutes in (0, 3, 7, 14, 22):
            sending.run(at=NOW + timedelta(minutes=minutes))
            tried.append(sum(line.startswith("RCPT") for line in server.seen))
    assert tried == [1, 1, 2, 2, 3]


@pytest.mark.rule("M-10")
def test_who_is_told_later_for_a_day_is_given_up(place: Place) -> None:
    place.person("anna", place.news)
    campaign = place.sending()
    with Scripted({"rcpt": "451 4.7.1 greylisted"}) as server, options.using(smtp_url=server.url, smtp_connections=1):
        for minutes in range(0, 23 * 60, 20):
            sending.run(at=NOW + timedelta(minutes=minutes))
        assert counts(campaign) == {"deferred": 1}
        for minutes in range(23 * 60, 26 * 60, 20):
            sending.run(at=NOW + timedelta(minutes=minutes))
    assert counts(campaign) == {"failed": 1}
    assert "greylisted" in Delivery.objects.get().reply


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


@pytest.fixture
def line(committed_place: Place) -> Iterator[Line]:
    """Everything that this process asks of PostgreSQL goes through a line that can be cut."""
    place = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute("SHOW port")
        number = int(cursor.fetchone()[0])
    real = place["HOST"], place["PORT"]
    laid = Line(real[0] or "127.0.0.1", int(real[1] or number))
    connection.close()
    place["HOST"], place["PORT"] = "127.0.0.1", laid.port
    try:
        yield laid
    finally:
        connection.close()
        place["HOST"], place["PORT"] = real
        laid.close()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's file cannot go away by itself")
@pytest.mark.parametrize(("patience", "away"), [(15.0, 2.0), (1.0, 3.0)], ids=["for a moment", "for long"])
def test_a_database_that_is_away(
    committed_place: Place, line: Line, patience: float, away: float, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the server said meanwhile is written down when the database is back, or is unknown: at most as much as connections."""
    monkeypatch.setattr(long_wait, "PATIENCE", patience)
    campaign = crowd(committed_place, 40)
    with Witness(delay=0.05) as server, options.using(smtp_url=server.url, smtp_connections=3):
        worker = in_thread(run_quietly)
        wait_for(lambda: len(server.taken) > 5)
        line.cut()
        time.sleep(away)
        line.is_cut = False
        worker.join(60)
        connection.close()
        run_until_done(campaign)

        assert len(server.taken) == len(set(server.taken)) == 40
    found = counts(campaign)
    assert found.get("unknown", 0) <= (0 if patience > away else 3)
    assert found["accepted"] + found.get("unknown", 0) == 40
    assert "see that it runs and that its disk is not full" in caplog.text


@pytest.mark.rule("M-02", "M-03", "I-3")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's file cannot go away by itself")
@pytest.mark.parametrize(("patience", "away"), [(15.0, 2.0), (1.0, 3.0)], ids=["for a moment", "for long"])
def test_a_database_that_is_away_while_many_mails_wait(
    committed_place: Place, line: Line, patience: float, away: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of those that wait in memory is unknown: the journal says that they did not begin, and what was answered."""
    monkeypatch.setattr(long_wait, "PATIENCE", patience)
    number = 900
    test_kill.crowd(committed_place, number)
    campaign = committed_place.sending()
    with Witness(delay=0.01) as server, options.using(smtp_url=server.url, smtp_connections=3):
        worker = in_thread(run_quietly)
        wait_for(lambda: Delivery.objects.filter(state="handing_over").count() > 12)
        line.cut()
        time.sleep(away)
        line.is_cut = False
        worker.join(60)
        connection.close()
        run_until_done(campaign)

        assert len(server.taken) == len(set(server.taken)) == number
    assert counts(campaign) == {"accepted": number}


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
