"""The search page: words, filters, and what was found with its hits marked. All of it is in the address, nothing needs a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from depesche.kernel import clock
from depesche.newsroom import faceting, highlighting, publishing, searching, spelling
from depesche.newsroom.faceting import Counts
from depesche.newsroom.highlighting import Piece
from depesche.newsroom.models import ArticlePage
from depesche.newsroom.query import Query
from depesche.newsroom.searching import Found
from depesche.website import asking, choosing, listing, rendering, teasers
from depesche.website.asking import PATH, Asked
from depesche.website.choosing import Choice, Chosen, Facet
from depesche.website.listing import Listing
from depesche.website.teasers import Teaser

BETWEEN_BLOCKS = " · "


@dataclass(frozen=True)
class Hit:
    """An article that was found: its teaser, and headline and text in pieces with the hits marked."""

    story: Teaser
    headline: tuple[Piece, ...]
    text: tuple[Piece, ...]


@dataclass(frozen=True)
class Spelling:
    """``exchanged``: what was searched for instead of ``typed``, and the address of the search for exactly that; ``offered``: what may be meant."""

    typed: str
    exchanged: str = ""
    exact: str = ""
    offered: str = ""
    better: str = ""


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
    kinds: tuple[Choice, ...] = ()
    years: tuple[Choice, ...] = ()
    facets: tuple[Facet, ...] = ()
    spelling: Spelling | None = None
    is_exact: bool = False
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
@gzip_page
def answer(request: HttpRequest) -> HttpResponse:
    """Answer with what a search finds; without a query, with an empty form. Nothing of it is stored, so it is compressed here; it holds no secret."""
    asked = asking.read(request.GET, at=clock.now())
    if asked.problems:
        shown = _page(asked, None)
        return rendering.page(request, "website/search.html", {"search": shown, "query": asked.query}, status=400)
    found = searching.find(asked.query, asked.filters, is_exact=asked.is_exact)
    is_asked = bool(asked.parameters)
    if not is_asked:
        return rendering.page(request, "website/search.html", {"search": _page(asked, None), "query": asked.query})
    counts = faceting.counts(found, asked.filters)
    shown = _page(asked, found, counts, _cut(request, asked, found, total=counts.total))
    return rendering.page(request, "website/search.html", {"search": shown, "query": asked.query})


def _cut(request: HttpRequest, asked: Asked, found: Found, *, total: int) -> Listing[Hit]:
    def show(articles: Sequence[ArticlePage]) -> list[Hit]:
        return _hits(articles, found.query)

    return listing.cut(request, found.articles, path=PATH, parameters=asked.parameters, show=show, total=total)


def _hits(articles: Sequence[ArticlePage], query: Query) -> list[Hit]:
    stories = teasers.pictured(articles)
    return [Hit(story, highlighting.marked(article.title, query), _text(article, query)) for article, story in zip(articles, stories, strict=True)]


def _text(article: ArticlePage, query: Query) -> tuple[Piece, ...]:
    """Return the lead where it holds a hit, else the part of the body that does, else the lead as it is."""
    lead = highlighting.marked(article.lead, query)
    if any(piece.is_hit for piece in lead):
        return lead
    return highlighting.excerpt(BETWEEN_BLOCKS.join(publishing.searched_parts(article)), query) or lead


def _page(asked: Asked, found: Found | None, counts: Counts | None = None, cut: Listing[Hit] | None = None) -> SearchPage:  # noqa: PLR0917
    choices = choosing.choices(asked, counts)
    return SearchPage(
        query=asked.query,
        problems=asked.problems,
        values={("since" if name == "from" else "until" if name == "to" else name): value for name, value in asked.values.items()},
        **choices,
        periods=choosing.periods(asked),
        chosen=choosing.chosen(asked),
        facets=choosing.facets(asked, choices) if counts else (),
        spelling=_spelling(asked, found) if found else None,
        is_exact=asked.is_exact,
        listing=cut,
        is_partial=found.is_partial if found else False,
        beyond=found.beyond if found else 0,
        without_filters=asked.without(*asking.NAMES),
        left_out=", ".join(found.query.left_out) if found else "",
    )


def _spelling(asked: Asked, found: Found) -> Spelling | None:
    """Say which words were exchanged, and which may be meant."""
    if not found.exchanged and not found.offered:
        return None
    searched = spelling.exchanged(asked.query, found.exchanged)
    better = spelling.exchanged(searched, found.offered) if found.offered else ""
    return Spelling(
        typed=asked.query,
        exchanged=searched if found.exchanged else "",
        exact=asked.for_words(asked.query, is_exact=True),
        offered=better,
        better=asked.for_words(better, is_exact=False) if better else "",
    )


urlpatterns = [path("search/", answer)]
