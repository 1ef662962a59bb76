"""The page of a claim: its status, who says what, its history, its figures, and every article that carries it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from depesche.kernel import clock, options
from depesche.newsroom import live
from depesche.newsroom.claims import marking, outdating, trusting
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.terms import ClaimKind
from depesche.press import pages, tags
from depesche.website import corrected, corrections, figures_chart, paths, rendering, report, self_description, teasers
from depesche.website.corrections import Note
from depesche.website.evidence import history, kept
from depesche.website.evidence.entries import Entry
from depesche.website.evidence.history import Moment
from depesche.website.evidence.telling import Told
from depesche.website.figures_chart import Chart
from depesche.website.rendering import Meta
from depesche.website.teasers import Teaser

MOST_ARTICLES = 50


@dataclass(frozen=True)
class Place:
    """A name and the path behind it."""

    name: str
    path: str


@dataclass(frozen=True)
class ClaimPage:
    """A claim as readers see it. ``own`` holds the publisher's own words at the top of every page that it stands behind."""

    entry: Entry
    kind: str
    question: str
    topics: tuple[Place, ...]
    history: tuple[Moment, ...]
    chart: Chart | None
    articles: tuple[Teaser, ...]
    own: tuple[str, ...]
    corrections: tuple[Note, ...]
    report: str
    corrected: tuple[Place, ...]


@require_safe
@pages.stored
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with a claim that readers may see; one that was merged leads to the other."""
    claim = Claim.objects.select_related("merged_into").filter(slug=slug, public_since__isnull=False).first()
    if claim is None:
        raise Http404
    if claim.merged_into is not None:
        tags.use(outdating.of_claim(claim.pk), outdating.of_claim(claim.merged_into.pk))
        return redirect(paths.of_claim(claim.merged_into.slug), permanent=True)
    page = claim_page(claim, kept.told([claim.pk], at=clock.now())[claim.pk])
    return rendering.page(request, "website/claim.html", {"page": page, "meta": meta(page)})


def claim_page(claim: Claim, told: Told) -> ClaimPage:
    """Collect what stands on the page of a claim; its tags are noted for the press."""
    names = [claim.pk, *Claim.objects.filter(merged_into=claim).values_list("pk", flat=True)]  # it, and what was merged into it
    notes = corrections.of_claims(names)
    return ClaimPage(
        entry=Entry(1, told),
        kind=str(ClaimKind(claim.kind).label),
        question=told.question,
        topics=tuple(_topics(claim)),
        history=history.of_claim(claim),
        chart=figures_chart.chart(replace(figure, status="") for figure in told.figures),
        articles=tuple(_articles(names)),
        own=trusting.texts(claim),
        corrections=notes,
        corrected=tuple(Place(corrected.said(note), corrections.address_of(note)) for note in notes),
        report=report.path_of_claim(claim),
    )


def meta(page: ClaimPage) -> Meta:
    """Describe the page to machines."""
    told, way = page.entry.told, self_description.way_to()
    carried = [options.current().address(story.path) for story in page.articles]
    return Meta(
        title=told.text,
        description=_("Status: %(status)s. Who says so, who denies it, and on what it rests.") % {"status": told.label.text},
        path=told.path,
        data=self_description.claim(page.entry, carried=carried, way=way),
        way=way,
    )


def _topics(claim: Claim) -> list[Place]:
    found = list(claim.topics.order_by("title"))
    tags.use(*(f"topic-name:{topic.pk}" for topic in found))
    return [Place(topic.title, paths.of_topic(topic.slug)) for topic in found]


def _articles(names: Sequence[int]) -> list[Teaser]:
    """Return the published articles that carry a claim by one of its numbers."""
    return [teasers.teaser(article) for article in live.articles().filter(pk__in=marking.articles_of(names))[:MOST_ARTICLES]]


urlpatterns = [path("claims/<slug:slug>/", answer)]
