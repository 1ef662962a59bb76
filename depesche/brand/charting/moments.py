"""The time that a row of figures belongs to: a day, a month or a year, as spreadsheets write them and as readers are shown it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.utils.formats import date_format

MONTHS = ("jan", "feb", "mär|mrz|mar|maer", "apr", "mai|may", "jun", "jul", "aug", "sep", "okt|oct", "nov", "dez|dec")
NAMED = re.compile(rf"(?P<name>{'|'.join(MONTHS)})[a-zä]*\.?\s+(?P<year>\d{{4}})", re.IGNORECASE)
CENTURY = 2000  # of a year with two digits
MOST_MARKS, FEWEST_MARKS = 6, 4


class Grain(Enum):
    """How exactly a moment is named."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


PATTERNS = {
    Grain.DAY: (
        re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?"),
        re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d{2})"),
    ),
    Grain.MONTH: (re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})"), re.compile(r"(?P<month>\d{1,2})[./](?P<year>\d{4})"), NAMED),
    Grain.YEAR: (re.compile(r"(?P<year>[12]\d{3})", re.ASCII),),
}


@dataclass(frozen=True)
class Moment:
    """The first day of what is named, and how exactly it was."""

    day: date
    grain: Grain


def looks(text: str) -> Grain | None:
    """Return how exactly a cell names a time, whether or not there is such a day; ``None`` for words."""
    cell = text.strip()
    return next((grain for grain, patterns in PATTERNS.items() if any(pattern.fullmatch(cell) for pattern in patterns)), None)


def read(text: str) -> Moment | None:
    """Return the moment that a cell names; ``None`` for words, and for a day that no calendar has."""
    cell, grain = text.strip(), looks(text)
    if grain is None:
        return None
    told = next(found for pattern in PATTERNS[grain] if (found := pattern.fullmatch(cell))).groupdict()
    year = int(told["year"]) + (CENTURY if len(told["year"]) == len("24") else 0)
    try:
        return Moment(date(year, _month(told), int(told.get("day") or 1)), grain)
    except ValueError:
        return None


def write(moment: Moment) -> str:
    """Write a moment as readers of the active language do."""
    if moment.grain is Grain.YEAR:
        return str(moment.day.year)
    return date_format(moment.day, "SHORT_DATE_FORMAT" if moment.grain is Grain.DAY else "YEAR_MONTH_FORMAT")


def short(moment: Moment, *, within_a_year: bool) -> str:
    """Write a moment as short as below an axis."""
    if moment.grain is Grain.YEAR:
        return str(moment.day.year)
    if not within_a_year:
        return date_format(moment.day, "m/Y")
    return date_format(moment.day, "j. M" if moment.grain is Grain.DAY else "b Y").rstrip(".").replace(". ", ".\u00a0")


def marks(moments: Sequence[Moment]) -> list[Moment]:
    """Return at most six of these moments with the first and the last: every so many-th where that comes out even, else spread over the days."""
    last = len(moments) - 1
    if last < MOST_MARKS:
        return list(moments)
    for count in range(MOST_MARKS, FEWEST_MARKS - 1, -1):
        if last % (count - 1) == 0:
            return list(moments[:: last // (count - 1)])
    begin, span = moments[0].day, moments[-1].day - moments[0].day
    wanted = [begin + timedelta(days=span.days * step / (MOST_MARKS - 1)) for step in range(MOST_MARKS)]
    return list(dict.fromkeys(min(moments, key=lambda one, day=day: abs(one.day - day)) for day in wanted))


def _month(told: dict[str, str | None]) -> int:
    name = (told.get("name") or "").casefold()
    if name:
        return next(number for number, names in enumerate(MONTHS, 1) if name in names.split("|"))
    return int(told.get("month") or 1)
