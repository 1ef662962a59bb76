"""The worker: runs tasks of the Django Tasks API under leases; see :mod:`depesche.chores.leases`.

Any number of workers may run, on any number of machines.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django_tasks.base import TaskContext, TaskResult
from django_tasks.signals import task_finished, task_started

from depesche.chores import leases, rounds
from depesche.chores.crew import Crew, owner_name
from depesche.chores.leases import TaskRow
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

LEASE = timedelta(seconds=30)
TIME_TO_FINISH = 5.0  # seconds
# One: Wagtail's search index cannot take the same page from two tasks at once (they end in a UNIQUE error and are tried again).
AT_ONCE = 1
log = logging.getLogger(__name__)


def run(stop: threading.Event, *, lease: timedelta = LEASE, at_once: int = AT_ONCE) -> None:
    """Run tasks until ``stop`` is set; what runs then has five seconds to finish, and runs again elsewhere if it does not.

    :param lease: how long a task stays with a worker that gives no sign of life
    :param at_once: how many tasks run at the same time
    """
    crew = Crew(stop)
    worker = _Worker(stop, crew, lease)
    worker.at_once = at_once
    rounds.until(stop, worker.one_round)
    if not crew.wait(TIME_TO_FINISH):
        log.warning("tasks were cut off; they run again when their lease is over")


class _Worker:
    """One worker: its name, its lease and its crew."""

    at_once = AT_ONCE

    def __init__(self, stop: threading.Event, crew: Crew, lease: timedelta) -> None:
        self._stop, self._crew, self._lease = stop, crew, lease
        self._owner = owner_name()
        self._number = 0
        self._tasks: dict[int, UUID] = {}  # what each thread is at
        self._looked_at: datetime | None = None

    def one_round(self, at: datetime) -> None:
        if self._looked_at is None or abs(at - self._looked_at) > self._lease / 3:
            self._looked_at = at
            if tasks := list(self._tasks.values()):
                leases.renew(self._owner, tasks, at=at, lease=self._lease)
            leases.reap(at=at)
        while len(self._crew.at_work()) < self.at_once and (task := self._claim()) is not None:
            self._start(task)

    def _claim(self) -> TaskRow | None:
        return leases.claim(self._owner, at=clock.now(), lease=self._lease)

    def _start(self, first: TaskRow) -> None:
        self._number += 1
        number = self._number
        self._crew.start(f"tasks {number}", lambda: self._work_through(first, number))

    def _work_through(self, first: TaskRow, number: int) -> None:
        task: TaskRow | None = first
        try:
            while task is not None:
                self._tasks[number] = task.id
                _do(task, self._owner)
                task = None if self._stop.is_set() else self._claim()
        finally:
            self._tasks.pop(number, None)


def _do(task: TaskRow, owner: str) -> None:
    try:
        value = _call(task)
        if not leases.finish(task, owner, value=value):
            log.warning("task %s was taken over by another worker while it ran here", task.id)
            return
    except Refusal as refusal:
        log.warning("task %s (%s) was refused: %s", task.id, task.task_path, refusal)
        leases.fail(task, owner, error=refusal, at=clock.now())
    except Exception as error:
        log.exception("task %s (%s) failed", task.id, task.task_path)
        leases.fail(task, owner, error=error, at=clock.now())
    else:
        task_finished.send(type(task.task.get_backend()), task_result=task.task_result)


def _call(task: TaskRow) -> object:
    deed, result = task.task, task.task_result
    task_started.send(type(deed.get_backend()), task_result=result)
    context: list[object] = [TaskContext(task_result=cast(TaskResult[Any], result))] if deed.takes_context else []
    return deed.call(*context, *result.args, **result.kwargs)
