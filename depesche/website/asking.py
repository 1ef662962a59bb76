"""What a reader asks the search page for: words and filters, read from the address and kept in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from depesche.kernel import options
from depesche.kernel.plain import plain
from depesche.newsroom import reading
from depesche.newsroom.models import Author, Topic
from depesche.newsroom.searching import Filters, Kind

PATH = "/search/"
LONGEST_QUERY, LONGEST_VALUE = 200, 120
PERIODS = {"week": timedelta(days=7), "month": timedelta(days=31), "year": timedelta(days=366)}
NAMES = ("section", "topic", "author", "kind", "year", "time", "from", "to")
EXACT = "exact"  # =1: search for the words as they were typed


@dataclass(frozen=True)
class Asked:
    """Words and filters as they were sent, what the filters mean, and by field what is wrong with them.

    ``values`` are the filters that were sent, by their names in the address, empty ones left out; ``is_exact``: no word is exchanged.
    """

    query: str
    values: Mapping[str, str]
    filters: Filters
    problems: Mapping[str, str] = field(default_factory=dict)
    is_exact: bool = False

    @property
    def parameters(self) -> dict[str, str]:
        """What stands in the address of every page of the answer, always in the same order."""
        return _ordered({"q": self.query, EXACT: "1" if self.is_exact else "", **self.values})

    def without(self, *names: str) -> str:
        """Return the address of the same search without some filters."""
        return _address({name: value for name, value in self.parameters.items() if name not in names})

    def narrowed(self, name: str, value: str) -> str:
        """Return the address of the same search with another value of one filter."""
        return _address({**self.parameters, name: value})

    def for_words(self, query: str, *, is_exact: bool) -> str:
        """Return the address of a search for other words with the same filters."""
        return _address({**self.parameters, "q": query, EXACT: "1" if is_exact else ""})


def _ordered(said: Mapping[str, str]) -> dict[str, str]:
    return {name: said[name] for name in ("q", EXACT, *NAMES) if said.get(name)}


def _address(said: Mapping[str, str]) -> str:
    kept = _ordered(said)
    return f"{PATH}?{urlencode(kept)}" if kept else PATH


def read(sent: QueryDict, *, at: datetime) -> Asked:
    """Read words and filters from an address; nothing in it is trusted."""
    query = " ".join(plain(sent.get("q", "")).split())
    values = {name: value for name in NAMES if (value := plain(sent.get(name, "")).strip()[:LONGEST_VALUE])}
    problems: dict[str, str] = {}
    if len(query) > LONGEST_QUERY:
        problems["q"] = _("This is too long for a search. Please use fewer words.")
    section = reading.sections().filter(slug=values["section"]).first() if "section" in values else None
    topic = Topic.objects.filter(slug=values["topic"]).first() if "topic" in values else None
    author = Author.objects.filter(slug=values["author"]).first() if "author" in values else None
    for name, found, problem in (
        ("section", section, _("There is no such section.")),
        ("topic", topic, _("There is no such topic.")),
        ("author", author, _("There is no such author.")),
    ):
        if name in values and found is None:
            problems[name] = problem
    since, until = _time(values, problems, at=at)
    filters = Filters(section, topic, author, _kind(values, problems), _year(values, problems), since, until)
    return Asked(query[:LONGEST_QUERY], values, filters, problems, is_exact=sent.get(EXACT) == "1" and bool(query))


def _kind(values: Mapping[str, str], problems: dict[str, str]) -> Kind | None:
    if "kind" in values and values["kind"] not in set(Kind):
        problems["kind"] = _("There is no such kind of article.")
    return Kind(values["kind"]) if "kind" in values and "kind" not in problems else None


def _year(values: Mapping[str, str], problems: dict[str, str]) -> int | None:
    said = values.get("year", "")
    if said and not (said.isascii() and said.isdigit() and 1900 <= int(said[:5]) <= 9000):
        problems["year"] = _("There is no such year.")
    return int(said) if said and "year" not in problems else None


def _time(values: Mapping[str, str], problems: dict[str, str], *, at: datetime) -> tuple[datetime | None, datetime | None]:
    """Return the first moment that counts and the first that does not; days that a reader names win over "last week"."""
    first, last = _day(values, "from", problems), _day(values, "to", problems)
    if first and last and last < first:
        problems["to"] = _("The last day is before the first.")
    if "time" in values and values["time"] not in PERIODS:
        problems["time"] = _("There is no such period.")
    if first or last or "time" not in values or "time" in problems:
        return _midnight(first), _midnight(last + timedelta(days=1) if last else None)
    return at - PERIODS[values["time"]], None


def _day(values: Mapping[str, str], name: str, problems: dict[str, str]) -> date | None:
    if name not in values:
        return None
    try:
        found = date.fromisoformat(values[name])
    except ValueError:
        found = date.min
    if not 1900 <= found.year <= 9000:
        problems[name] = _("There is no such day. Please write it like 2024-10-21.")
        return None
    return found


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(options.current().time_zone)) if day else None
