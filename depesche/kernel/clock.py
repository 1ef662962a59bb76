"""The one place that reads the time. Deeds get the time as an argument; views, commands and tasks read it here."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment in UTC, aware."""
    return datetime.now(tz=UTC)


def months_later(moment: datetime, months: int) -> datetime:
    """Return the same day and time some months later, or earlier if negative; the last day of a month that is too short for it."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def to_milliseconds(moment: datetime) -> str:
    """Return ``moment`` as RFC 3339 text in UTC with milliseconds, the form that ledger bodies use (L-20)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_milliseconds(text: str) -> datetime:
    """Read what :func:`to_milliseconds` wrote.

    :raises ValueError: if the text is no such time
    """
    return datetime.fromisoformat(text).astimezone(UTC)
