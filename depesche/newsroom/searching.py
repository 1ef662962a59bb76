"""Searching live articles: every word must be found; where none has them all, the articles that have most of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import add

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable, RawSQL
from django.utils import timezone

from depesche.newsroom import live, matching, query, spelling
from depesche.newsroom.matching import Need, Place
from depesche.newsroom.models import ArticlePage, Author, CorrectedArticle, SectionPage, Topic
from depesche.newsroom.query import Query, Wanted
from depesche.newsroom.spelling import Better
from depesche.press import tags

WEIGHED = 6  # the first words of a query decide the order
# What a word is worth by where it stands, as itself and within a compound. In the text it is worth nothing more than being found.
WORTH = {Place.HEADLINE: (12, 8), Place.LEAD: (5, 3)}


class Kind(StrEnum):
    """What an article is to readers; a ticker can be corrected, too."""

    ARTICLE = "article"
    TICKER = "ticker"
    CORRECTED = "correction"


@dataclass(frozen=True)
class Filters:
    """What the articles must be like; ``since`` counts, ``until`` is the first moment that does not. Years are those of the site's time zone."""

    section: SectionPage | None = None
    topic: Topic | None = None
    author: Author | None = None
    kind: Kind | None = None
    year: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_set(self) -> bool:
        """Whether anything is asked for."""
        return self != Filters()


@dataclass(frozen=True)
class Found:
    """What a search found, the best first.

    ``ids`` finds the numbers of what the words alone find, without a look at the articles; ``None`` where that would not do. ``is_partial``: no
    article has all words, these have some. ``unfiltered`` is what the words alone find; where the filters leave nothing of it, ``beyond`` says
    how much it is. ``exchanged`` are misspelt words that no article has, with those that were searched for instead; ``offered`` are words that few
    articles have, with those that may be meant.
    """

    query: Query
    articles: QuerySet[ArticlePage]
    unfiltered: QuerySet[ArticlePage]
    is_partial: bool = False
    beyond: int = 0
    exchanged: tuple[Better, ...] = ()
    offered: tuple[Better, ...] = ()
    ids: RawSQL | None = None


def find(typed: str, filters: Filters, *, is_exact: bool = False) -> Found:
    """Search; without words every article that passes the filters is found, the newest first, and without filters none.

    :param is_exact: search for the words as they were typed, however misspelt; better ones are offered only
    """
    tags.use("listing")
    read = query.read(typed)
    if not read.wanted:
        everything = live.articles() if filters.is_set and not typed.strip() else live.articles().none()
        return Found(read, filtered(everything, filters), everything)
    mended = spelling.mend(read)
    if is_exact:
        return replace(_found(read, filters), offered=(*mended.exchanged, *mended.offered))
    return replace(_found(mended.query, filters), exchanged=mended.exchanged, offered=mended.offered)


def _found(read: Query, filters: Filters) -> Found:
    with_every_word, ids = with_all(read), _ids([wanted.any for wanted in read.wanted])
    found = filtered(with_every_word, filters)
    if found.order_by().exists():
        return Found(read, found, with_every_word, ids=ids)
    if filters.is_set and (beyond := with_every_word.count()):
        return Found(read, found, with_every_word, beyond=beyond, ids=ids)
    if len(read.wanted) == 1:
        return Found(read, found, with_every_word, ids=ids)
    some = with_some(read)
    return Found(read, filtered(some, filters), some, is_partial=True, ids=_ids([_anything(read)]))


def _ids(needs: Sequence[Need]) -> RawSQL | None:
    """Ask the index alone: it knows live articles only. Where some pages have a view restriction, each article has to be looked at."""
    return None if live.has_restrictions() else matching.articles(needs)


def _anything(read: Query) -> Need:
    return tuple(phrase for wanted in read.wanted for phrase in wanted.any)


def with_all(read: Query) -> QuerySet[ArticlePage]:
    """Return the live articles that have every word: headline before lead before body, the word itself before compounds, new before old."""
    holding = live.articles().filter(pk__in=matching.articles([wanted.any for wanted in read.wanted]))
    return holding.annotate(worth=_worth(read)).order_by("-worth", "-shown_at", "-pk")


def with_some(read: Query) -> QuerySet[ArticlePage]:
    """Return the live articles that have any of the words, those with most of them first."""
    holding = live.articles().filter(pk__in=matching.articles([_anything(read)]))
    having = [_points((wanted.any, Place.ANYWHERE, 1)) for wanted in read.wanted]
    return holding.annotate(had=reduce(add, having), worth=_worth(read)).order_by("-had", "-worth", "-shown_at", "-pk")


def filtered(articles: QuerySet[ArticlePage], filters: Filters) -> QuerySet[ArticlePage]:
    """Return the articles that pass the filters."""
    if filters.section:
        articles = articles.child_of(filters.section)  # type: ignore[attr-defined]
    if filters.topic:
        articles = articles.filter(topics=filters.topic)
    if filters.author:
        articles = articles.filter(author=filters.author)
    if filters.kind:
        articles = articles.filter(of_kind(filters.kind))
    if filters.year:
        begin, end = year(filters.year)
        articles = articles.filter(shown_at__gte=begin, shown_at__lt=end)
    if filters.since:
        articles = articles.filter(shown_at__gte=filters.since)
    if filters.until:
        articles = articles.filter(shown_at__lt=filters.until)
    return articles


def of_kind(kind: Kind) -> Q:
    """Ask whether an article is of a kind; corrected is one that shows a published correction."""
    if kind is Kind.CORRECTED:
        return Q(pk__in=CorrectedArticle.objects.values("article"))
    return Q(ticker__isnull=kind is Kind.ARTICLE)


def year(number: int) -> tuple[datetime, datetime]:
    """Return the first moment of a year, and of the next."""
    here = timezone.get_current_timezone()
    return datetime(number, 1, 1, tzinfo=here), datetime(number + 1, 1, 1, tzinfo=here)


def _worth(read: Query) -> Combinable:
    """Add up what the words are worth by the best place where each stands."""
    return reduce(add, (_best_place(wanted) for wanted in read.wanted[:WEIGHED]))


def _best_place(wanted: Wanted) -> Combinable:
    steps = ((terms, place, points) for place in WORTH for terms, points in zip((wanted.exact, wanted.compounds), WORTH[place], strict=True))
    return _points(*(step for step in steps if step[0]))


def _points(*steps: tuple[Need, Place, int]) -> Combinable:
    """Return the points of the first step that an article passes."""
    passes = [When(pk__in=matching.articles([need], place=place), then=Value(points)) for need, place, points in sorted(steps, key=_highest)]
    return Case(*passes, default=Value(0), output_field=IntegerField())


def _highest(step: tuple[Need, Place, int]) -> int:
    return -step[2]
