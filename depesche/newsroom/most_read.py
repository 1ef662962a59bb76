"""The lists of the most read: of the whole site and of each section. Made at most once an hour; pages are outdated only where a list is another one.

A list is shown when it says something: with at least three articles, each read at least ten times. Below that it would be chance, and it could tell
what a single person reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from depesche.newsroom import live, reading_rule
from depesche.newsroom.listed import Listed
from depesche.newsroom.models import ArticlePage, MostRead, ReadCount
from depesche.newsroom.read_rows import Period
from depesche.press import rebuild, tags

HOME = "home"
SHOWN = 5
LEAST_ARTICLES, LEAST_READS = 3, 10
LOOKED_AT = 2000
SPANS = {Period.DAY: timedelta(hours=24), Period.WEEK: timedelta(days=7)}
# A day that says nothing yet makes place for the week.
TRIED = {Period.OFF: (), Period.DAY: (Period.DAY, Period.WEEK), Period.WEEK: (Period.WEEK,)}

Chosen = tuple[Period, tuple[int, ...]]


@dataclass(frozen=True)
class Shown:
    """What stands in a list, the most read first."""

    period: Period
    articles: tuple[ArticlePage, ...]


def section(pk: int) -> str:
    """Name the list of a section."""
    return f"section:{pk}"


def tag(place: str) -> str:
    """Return the tag of every page that shows the list of a place.

    >>> tag("section:5")
    'most-read:section:5'
    """
    return f"most-read:{place}"


def shown(place: str) -> Shown | None:
    """Return the list of a place, if there is one now; whoever shows it is made anew when it changes."""
    tags.use(tag(place))
    rows = list(MostRead.objects.filter(place=place).order_by("position").values_list("article_id", "period"))
    if not rows or reading_rule.is_off():
        return None
    by_id = live.articles().in_bulk([pk for pk, _period in rows])
    articles = tuple(by_id[pk] for pk, _period in rows if pk in by_id)
    return Shown(Period(rows[0][1]), articles) if len(articles) >= LEAST_ARTICLES else None


def refresh(*, at: datetime) -> set[str]:
    """Make all lists anew; return the places where another one stands now."""
    wanted = _lists(at=at)
    with transaction.atomic():
        present: dict[str, list[int]] = defaultdict(list)
        periods: dict[str, Period] = {}
        for row in MostRead.objects.order_by("place", "position"):
            present[row.place].append(row.article_id)
            periods[row.place] = Period(row.period)
        before = {place: (periods[place], tuple(articles)) for place, articles in present.items()}
        changed = {place for place in {*before, *wanted} if before.get(place) != wanted.get(place)}
        MostRead.objects.filter(place__in=changed).delete()
        MostRead.objects.bulk_create(row for place in sorted(changed) if place in wanted for row in _rows(place, wanted[place]))
        rebuild.outdate({tag(place) for place in changed}, at=at)
    return changed


def _rows(place: str, chosen: Chosen) -> Iterable[MostRead]:
    period, articles = chosen
    return (MostRead(place=place, position=number, article_id=pk, period=period) for number, pk in enumerate(articles, 1))


def _lists(*, at: datetime) -> dict[str, Chosen]:
    """Return the list of each place that has one: of the first period that says something there."""
    found: dict[str, Chosen] = {}
    for period in TRIED[reading_rule.period()]:
        for place, articles in _of(period, at=at).items():
            if len(articles) >= LEAST_ARTICLES:
                found.setdefault(place, (period, tuple(articles[:SHOWN])))
    return found


def _of(period: Period, *, at: datetime) -> dict[str, Sequence[int]]:
    """Return by place the articles that were read often enough, the most read first."""
    rows = ReadCount.objects.filter(hour__gte=at - SPANS[period], article__live=True).values("article").annotate(total=Sum("reads"))
    often = rows.filter(total__gte=LEAST_READS).order_by("-total", "-article").values_list("article", flat=True)[:LOOKED_AT]
    ranked = list(often)
    sections = dict(Listed.objects.filter(article__in=ranked, place__startswith="section:").values_list("article_id", "place"))
    found: dict[str, list[int]] = defaultdict(list)
    for pk in ranked:
        found[HOME].append(pk)
        if pk in sections:
            found[sections[pk]].append(pk)
    return dict(found)
