"""Where readers find corrections: the log, its months, and one correction within them (INTERFACES.md)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

HOME = "/corrections/"


def of_month(first: date) -> str:
    """Return where the corrections of a month stand."""
    return f"{HOME}{first.year}/{first.month}/"


def of(number: int, moment: datetime) -> str:
    """Return where one correction stands, which was published at that moment; it stays there, however many follow."""
    return f"{of_month(timezone.localdate(moment))}#{anchor(number)}"


def anchor(number: int) -> str:
    """Return the name of a correction's place on a page."""
    return f"correction-{number}"
