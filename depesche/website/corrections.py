"""Corrections as readers see them: the note on the article, the log with its months, the feed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from depesche.brand import identity
from depesche.kernel import options
from depesche.newsroom import models as newsroom
from depesche.newsroom.claims import outdating
from depesche.newsroom.claims import wording as claims
from depesche.newsroom.corrections import places, publishing, reading, wording
from depesche.press import pages, tags
from depesche.website import feeds, paths, rendering
from depesche.website.feeds import Kind
from depesche.website.rendering import Meta
from depesche.website.syndication import Entry, Feed

NEWEST = 50


@dataclass(frozen=True)
class About:
    """An article that a correction stands on; ``path`` is empty when readers no longer see it."""

    name: str
    path: str


@dataclass(frozen=True)
class Concerned:
    """A claim that was wrong, as it is worded now, with the path to it: its page, or on an article its mark, which has a ``number``."""

    claim: int
    text: str
    path: str
    number: int | None = None


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
    concerned: tuple[Concerned, ...] = ()

    @property
    def claims(self) -> frozenset[int]:
        """The numbers of the claims that were wrong."""
        return frozenset(one.claim for one in self.concerned)

    @property
    def anchor(self) -> str:
        """The name of its place on a page."""
        return places.anchor(self.number)

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
    return Notes(_with_claims(list(reading.of_article(article.pk)))) if article.pk else Notes()


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
    """Answer with the policy and the log: the newest corrections, or those of one month, which has one address however its number is written."""
    tags.use(publishing.TAG)
    months = reading.months()
    asked = _asked(year, month, months)
    where = places.of_month(asked) if asked else places.HOME
    if request.path != where:
        return redirect(where, permanent=True)
    rows = reading.of_month(asked.year, asked.month) if asked else reading.published()[:NEWEST]
    title = _("Corrections")
    context = {
        "notes": _with_articles(list(rows)),
        "month": asked,
        "months": tuple(Month(first, places.of_month(first), first == asked) for first in months),
        "meta": Meta(title=title, description=_("How we correct mistakes, and what we corrected."), path=where, feed=places.HOME),
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
        address=settings.address(places.HOME),
        feed_address=settings.address(f"{places.HOME}feed.{kind.ending}"),
        author=name,
        changed=feeds.NEVER,
        entries=tuple(map(_entry, _with_articles(list(reading.published()[: feeds.MOST])))),
        hub=settings.websub_hub,
    )
    return feeds.as_answer(request, made, kind)


def address_of(shown: Note) -> str:
    """Return the path of a correction's place in the log."""
    return places.of(shown.number, shown.moment)


def _asked(year: int | None, month: int | None, months: list[date]) -> date | None:
    if year is None or month is None:
        return None
    found = next((first for first in months if (first.year, first.month) == (year, month)), None)
    if found is None:
        raise Http404
    return found


def _with_articles(rows: Sequence[newsroom.Correction]) -> tuple[Note, ...]:
    shown = _with_claims(rows)
    links = newsroom.CorrectedArticle.objects.filter(correction__in=rows).select_related("article").order_by("pk")
    by_number: dict[int, list[About]] = {}
    for link in links:
        tags.use(f"article:{link.article_id}")
        by_number.setdefault(link.correction_id, []).append(About(link.article.title, paths.of(link.article) if link.article.live else ""))
    return tuple(replace(one, about=tuple(by_number.get(one.number, ()))) for one in shown)


def _with_claims(rows: Sequence[newsroom.Correction]) -> tuple[Note, ...]:
    """Return corrections with the claims they are about, as far as readers know these; one that was merged has the place of the other."""
    if not rows:
        return ()
    links = newsroom.CorrectedClaim.objects.filter(correction__in=rows, claim__public_since__isnull=False)
    by_number: dict[int, dict[int, Concerned]] = {}
    for link in links.select_related("claim__merged_into").order_by("pk"):
        claim = link.claim.merged_into or link.claim
        tags.use(outdating.of_claim(link.claim_id), outdating.of_claim(claim.pk))
        by_number.setdefault(link.correction_id, {})[claim.pk] = Concerned(claim.pk, claims.text(claim), paths.of_claim(claim.slug))
    return tuple(replace(note(row), concerned=tuple(by_number.get(row.pk, {}).values())) for row in rows)


def _entry(shown: Note) -> Entry:
    about = next(iter(shown.about), None)
    return Entry(
        id=f"urn:uuid:{uuid.UUID(shown.sha256[:32])}",
        address=options.current().address(address_of(shown)),
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
