"""Corrections as readers see them: the note on the article, the log with its months, the feed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from depesche.brand import identity
from depesche.kernel import options
from depesche.newsroom import models as newsroom
from depesche.newsroom.corrections import publishing, reading, wording
from depesche.press import pages, tags
from depesche.website import feeds, paths, rendering
from depesche.website.feeds import Kind
from depesche.website.rendering import Meta
from depesche.website.syndication import Entry, Feed

HOME = "/corrections/"
NEWEST = 50


@dataclass(frozen=True)
class About:
    """An article that a correction stands on; ``path`` is empty when readers no longer see it."""

    name: str
    path: str


@dataclass(frozen=True)
class Note:
    """One published correction; ``lines`` are what was wrong, what is right and why. ``is_mistake`` tells a mistake from what is less new."""

    number: int
    heading: str
    is_mistake: bool
    lines: tuple[tuple[str, str], ...]
    is_by_reader: bool
    moment: datetime
    sha256: str
    about: tuple[About, ...] = ()

    @property
    def anchor(self) -> str:
        """The name of its place on a page."""
        return f"correction-{self.number}"

    @property
    def text(self) -> str:
        """All of it as one text, for machines and feeds."""
        return " ".join(f"{name}: {said}" for name, said in self.lines)


@dataclass(frozen=True)
class Notes:
    """The corrections of an article: mistakes stand above the text, the others below."""

    all: tuple[Note, ...] = ()

    @property
    def above(self) -> tuple[Note, ...]:
        """Corrections and retractions."""
        return tuple(note for note in self.all if note.is_mistake)

    @property
    def below(self) -> tuple[Note, ...]:
        """Clarifications and updates."""
        return tuple(note for note in self.all if not note.is_mistake)


@dataclass(frozen=True)
class Month:
    """One month of the log."""

    first: date
    path: str
    is_shown: bool


def of_article(article: newsroom.ArticlePage) -> Notes:
    """Return the corrections of an article, the newest first."""
    return Notes(tuple(map(note, reading.of_article(article.pk)))) if article.pk else Notes()


def of_claims(claim_ids: Collection[int]) -> tuple[Note, ...]:
    """Return the corrections of claims, the newest first."""
    return tuple(map(note, reading.of_claims(claim_ids)))


def note(found: newsroom.Correction) -> Note:
    """Return a published correction as readers see it."""
    return Note(
        number=found.pk,
        heading=wording.heading(found),
        is_mistake=wording.is_mistake(found),
        lines=wording.lines(found),
        is_by_reader=found.is_by_reader,
        moment=found.published_at or found.drafted_at,
        sha256=found.sha256,
    )


@require_safe
@pages.stored
def log(request: HttpRequest, year: int | None = None, month: int | None = None) -> HttpResponse:
    """Answer with the policy and the log: the newest corrections, or those of one month."""
    tags.use(publishing.TAG)
    months = reading.months()
    asked = _asked(year, month, months)
    rows = reading.of_month(asked.year, asked.month) if asked else reading.published()[:NEWEST]
    title, where = _("Corrections"), path_of(asked) if asked else HOME
    context = {
        "notes": _with_articles(list(rows)),
        "month": asked,
        "months": tuple(Month(first, path_of(first), first == asked) for first in months),
        "meta": Meta(title=title, description=_("How we correct mistakes, and what we corrected."), path=where, feed=HOME),
    }
    return rendering.page(request, "website/corrections.html", context)


@require_safe
@pages.stored
def feed(request: HttpRequest, *, kind: Kind) -> HttpResponse:
    """Answer with the newest corrections as a feed."""
    tags.use(publishing.TAG)
    settings, publisher = options.current(), identity.publisher()
    name = publisher.name or settings.host
    made = Feed(
        title=f"{name}: {_('Corrections')}",
        subtitle=_("How we correct mistakes, and what we corrected."),
        language=settings.language,
        address=settings.address(HOME),
        feed_address=settings.address(f"{HOME}feed.{kind.ending}"),
        author=name,
        changed=feeds.NEVER,
        entries=tuple(map(_entry, _with_articles(list(reading.published()[: feeds.MOST])))),
        hub=settings.websub_hub,
    )
    return feeds.as_answer(request, made, kind)


def path_of(first: date) -> str:
    """Return where the corrections of a month stand."""
    return f"{HOME}{first.year}/{first.month}/"


def _asked(year: int | None, month: int | None, months: list[date]) -> date | None:
    if year is None or month is None:
        return None
    found = next((first for first in months if (first.year, first.month) == (year, month)), None)
    if found is None:
        raise Http404
    return found


def _with_articles(rows: Iterable[newsroom.Correction]) -> tuple[Note, ...]:
    found = list(rows)
    links = newsroom.CorrectedArticle.objects.filter(correction__in=found).select_related("article").order_by("pk")
    by_number: dict[int, list[About]] = {}
    for link in links:
        tags.use(f"article:{link.article_id}")
        by_number.setdefault(link.correction_id, []).append(About(link.article.title, paths.of(link.article) if link.article.live else ""))
    return tuple(Note(**{**vars(note(row)), "about": tuple(by_number.get(row.pk, ()))}) for row in found)


def _entry(shown: Note) -> Entry:
    about = next(iter(shown.about), None)
    return Entry(
        id=f"urn:uuid:{uuid.UUID(shown.sha256[:32])}",
        address=f"{options.current().address(path_of(timezone.localdate(shown.moment)))}#{shown.anchor}",
        headline=f"{shown.heading}: {about.name}" if about else shown.heading,
        lead=shown.text,
        author="",
        published=shown.moment,
        updated=shown.moment,
    )


urlpatterns = [
    path("corrections/", log),
    path("corrections/<int:year>/<int:month>/", log),
    *(path(f"corrections/feed.{kind.ending}", feed, {"kind": kind}) for kind in feeds.KINDS),
]
