"""One page of a list of articles: of a section, a topic, an author, of what a search found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from depesche.kernel import paging
from depesche.kernel.paging import Slice
from depesche.newsroom.models import ArticlePage
from depesche.website import images, paths, teasers
from depesche.website.teasers import Teaser

SIZE = 20


Item = TypeVar("Item")


@dataclass(frozen=True)
class Listing(Generic[Item]):
    """What is shown of a list, teasers as a rule, with the paths of the pages before and after; both may be empty."""

    slice: Slice[Item]
    total: int
    first: str
    path: str
    previous: str
    next: str
    lead: Teaser | None = None


def listing(request: HttpRequest, articles: QuerySet[ArticlePage], *, path: str, total: int, with_lead: bool = False) -> Listing[Teaser]:
    """Cut the asked page out of a list.

    :param total: how many there are in all
    :param with_lead: show the newest article of the first page large, apart from the list
    :raises Http404: if the asked page number is none, or past the end
    """
    return cut(request, articles, path=path, parameters={}, show=teasers.pictured, with_lead=with_lead, total=total)


def cut(
    request: HttpRequest,
    articles: QuerySet[ArticlePage],
    *,
    path: str,
    parameters: Mapping[str, str],
    show: Callable[[Sequence[ArticlePage]], list[Item]],
    with_lead: bool = False,
    total: int | None = None,
) -> Listing[Item]:
    """Cut the asked page out of a list, and show its articles in one go.

    :param parameters: what was asked for; it stays part of every page's address
    :param total: how many there are in all; counted where it is not known
    :raises Http404: if the asked page number is none, or past the end
    """
    total = articles.count() if total is None else total
    try:
        number, first, last = paging.bounds(request.GET.get("page"), total=total, size=SIZE)
    except paging.NoSuchPage as error:
        raise Http404 from error
    rows = list(articles[first:last])
    lead = rows[:1] if with_lead and number == 1 else []
    found = Slice(show(rows[len(lead) :]), number, paging.page_count(total, SIZE))

    def address(wanted: int | None) -> str:
        return paths.numbered(path, wanted) if wanted is None or not parameters else f"{path}?{urlencode({**parameters, 'page': wanted})}"

    return Listing(
        slice=found,
        total=total,
        first=path,
        path=address(number),
        previous=address(found.previous),
        next=address(found.next),
        lead=next(iter(teasers.pictured(lead, images.LEAD)), None),
    )
