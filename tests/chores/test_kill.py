"""Workers and schedulers that are killed with SIGKILL: nothing is lost, nothing is done once too often."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from tests.chores import deeds
from tests.chores.processes import SCHEDULER, WORKER, eventually, running

pytestmark = pytest.mark.usefixtures("committed_db")


def test_a_task_whose_worker_was_killed_runs_again(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    task = deeds.note.enqueue(str(trace), 1.5)
    with running(WORKER) as first:
        eventually(lambda: deeds.lines(trace) == ["started"])
        first.kill()
        first.wait(10)
    assert DBTaskResult.objects.get(id=task.id).status == "RUNNING"

    with running(WORKER) as second:
        eventually(lambda: DBTaskResult.objects.get(id=task.id).status == "SUCCESSFUL")
        second.terminate()
        assert second.wait(8) == 0

    assert deeds.lines(trace) == ["started", "started", "finished"]
    assert len(DBTaskResult.objects.get(id=task.id).worker_ids) == 2


def test_three_schedulers_run_each_slot_once(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(running(SCHEDULER.format(path=str(trace), seconds=0)))
        eventually(lambda: len(deeds.lines(trace)) >= 4)

    slots = [int(float(line) // 2) for line in deeds.lines(trace)]
    assert slots == sorted(set(slots))


def test_a_slot_whose_scheduler_was_killed_is_taken_again(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with running(SCHEDULER.format(path=str(trace), seconds=60)) as first:
        eventually(lambda: len(deeds.lines(trace)) == 1)
        first.kill()
        first.wait(10)
        killed_at = time.time()

    with running(SCHEDULER.format(path=str(trace), seconds=60)):
        eventually(lambda: len(deeds.lines(trace)) == 2)

    assert float(deeds.lines(trace)[1]) > killed_at
