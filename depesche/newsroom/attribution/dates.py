"""When it was said: „am Sonntag“, „gestern“, „20. Oktober“, “on Monday evening”, counted from the day of the article."""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAYS = {
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5, "sonnabend": 5, "sonntag": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
_MONTHS = {
    "januar": 1, "jänner": 1, "februar": 2, "märz": 3, "april": 4, "mai": 5, "juni": 6, "juli": 7, "august": 8, "september": 9, "oktober": 10,
    "november": 11, "dezember": 12, "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "october": 10, "december": 12,
}  # fmt: skip
_RELATIVE = {"vorgestern": -2, "gestern": -1, "yesterday": -1, "heute": 0, "today": 0, "tonight": 0}
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(rf"\b(\d{{1,2}})\.?\s+({_MONTH})\b(?:\s+(\d{{4}}))?|\b({_MONTH})\s+(\d{{1,2}})\b(?:,?\s+(\d{{4}}))?", re.IGNORECASE)
_NUMERIC = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_DAY = re.compile(rf"(\w+)?\s*\b({'|'.join(_DAYS)})(?:morgen|vormittag|mittag|nachmittag|abend|nacht|s)?\b", re.IGNORECASE)
_TIME = re.compile(r"\b(?:um|gegen|at)\s+\d{1,2}(?:[.:]\d{2})?\s*(?:Uhr|a\.m|p\.m|GMT|CET)", re.IGNORECASE)
_BEFORE = re.compile(
    r"\b(zuvor|vorher|früher\w*|bereits|kürzlich|jüngst|vor (?:kurzem|Tagen|Wochen)|earlier|previously|recently|already)\b", re.IGNORECASE
)
_LATER = frozenset(("kommenden", "kommender", "nächsten", "nächster", "next", "coming", "bis", "ab", "until", "from"))
_PAST = frozenset(("vergangenen", "letzten", "vorigen", "last", "past"))


def said_on(text: str, day: date | None) -> tuple[date | None, str]:
    """Return the day that a text names, and how exactly: minute, day, before-article or unknown."""
    found = _named(text, day)
    if found:
        return found, "minute" if _TIME.search(text) else "day"
    return None, "before-article" if _BEFORE.search(text) else "unknown"


def _named(text: str, day: date | None) -> date | None:
    if match := _NUMERIC.search(text):
        return _safe(int(match.group(3)), int(match.group(2)), int(match.group(1)))
    if match := _DATE.search(text):
        return _of_month(match, day)
    return _of_week(text, day) if day else None


def _of_month(match: re.Match[str], day: date | None) -> date | None:
    number, month, year = (match.group(1), match.group(2), match.group(3)) if match.group(1) else (match.group(5), match.group(4), match.group(6))
    if year:
        return _safe(int(year), _MONTHS[month.lower()], int(number))
    if day is None:
        return None
    this = _safe(day.year, _MONTHS[month.lower()], int(number))
    return _safe(day.year - 1, _MONTHS[month.lower()], int(number)) if this and this > day + timedelta(days=60) else this


def _of_week(text: str, day: date) -> date | None:
    lower = text.lower()
    for word, offset in _RELATIVE.items():
        if re.search(rf"\b{word}\b", lower):
            return day + timedelta(days=offset)
    for match in _DAY.finditer(text):
        before = (match.group(1) or "").lower()
        if before in _LATER:
            continue
        back = (day.weekday() - _DAYS[match.group(2).lower()]) % 7
        return day - timedelta(days=back or (7 if before in _PAST else 0))
    return None


def _safe(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
