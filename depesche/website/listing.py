"""One page of a list of articles: of a section, a topic, an author, of what a search found."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from depesche.kernel import paging
from depesche.kernel.paging import Slice
from depesche.newsroom.models import ArticlePage
from depesche.website import paths, teasers
from depesche.website.teasers import Teaser

SIZE = 20


@dataclass(frozen=True)
class Listing:
    """Teasers with the paths of the pages before and after; both may be empty."""

    slice: Slice[Teaser]
    total: int
    path: str
    previous: str
    next: str


def listing(request: HttpRequest, articles: QuerySet[ArticlePage], *, path: str, query: str = "") -> Listing:
    """Cut the asked page out of a list.

    :param query: what was searched for; it stays part of every page's address
    :raises Http404: if the asked page number is none, or past the end
    """
    total = articles.count()
    try:
        number, first, last = paging.bounds(request.GET.get("page"), total=total, size=SIZE)
    except paging.NoSuchPage as error:
        raise Http404 from error
    found = Slice(teasers.pictured(articles[first:last]), number, paging.page_count(total, SIZE))

    def address(wanted: int | None) -> str:
        return paths.numbered(path, wanted) if wanted is None or not query else f"{path}?{urlencode({'q': query, 'page': wanted})}"

    return Listing(found, total, address(number), address(found.previous), address(found.next))
