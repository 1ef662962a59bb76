"""The scheduler: takes the due slots of all periodic jobs and runs them, each job in a thread of its own.

Any number of schedulers may run, on any number of machines; see :mod:`depesche.chores.slots`.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from django.db import Error, OperationalError

from depesche.chores import periodic, rounds, slots
from depesche.chores.crew import Crew, owner_name
from depesche.chores.models import Slot
from depesche.chores.periodic import Job
from depesche.kernel import clock

LEASE = timedelta(seconds=30)
TIME_TO_FINISH = 5.0  # seconds
log = logging.getLogger(__name__)


def run(stop: threading.Event, *, lease: timedelta = LEASE) -> None:
    """Run periodic work until ``stop`` is set; what runs then has five seconds to finish.

    :param lease: how long a slot stays with a scheduler that gives no sign of life
    """
    crew = Crew(stop)
    scheduler = _Scheduler(crew, lease)
    rounds.until(stop, scheduler.one_round)
    if not crew.wait(TIME_TO_FINISH):
        log.warning("periodic work was cut off; its slot is taken again")


class _Scheduler:
    """One scheduler: its name, its lease and its crew."""

    def __init__(self, crew: Crew, lease: timedelta) -> None:
        self._crew, self._lease = crew, lease
        self._owner = owner_name()
        self._renewed_at: datetime | None = None

    def one_round(self, at: datetime) -> None:
        self._renew(at)
        known = slots.newest()
        for job in periodic.jobs():
            if not self._crew.is_at_work(job.name) and slots.is_due(job, known.get(job.name), at=at) and _is_wanted(job, at):
                self._start(job, known.get(job.name), at)

    def _renew(self, at: datetime) -> None:
        is_time = self._renewed_at is None or abs(at - self._renewed_at) > self._lease / 3
        if is_time and (at_work := self._crew.at_work()):
            slots.renew(self._owner, at_work, at=at, lease=self._lease)
            self._renewed_at = at

    def _start(self, job: Job, known: Slot | None, at: datetime) -> None:
        slot = slots.take(job, known, owner=self._owner, at=at, lease=self._lease)
        if slot is not None:
            self._crew.start(job.name, lambda: _do(job, slot))


def _is_wanted(job: Job, at: datetime) -> bool:
    """Ask the job's question; a question that fails stops this job only, a lost database the whole round."""
    try:
        return job.wanted is None or job.wanted(at=at)
    except Error:
        raise
    except Exception:
        log.exception("whether the periodic job %s is wanted cannot be said", job.name)
        return False


def _do(job: Job, slot: Slot) -> None:
    try:
        job.deed(at=clock.now())
    except OperationalError as error:  # away, locked or full: one line, for it comes every second
        log.warning("the periodic job %s could not use the database (attempt %s): %s", job.name, slot.attempts, str(error).strip())
        slots.put_back(slot, at=clock.now())
    except Exception:
        log.exception("the periodic job %s failed (attempt %s)", job.name, slot.attempts)
        slots.put_back(slot, at=clock.now())
    else:
        slots.finish(slot, at=clock.now())
