"""Gauges: numbers that periodic work takes and the desk's first page shows, so that the page asks for none of them itself.

What is kept are counts and sentences about the installation. No row, address or digest of a person belongs into them; :func:`impersonal` strikes
addresses out of sentences that others wrote.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from depesche.brand.gauge_rows import Gauge

ADDRESS = re.compile(r"[^\s@<>()\"',;:]+@[^\s@<>()\"',;:]+[^\s@<>()\"',;:.]")


@dataclass(frozen=True)
class Taken:
    """What a gauge said, and when."""

    at: datetime
    data: dict[str, Any]


def keep(name: str, data: dict[str, Any], *, at: datetime) -> None:
    """Put numbers in the place of the earlier ones."""
    Gauge.objects.update_or_create(name=name, defaults={"data": data, "taken_at": at})


def taken(names: Collection[str]) -> dict[str, Taken]:
    """Return what the gauges of these names said last, in one query; one that was never taken is missing."""
    return {row.name: Taken(row.taken_at, row.data) for row in Gauge.objects.filter(name__in=names)} if names else {}


def impersonal(sentence: str) -> str:
    """Return a sentence without the mail addresses in it."""
    return ADDRESS.sub("…@…", sentence)
