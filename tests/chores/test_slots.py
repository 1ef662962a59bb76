"""Slots of periodic work: taken once, taken again when the taker died, run late but once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from depesche.chores import periodic, scheduler, slots
from depesche.chores.models import Slot
from depesche.chores.periodic import Job

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 8, 0, 30, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def nothing(*, at: datetime) -> None:
    """Do nothing."""


JOB = Job("tests.nothing", timedelta(minutes=1), nothing)


def known() -> Slot | None:
    return slots.newest().get(JOB.name)


def take(owner: str, at: datetime = AT) -> Slot | None:
    return slots.take(JOB, known(), owner=owner, at=at, lease=LEASE) if slots.is_due(JOB, known(), at=at) else None


def test_a_slot_belongs_to_whoever_came_first() -> None:
    before = known()
    first = slots.take(JOB, before, owner="one", at=AT, lease=LEASE)

    assert first is not None
    assert first.due_at == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert slots.take(JOB, before, owner="two", at=AT, lease=LEASE) is None
    assert take("three") is None


def test_the_next_slot_comes_after_the_job_finished() -> None:
    first = take("one")
    assert first is not None
    assert take("two", AT + timedelta(seconds=29)) is None
    slots.finish(first, at=AT)
    assert take("two", AT + timedelta(seconds=29)) is None

    assert take("two", AT + timedelta(seconds=30)) is not None


def test_a_job_that_runs_longer_than_its_period_does_not_overlap() -> None:
    take("one")
    for minute in range(1, 5):
        slots.renew("one", [JOB.name], at=AT + timedelta(minutes=minute - 0.5), lease=LEASE * 2)
        assert take("two", AT + timedelta(minutes=minute)) is None


def test_a_late_start_runs_a_job_once() -> None:
    first = take("one")
    assert first is not None
    slots.finish(first, at=AT)

    late = take("one", AT + timedelta(hours=3))

    assert late is not None
    slots.finish(late, at=AT + timedelta(hours=3))
    assert take("one", AT + timedelta(hours=3)) is None
    assert list(Slot.objects.values_list("due_at", flat=True)) == [datetime(2026, 3, 2, 11, 0, tzinfo=UTC)]


def test_a_dead_takers_slot_is_taken_again_as_the_newest_one() -> None:
    take("one")
    assert take("two", AT + timedelta(seconds=20)) is None

    again = take("two", AT + timedelta(hours=1))

    assert again is not None
    assert (again.taken_by, again.attempts) == ("two", 2)
    assert again.due_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_failed_job_is_tried_again_soon_and_not_for_ever() -> None:
    moment, attempts = AT, 0
    while (slot := take("one", moment)) is not None:
        attempts += 1
        slots.put_back(slot, at=moment)
        assert take("two", moment + timedelta(seconds=1)) is None
        moment += timedelta(minutes=2)

    assert attempts == slots.MOST_ATTEMPTS
    assert take("one", moment) is not None


def test_a_scheduler_with_a_slow_clock_does_not_go_back() -> None:
    first = take("one", AT + timedelta(minutes=1))
    assert first is not None
    slots.finish(first, at=AT + timedelta(minutes=1))

    assert take("two", AT) is None


@pytest.mark.parametrize("is_finished", [True, False])
def test_a_clock_that_was_a_day_ahead_and_is_right_again_holds_no_job_up(is_finished: bool) -> None:
    tomorrow = take("one", AT + timedelta(days=1))
    assert tomorrow is not None
    if is_finished:
        slots.finish(tomorrow, at=AT + timedelta(days=1))

    again = take("two")

    assert again is not None
    assert again.due_at == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert take("three") is None
    slots.finish(again, at=AT)
    assert take("one", AT + timedelta(minutes=1)) is not None


@pytest.mark.once
def test_a_job_is_declared_once_and_with_a_sane_period() -> None:
    with pytest.raises(ValueError, match="period"):
        periodic.every(seconds=0)
    declared = [job.name for job in periodic.jobs()]
    assert "courier.chores.hand_over" in declared
    hand_over = next(job for job in periodic.jobs() if job.name == "courier.chores.hand_over")
    with pytest.raises(ValueError, match="twice"):
        periodic.every(seconds=1)(hand_over.deed)


def test_a_locked_database_is_one_line_in_the_log_and_the_job_comes_again(caplog: pytest.LogCaptureFixture) -> None:
    def locked(*, at: datetime) -> None:
        raise OperationalError("database is locked")

    taken = take("one")
    assert taken is not None

    scheduler._do(Job(JOB.name, timedelta(minutes=1), locked), taken)

    (line,) = caplog.records
    assert "database is locked" in line.getMessage()
    assert line.exc_info is None
    assert known() is not None
    assert known().taken_by == ""  # type: ignore[union-attr]
