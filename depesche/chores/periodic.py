"""Periodic work, declared beside its deed: ``@every(seconds=...)`` in a part's ``chores.py``, which the part imports in ``ready()``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Deed(Protocol):
    """What a periodic job is: a function of the time only."""

    def __call__(self, *, at: datetime) -> None:
        """Do the work that is due at this moment; it may be called again for the same moment."""


class Question(Protocol):
    """A cheap look, without writing, whether there is anything to do."""

    def __call__(self, *, at: datetime) -> bool:
        """Whether the job is wanted at this moment."""


Declared = TypeVar("Declared", bound=Deed)


@dataclass(frozen=True)
class Job:
    """One periodic job: its stable name, how often it is due, and the deed."""

    name: str
    period: timedelta
    deed: Deed
    wanted: Question | None = None

    def due_at(self, at: datetime) -> datetime:
        """Return the newest due moment that is not after ``at``; due moments are counted from 1970 in UTC."""
        return EPOCH + (at - EPOCH) // self.period * self.period


_jobs: dict[str, Job] = {}


def every(*, seconds: int = 0, minutes: int = 0, when: Question | None = None) -> Callable[[Declared], Declared]:
    """Declare a function as periodic work.

    The job's name is the function's place without the package (``courier.chores.hand_over``); it is stored, so renaming
    a function starts a new job. A job must bear being run again: its runner may die before it can say that it finished.

    :param when: a look without side effects; while it says no, the job is not even started and nothing is written
    :raises ValueError: if the period is not positive or the name is taken
    """
    period = timedelta(seconds=seconds, minutes=minutes)
    if period < timedelta(seconds=1):
        raise ValueError("a periodic job needs a period of at least one second")

    def declare(deed: Declared) -> Declared:
        name = f"{deed.__module__.removeprefix('depesche.')}.{getattr(deed, '__qualname__', '')}"
        if name in _jobs:
            raise ValueError(f"the periodic job {name} is declared twice")
        _jobs[name] = Job(name, period, deed, when)
        return deed

    return declare


def jobs() -> tuple[Job, ...]:
    """Return all declared jobs in the order of their names."""
    return tuple(_jobs[name] for name in sorted(_jobs))
