"""Searching live articles: every word must be found; where none has them all, the articles that have most of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import add

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Left

from depesche.newsroom import live, matching, query
from depesche.newsroom.matching import Need, Place
from depesche.newsroom.models import ArticlePage, Author, SectionPage, Topic
from depesche.newsroom.query import Query, Wanted
from depesche.press import tags

SECTION_DEPTH = 3
WEIGHED = 6  # the first words of a query decide the order
# What a word is worth by where it stands, as itself and within a compound. In the text it is worth nothing more than being found.
WORTH = {Place.HEADLINE: (12, 8), Place.LEAD: (5, 3)}


@dataclass(frozen=True)
class Filters:
    """What the articles must be like; ``since`` counts, ``until`` is the first moment that does not."""

    section: SectionPage | None = None
    topic: Topic | None = None
    author: Author | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_set(self) -> bool:
        """Whether anything is asked for."""
        return self != Filters()


@dataclass(frozen=True)
class Found:
    """What a search found, the best first.

    ``is_partial``: no article has all words, these have some. ``unfiltered`` is what the words alone find; where the filters leave nothing of it,
    ``beyond`` says how much it is.
    """

    query: Query
    articles: QuerySet[ArticlePage]
    unfiltered: QuerySet[ArticlePage]
    is_partial: bool = False
    beyond: int = 0


@dataclass(frozen=True)
class Counts:
    """In how many of the articles found each section, topic and author appears, by id; each without regard to its own filter."""

    sections: dict[int, int]
    topics: dict[int, int]
    authors: dict[int, int]


def find(typed: str, filters: Filters) -> Found:
    """Search; without words every article that passes the filters is found, the newest first, and without filters none."""
    tags.use("listing")
    read = query.read(typed)
    if not read.wanted:
        everything = live.articles() if filters.is_set and not typed.strip() else live.articles().none()
        return Found(read, filtered(everything, filters), everything)
    with_every_word = with_all(read)
    found = filtered(with_every_word, filters)
    if found.exists():
        return Found(read, found, with_every_word)
    if filters.is_set and (beyond := with_every_word.count()):
        return Found(read, found, with_every_word, beyond=beyond)
    some = with_some(read) if len(read.wanted) > 1 else with_every_word
    return Found(read, filtered(some, filters), some, is_partial=len(read.wanted) > 1)


def with_all(read: Query) -> QuerySet[ArticlePage]:
    """Return the live articles that have every word: headline before lead before body, the word itself before compounds, new before old."""
    holding = live.articles().filter(pk__in=matching.articles([wanted.any for wanted in read.wanted]))
    return holding.annotate(worth=_worth(read)).order_by("-worth", "-shown_at", "-pk")


def with_some(read: Query) -> QuerySet[ArticlePage]:
    """Return the live articles that have any of the words, those with most of them first."""
    anything = tuple(phrase for wanted in read.wanted for phrase in wanted.any)
    holding = live.articles().filter(pk__in=matching.articles([anything]))
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
    if filters.since:
        articles = articles.filter(shown_at__gte=filters.since)
    if filters.until:
        articles = articles.filter(shown_at__lt=filters.until)
    return articles


def counts(found: Found, filters: Filters) -> Counts:
    """Count what was found by section, topic and author."""

    def but(**changed: None) -> QuerySet[ArticlePage]:
        kept = filtered(found.unfiltered, replace(filters, **changed)).order_by()
        return ArticlePage.objects.filter(pk__in=kept.values("pk")).order_by()

    by_section = dict(
        but(section=None).annotate(section=Left("path", SECTION_DEPTH * ArticlePage.steplen)).values_list("section").annotate(Count("pk"))
    )
    sections = SectionPage.objects.filter(path__in=by_section).values_list("pk", "path")
    return Counts(
        sections={pk: by_section[path] for pk, path in sections},
        topics=dict(but(topic=None).filter(topics__isnull=False).values_list("topics").annotate(Count("pk"))),
        authors=dict(but(author=None).filter(author__isnull=False).values_list("author").annotate(Count("pk"))),
    )


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
