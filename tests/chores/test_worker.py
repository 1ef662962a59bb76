"""The worker in this process: success, failure, refusal, stopping."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from depesche.chores import leases, wake, worker
from depesche.chores.models import Lease
from depesche.kernel import clock, options
from tests.chores import deeds
from tests.chores.processes import eventually

pytestmark = pytest.mark.usefixtures("committed_db")


@contextmanager
def working(**how: int) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), kwargs=how)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def state(task_id: object) -> str:
    return DBTaskResult.objects.get(id=task_id).status


def test_a_new_task_starts_at_once_and_leaves_its_result(tmp_path: Path) -> None:
    with working():
        eventually(lambda: list((options.current().home / wake.FOLDER).glob("*.sock")))
        took = []
        for _ in range(5):
            started = time.monotonic()
            task = deeds.note.enqueue(str(tmp_path / "trace"))
            eventually(lambda: state(task.id) == "SUCCESSFUL")  # noqa: B023
            took.append(time.monotonic() - started)

    assert min(took) < 0.5
    assert DBTaskResult.objects.get(id=task.id).return_value == "done"
    assert Lease.objects.count() == 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only a server can close a connection")
def test_a_worker_survives_the_loss_of_its_connections(tmp_path: Path) -> None:
    with working():
        first = deeds.note.enqueue(str(tmp_path / "trace"))
        eventually(lambda: state(first.id) == "SUCCESSFUL")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        second = deeds.note.enqueue(str(tmp_path / "trace"))
        eventually(lambda: state(second.id) == "SUCCESSFUL")


def test_two_tasks_run_at_the_same_time_if_wanted(tmp_path: Path) -> None:
    tasks = [deeds.note.enqueue(str(tmp_path / name), 1) for name in "ab"]
    with working(at_once=2):
        eventually(lambda: all(state(task.id) == "RUNNING" for task in tasks))
        eventually(lambda: all(state(task.id) == "SUCCESSFUL" for task in tasks))


def test_a_failing_task_waits_and_fails_for_good_after_five_attempts(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    task = deeds.fail.enqueue(str(trace))
    for attempt in range(1, 6):
        with working():
            eventually(lambda: len(deeds.lines(trace)) == attempt and state(task.id) != "RUNNING")  # noqa: B023
        if attempt < 5:
            assert state(task.id) == "READY"
            assert DBTaskResult.objects.get(id=task.id).run_after > clock.now()
            DBTaskResult.objects.filter(id=task.id).update(run_after=clock.now())

    assert state(task.id) == "FAILED"
    assert "it does not work" in DBTaskResult.objects.get(id=task.id).traceback
    assert Lease.objects.count() == 0


def test_a_refusal_is_final(tmp_path: Path) -> None:
    task = deeds.refuse.enqueue(str(tmp_path / "trace"))
    with working():
        eventually(lambda: state(task.id) == "FAILED")

    assert deeds.lines(tmp_path / "trace") == ["tried"]


def test_a_task_of_a_worker_that_died_while_its_clock_was_a_day_ahead_is_ready_again(tmp_path: Path) -> None:
    now = clock.now()
    deeds.note.enqueue(str(tmp_path / "trace"))
    assert leases.claim("one", at=now + timedelta(days=1), lease=timedelta(seconds=30)) is not None

    assert leases.reap(at=now) == 1
    assert leases.claim("two", at=now, lease=timedelta(seconds=30)) is not None


def test_a_lease_that_is_renewed_is_not_reaped(tmp_path: Path) -> None:
    deeds.note.enqueue(str(tmp_path / "trace"))
    now = clock.now()
    task = leases.claim("one", at=now, lease=timedelta(seconds=30))
    assert task is not None
    assert leases.claim("two", at=now, lease=timedelta(seconds=30)) is None

    leases.renew("one", [task.id], at=now + timedelta(seconds=20), lease=timedelta(seconds=30))
    assert leases.reap(at=now + timedelta(seconds=40)) == 0
    assert leases.reap(at=now + timedelta(seconds=60)) == 1
    assert state(task.id) == "READY"
    assert leases.finish(task, "one", value="late") is False


def test_a_task_that_kills_every_worker_fails_for_good(tmp_path: Path) -> None:
    queued = deeds.note.enqueue(str(tmp_path / "trace"))
    for attempt in range(1, 6):
        task = leases.claim(f"worker {attempt}", at=clock.now(), lease=timedelta(seconds=1))
        assert task is not None
        leases.reap(at=clock.now() + timedelta(seconds=2))
        DBTaskResult.objects.filter(id=queued.id, status="READY").update(run_after=clock.now() - timedelta(seconds=1))

    assert state(queued.id) == "FAILED"
    assert "WorkerDied" in DBTaskResult.objects.get(id=queued.id).exception_class_path
