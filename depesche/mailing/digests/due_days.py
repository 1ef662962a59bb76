"""When a digest is due: once on a day of the site's calendar, whatever clocks do on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from depesche.mailing.digest_rows import Digest

DAY = timedelta(days=1)
PERIODS = {Digest.Rhythm.DAILY: DAY, Digest.Rhythm.WEEKLY: 7 * DAY}
WEEK = 7


@dataclass(frozen=True)
class Due:
    """A day of the site's calendar, and the moment (UTC) on it."""

    day: date
    at: datetime


def day_of(at: datetime) -> date:
    """Return the day of the site's calendar, whatever time zone a person at the desk has chosen."""
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def newest(digest: Digest, *, at: datetime) -> Due:
    """Return the last due moment that is not after ``at``."""
    today = day_of(at)
    return next(due for due in _on(digest, (today - back * DAY for back in range(WEEK + 2))) if due.at <= at)


def coming(digest: Digest, *, at: datetime) -> Due:
    """Return the first due moment after ``at``."""
    today = day_of(at)
    return next(due for due in _on(digest, (today + ahead * DAY for ahead in range(WEEK + 2))) if due.at > at)


def _on(digest: Digest, days: Iterable[date]) -> Iterable[Due]:
    return (Due(day, _moment(digest, day)) for day in days if digest.rhythm == Digest.Rhythm.DAILY or day.weekday() == digest.weekday)


def _moment(digest: Digest, day: date) -> datetime:
    """Return the time on a day as UTC.

    A time that clocks leave out in spring comes an hour later by the clock, one that comes twice counts the first time: ``fold=0`` (PEP 495).
    """
    return datetime.combine(day, digest.time.replace(fold=0), tzinfo=timezone.get_default_timezone()).astimezone(UTC)
