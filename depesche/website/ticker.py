"""The live ticker below an article, and the small address that pages ask whether there is more (``docs/decisions/live-ticker.md``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from depesche.newsroom import live, row_path, ticker_rows
from depesche.newsroom.models import ArticlePage, TickerEntry
from depesche.press import pages, tags
from depesche.website import images, paths, rendering, rich_text
from depesche.website.images import Image

SIZE = 50
MOST_IMPORTANT = 8


@dataclass(frozen=True)
class Entry:
    """An entry as readers see it; ``html`` is safe. A withdrawn one has no words, only when it went, and perhaps why."""

    number: int
    path: str
    moment: datetime
    changed: datetime | None
    withdrawn: datetime | None
    because: str
    headline: str
    html: str
    words: str
    image: Image | None
    byline: str
    is_important: bool

    @property
    def anchor(self) -> str:
        """The entry's id on the page; it stays for ever."""
        return f"eintrag-{self.number}"


@dataclass(frozen=True)
class Ticker:
    """A ticker as it stands on a page. ``ask`` is the address that tells whether there is more, empty when nobody needs to ask.

    ``newer`` and ``older`` are the paths of the entries around those shown; both may be empty.
    """

    opened: datetime
    closed: datetime | None
    path: str
    entries: tuple[Entry, ...]
    pinned: Entry | None
    important: tuple[Entry, ...]
    newest: int
    ask: str
    newer: str
    older: str

    @property
    def has_title(self) -> bool:
        """Whether the important entries stand in a box of their own; one alone is no list."""
        return len(self.important) > 1

    @property
    def all(self) -> tuple[Entry, ...]:
        """Every entry on the page that has words, the newest first."""
        found = [*self.entries, *([self.pinned] if self.pinned else [])]
        return tuple(sorted((entry for entry in found if not entry.withdrawn), key=lambda entry: -entry.number))


def ticker(article: ArticlePage, *, until: str | None = None) -> Ticker | None:
    """Collect the ticker of an article: the newest 50 entries, or 50 from an older one on; ``None`` for an article without one.

    :param until: what the address carried: the number of the entry to begin with; ``None`` for the newest
    :raises Http404: if there is no such entry
    """
    found = ticker_rows.of(article)
    if found is None:
        return None
    tags.use(ticker_rows.of_entries(article.pk))
    first = _number(until, last=found.last_number)
    here, newest = paths.of(article), first == found.last_number
    rows = list(TickerEntry.objects.filter(ticker=found, number__lte=first).select_related("picture")[:SIZE])
    marked = [row for row in _marked(found) if row.number not in {shown.number for shown in rows}]
    images.load(row.picture for row in (*rows, *marked))
    entries = {row.number: _entry(row, here) for row in (*rows, *marked)}
    pinned = next((row for row in (*rows, *marked) if row.is_pinned), None) if newest else None
    return Ticker(
        opened=found.opened_at,
        closed=found.closed_at,
        path=here,
        entries=tuple(entries[row.number] for row in rows if row is not pinned),
        pinned=entries[pinned.number] if pinned else None,
        important=tuple(_important(entries.values())) if newest else (),
        newest=found.last_number,
        ask=_asking(article) if found.is_open and newest else "",
        newer="" if newest else _until(here, min(first + SIZE, found.last_number)),
        older=_until(here, first - SIZE) if first > SIZE else "",
    )


def _asking(article: ArticlePage) -> str:
    return f"/live/{article.pk}/"


def _number(until: str | None, *, last: int) -> int:
    if until is None:
        return last
    if not (until.isascii() and until.isdigit() and len(until) < 9 and 1 <= int(until) <= last):
        raise Http404
    return int(until)


def _until(path: str, number: int) -> str:
    return f"{path}?until={number}"


def _marked(found: ticker_rows.Ticker) -> Iterable[TickerEntry]:
    """Return the entries that stand above all others: the pinned one, and the important ones."""
    shown = TickerEntry.objects.filter(ticker=found, withdrawn_at__isnull=True).select_related("picture")
    return [*shown.filter(is_pinned=True)[:1], *shown.filter(is_important=True)[:MOST_IMPORTANT]]


def _important(entries: Iterable[Entry]) -> list[Entry]:
    wanted = [entry for entry in entries if entry.is_important and not entry.withdrawn]
    return sorted(wanted, key=lambda entry: -entry.number)[:MOST_IMPORTANT]


def _entry(row: TickerEntry, here: str) -> Entry:
    is_gone = row.withdrawn_at is not None
    return Entry(
        number=row.number,
        path=f"{_until(here, row.number)}#eintrag-{row.number}",
        moment=row.published_at,
        changed=row.changed_at,
        withdrawn=row.withdrawn_at,
        because=row.withdrawn_because,
        headline="" if is_gone else row.headline,
        html="" if is_gone else rich_text.html(row.text),
        words="" if is_gone else row.words,
        image=None if is_gone else images.image(row.picture, images.ARTICLE, alt=row.picture_alternative_text),
        byline=row.byline,
        is_important=row.is_important,
    )


@require_safe
@pages.stored
def answer(request: HttpRequest, article_id: int) -> HttpResponse:
    """Tell pages that show a ticker whether it is open, and the numbers of its newest entries; 304 to who knows it already."""
    article = live.articles().filter(pk=article_id, ticker__isnull=False).first()
    if article is None or request.path != _asking(article):
        raise Http404
    tags.use(f"article:{article.pk}", ticker_rows.of_entries(article.pk))
    numbers = list(ticker_rows.entries(article).values_list("number", flat=True)[:SIZE])
    response = JsonResponse({"open": article.ticker.is_open, "entries": numbers}, headers={"Cache-Control": rendering.PUBLIC})
    return rendering.conditional(request, response)


row_path.register()

urlpatterns = [path("live/<row:article_id>/", answer)]
