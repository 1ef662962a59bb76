"""The search page: words, filters, and what was found with its hits marked. All of it is in the address, nothing needs a script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from depesche.kernel import clock
from depesche.newsroom import highlighting, publishing, reading, searching
from depesche.newsroom.highlighting import Piece
from depesche.newsroom.models import ArticlePage, Author, Topic
from depesche.newsroom.query import Query
from depesche.newsroom.searching import Counts, Found
from depesche.website import asking, listing, rendering, teasers
from depesche.website.asking import PATH, Asked
from depesche.website.listing import Listing
from depesche.website.teasers import Teaser

MOST_CHOICES = 100
BETWEEN_BLOCKS = " · "


@dataclass(frozen=True)
class Hit:
    """An article that was found: its teaser, and headline and text in pieces with the hits marked."""

    story: Teaser
    headline: tuple[Piece, ...]
    text: tuple[Piece, ...]


@dataclass(frozen=True)
class Choice:
    """One value of a filter, with the number of articles behind it, if that is known."""

    value: str
    name: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Chosen:
    """A filter that is set, and the address of the same search without it."""

    name: str
    without: str


@dataclass(frozen=True)
class SearchPage:
    """What stands on the search page. ``listing`` is missing when nothing was asked, or something wrong."""

    query: str
    problems: Mapping[str, str]
    values: Mapping[str, str]
    sections: tuple[Choice, ...]
    topics: tuple[Choice, ...]
    authors: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    chosen: tuple[Chosen, ...]
    listing: Listing[Hit] | None = None
    is_partial: bool = False
    beyond: int = 0
    without_filters: str = ""
    left_out: str = ""

    @property
    def filters_open(self) -> bool:
        """Whether the filters are unfolded: when one is set, or wrong."""
        return bool(self.values)


@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """Answer with what a search finds; without a query, with an empty form."""
    asked = asking.read(request.GET, at=clock.now())
    if asked.problems:
        shown = _page(asked, None)
        return rendering.page(request, "website/search.html", {"search": shown, "query": asked.query}, status=400)
    found = searching.find(asked.query, asked.filters)
    is_asked = bool(asked.parameters)
    cut = _cut(request, asked, found) if is_asked else None
    return rendering.page(request, "website/search.html", {"search": _page(asked, found if is_asked else None, cut), "query": asked.query})


def _cut(request: HttpRequest, asked: Asked, found: Found) -> Listing[Hit]:
    return listing.cut(request, found.articles, path=PATH, parameters=asked.parameters, show=lambda articles: _hits(articles, found.query))


def _hits(articles: Sequence[ArticlePage], query: Query) -> list[Hit]:
    stories = teasers.pictured(articles)
    return [Hit(story, highlighting.marked(article.title, query), _text(article, query)) for article, story in zip(articles, stories, strict=True)]


def _text(article: ArticlePage, query: Query) -> tuple[Piece, ...]:
    """Return the lead where it holds a hit, else the part of the body that does, else the lead as it is."""
    lead = highlighting.marked(article.lead, query)
    if any(piece.is_hit for piece in lead):
        return lead
    return highlighting.excerpt(BETWEEN_BLOCKS.join(publishing.searched_parts(article)), query) or lead


def _page(asked: Asked, found: Found | None, cut: Listing[Hit] | None = None) -> SearchPage:
    counts = searching.counts(found, asked.filters) if found else None
    return SearchPage(
        query=asked.query,
        problems=asked.problems,
        values={("since" if name == "from" else "until" if name == "to" else name): value for name, value in asked.values.items()},
        sections=_sections(asked, counts),
        topics=_choices(asked, "topic", Topic.objects.filter(articles__live=True).distinct(), counts=counts.topics if counts else None),
        authors=_choices(asked, "author", Author.objects.filter(articles__live=True).distinct(), counts=counts.authors if counts else None),
        periods=_periods(asked),
        chosen=_chosen(asked),
        listing=cut,
        is_partial=found.is_partial if found else False,
        beyond=found.beyond if found else 0,
        without_filters=asked.without(*asking.NAMES),
        left_out=", ".join(found.query.left_out) if found else "",
    )


def _sections(asked: Asked, counts: Counts | None) -> tuple[Choice, ...]:
    return _choices(asked, "section", reading.sections(), counts=counts.sections if counts else None)


def _choices(asked: Asked, name: str, rows: Iterable[Model], *, counts: Mapping[int, int] | None) -> tuple[Choice, ...]:
    """Return the values of a filter that lead to articles, and the chosen one in any case."""
    chosen = asked.values.get(name, "")
    every = (Choice(row.slug, str(row), counts.get(row.pk, 0) if counts is not None else None, row.slug == chosen) for row in rows)  # type: ignore[attr-defined]
    return tuple(choice for choice in every if choice.count != 0 or choice.is_chosen)[:MOST_CHOICES]


def _periods(asked: Asked) -> tuple[Choice, ...]:
    names = {"week": _("last week"), "month": _("last month"), "year": _("last year")}
    return tuple(Choice(value, name, None, asked.values.get("time") == value) for value, name in names.items())


def _chosen(asked: Asked) -> tuple[Chosen, ...]:
    """Name every filter that is set."""
    filters = asked.filters
    names = {
        "section": filters.section.title if filters.section else "",
        "topic": filters.topic.title if filters.topic else "",
        "author": filters.author.name if filters.author else "",
        "time": next((period.name for period in _periods(asked) if period.is_chosen), ""),
        "from": _("from %(day)s") % {"day": asked.values.get("from", "")},
        "to": _("until %(day)s") % {"day": asked.values.get("to", "")},
    }
    return tuple(Chosen(names[name], asked.without(name)) for name in asked.values if names[name])


urlpatterns = [path("search/", answer)]
