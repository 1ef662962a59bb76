"""Waking: after the commit, without fail, and never needed for anything to happen."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from django.db import transaction

from depesche.chores import rounds, stopping, wake
from depesche.chores.crew import Crew
from depesche.kernel import options


@pytest.mark.once
def test_a_ring_wakes_every_listener() -> None:
    with wake.Listener() as one, wake.Listener() as two:
        wake.ring()
        wake.ring()
        assert one.wait(1)
        assert two.wait(1)
        assert not one.wait(0.01)


@pytest.mark.once
def test_what_a_dead_listener_left_behind_is_removed() -> None:
    listener = wake.Listener()
    listener._socket.close()  # type: ignore[union-attr]

    wake.ring()

    assert not listener._path.exists()


@pytest.mark.once
def test_a_home_with_a_long_path_still_works(tmp_path: Path) -> None:
    with options.using(home=tmp_path / ("x" * 120)), wake.Listener() as listener:
        wake.ring()
        assert not listener.wait(0.01)


def test_a_sleeper_is_woken_after_the_commit_only(committed_db: None) -> None:
    with wake.Listener() as listener:
        with transaction.atomic():
            wake.wake()
            assert not listener.wait(0.01)
        assert listener.wait(1)
        _roll_back()
        assert not listener.wait(0.01)


def _roll_back() -> None:
    with transaction.atomic():
        wake.wake()
        transaction.set_rollback(True)


@pytest.mark.once
def test_work_can_ask_whether_to_stop() -> None:
    stop, seen = threading.Event(), []
    crew = Crew(stop)

    def long() -> None:
        while not stopping.asked():
            time.sleep(0.01)
        seen.append("stopped")

    assert not stopping.asked()
    crew.start("long", long)
    assert crew.at_work() == ("long",)
    stop.set()
    assert crew.wait(2)
    assert seen == ["stopped"]


@pytest.mark.once
def test_the_end_does_not_wait_for_what_does_not_stop() -> None:
    crew = Crew(threading.Event())
    release = threading.Event()
    crew.start("deaf", lambda: release.wait(5) and None)

    assert not crew.wait(0.05)
    release.set()
    assert crew.wait(2)


def test_a_lost_database_is_waited_for(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    monkeypatch.setattr(rounds, "AFTER_A_LOSS", 0.01)
    stop, rounds_done = threading.Event(), []

    def one_round(at: object) -> None:
        rounds_done.append(at)
        if len(rounds_done) == 1:
            raise OperationalError("the server closed the connection")
        stop.set()

    rounds.until(stop, one_round)

    assert len(rounds_done) == 2
