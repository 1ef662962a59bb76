"""How what a search found is spread over sections, topics, authors, years and kinds: each without regard to its own filter.

The lists in which articles stand (:mod:`depesche.newsroom.listed`) say all but the kind; one look into them counts everything that no filter narrows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from depesche.newsroom.listed import MONTH, Listed
from depesche.newsroom.models import ArticlePage, CorrectedArticle, Ticker
from depesche.newsroom.searching import Filters, Found, Kind, filtered

NARROWED = ("section", "topic", "author", "year")
PREFIXES = {"section": "section:", "topic": "topic:", "author": "author:", "year": MONTH}


@dataclass(frozen=True)
class Counts:
    """In how many of the articles found each section, topic and author appears, by id; how many each year and each kind has.
    ``total`` is how many there are with all filters."""

    sections: Mapping[int, int] = field(default_factory=dict)
    topics: Mapping[int, int] = field(default_factory=dict)
    authors: Mapping[int, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    total: int = 0


def counts(found: Found, filters: Filters) -> Counts:
    """Count what was found."""
    free = [name for name in NARROWED if getattr(filters, name) is None]
    counted = _by_list(found, filters, free)
    for name in NARROWED:
        if name not in free:
            counted |= _by_list(found, _without(filters, name), [name])
    return Counts(
        sections=counted["section"],
        topics=counted["topic"],
        authors=counted["author"],
        years=counted["year"],
        kinds=_kinds(found, filters, total=_total(counted["section"], filters)),
        total=_total(counted["section"], filters),
    )


def _total(sections: Counter[int], filters: Filters) -> int:
    """Each article stands in one section."""
    return sections[filters.section.pk] if filters.section else sections.total()


def _without(filters: Filters, name: str) -> Filters:
    return replace(filters, **{name: None})


def _by_list(found: Found, filters: Filters, names: list[str]) -> dict[str, Counter[int]]:
    """Count the lists of some kinds in one look; months are added up to years."""
    told = {name: Counter[int]() for name in names}
    if not names:
        return told
    rows = Listed.objects.filter(article__in=_ids(found, filters)).order_by()
    if len(names) == 1:
        rows = rows.filter(place__startswith=PREFIXES[names[0]])
    for place, number in rows.values_list("place").annotate(Count("pk")):
        name, _colon, key = place.partition(":")
        name = "year" if f"{name}:" == MONTH else name
        if name in told:
            told[name][int(key.partition("-")[0])] += number
    return told


def _kinds(found: Found, filters: Filters, *, total: int) -> dict[Kind, int]:
    of_all_kinds = replace(filters, kind=None)
    ids = _ids(found, of_all_kinds)
    tickers = Ticker.objects.filter(article__in=ids).count()
    corrected = CorrectedArticle.objects.filter(article__in=ids).values("article").distinct().count()
    if filters.kind is not None:
        total = filtered(found.unfiltered, of_all_kinds).order_by().count()
    return {Kind.ARTICLE: total - tickers, Kind.TICKER: tickers, Kind.CORRECTED: corrected}


def _ids(found: Found, filters: Filters) -> QuerySet[ArticlePage, int] | RawSQL:
    if found.ids is not None and not filters.is_set:
        return found.ids
    return filtered(found.unfiltered, filters).order_by().values_list("pk", flat=True)
