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
from depesche.newsroom import reading
from depesche.newsroom.models import Author, Topic
from depesche.newsroom.searching import Filters
from depesche.website.plain import plain

PATH = "/search/"
LONGEST_QUERY, LONGEST_VALUE = 200, 120
PERIODS = {"week": timedelta(days=7), "month": timedelta(days=31), "year": timedelta(days=366)}
NAMES = ("section", "topic", "author", "time", "from", "to")


@dataclass(frozen=True)
class Asked:
    """Words and filters as they were sent, what the filters mean, and by field what is wrong with them.

    ``values`` are the filters that were sent, by their names in the address, empty ones left out.
    """

    query: str
    values: Mapping[str, str]
    filters: Filters
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def parameters(self) -> dict[str, str]:
        """What stands in the address of every page of the answer."""
        return {**({"q": self.query} if self.query else {}), **self.values}

    def without(self, *names: str) -> str:
        """Return the address of the same search without some filters."""
        kept = {name: value for name, value in self.parameters.items() if name not in names}
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
    return Asked(query[:LONGEST_QUERY], values, Filters(section, topic, author, since, until), problems)


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
