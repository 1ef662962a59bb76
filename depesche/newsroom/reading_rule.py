"""Whether the publisher shows what is read most, and over which time; set at the front page."""

from __future__ import annotations

from depesche.newsroom.models import HomePage
from depesche.newsroom.read_rows import Period


def period() -> Period:
    """Return the time over which the most read are counted."""
    found = HomePage.objects.values_list("most_read", flat=True).first()
    return Period(found) if found else Period.OFF


def is_off() -> bool:
    """Whether no such list is shown."""
    return period() is Period.OFF
