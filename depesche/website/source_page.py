"""The page of a source: what it said when. No score and no ranking: that would be a judgement of a person, by counting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from depesche.kernel import paging
from depesche.newsroom.claims import outdating, showing, spoken, wording
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.source_rows import Source
from depesche.press import pages, tags
from depesche.website import paths, rendering, self_description
from depesche.website.evidence import lines
from depesche.website.evidence.lines import Line
from depesche.website.rendering import Meta

SIZE = 50


@dataclass(frozen=True)
class Statement:
    """What a source said to a claim."""

    line: Line
    claim: str
    path: str


@dataclass(frozen=True)
class SourcePage:
    """A source as readers see it; a protected one is its description, and nothing else."""

    name: str
    about: str
    house: str
    house_path: str
    url: str
    is_protected: bool
    statements: tuple[Statement, ...]
    number: int
    pages: int
    previous: str
    next: str


@require_safe
@pages.stored
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with a source that readers have met in an article; one that was merged leads to the other."""
    source = Source.objects.select_related("merged_into", "parent").filter(slug=slug).first()
    if source is None:
        raise Http404
    tags.use(outdating.of_source(source.pk))
    if source.merged_into is not None:
        return redirect(paths.of_source(source.merged_into.slug), permanent=True)
    found = spoken.by(source)
    total = found.count()
    if not total:
        raise Http404
    try:
        bounds = paging.bounds(request.GET.get("page"), total=0 if source.is_protected else total, size=SIZE)
    except paging.NoSuchPage as error:
        raise Http404 from error
    page = source_page(source, found, bounds, total=total)
    return rendering.page(request, "website/source.html", {"page": page, "meta": meta(page, source)})


def source_page(source: Source, found: QuerySet[Assertion], bounds: tuple[int, int, int], *, total: int) -> SourcePage:
    """Collect one page of what a source said.

    :param bounds: number of the page, first and last place in the list
    """
    number, first, last = bounds
    own, last_page = paths.of_source(source.slug), 1 if source.is_protected else paging.page_count(total, SIZE)
    parent = source.parent if source.parent and not (source.is_protected or source.parent.is_protected) else None
    if parent:
        tags.use(outdating.of_source(parent.pk))
    return SourcePage(
        name=wording.name(source),
        about=lines.described(source),
        house=wording.name(parent) if parent else "",
        house_path=paths.of_source(parent.slug) if parent and spoken.by(parent).exists() else "",
        url="" if source.is_protected else source.url,
        is_protected=source.is_protected,
        statements=() if source.is_protected else tuple(_statements(found[first:last])),
        number=number,
        pages=last_page,
        previous=paths.numbered(own, number - 1 if number > 1 else None),
        next=paths.numbered(own, number + 1 if number < last_page else None),
    )


def meta(page: SourcePage, source: Source) -> Meta:
    """Describe the page to machines; that of a protected source is none for search engines."""
    own, way = paths.of_source(source.slug), self_description.way_to()
    if page.is_protected:
        return Meta(title=page.name)
    description = _("What %(name)s said, when, and on what it rests.") % {"name": page.name}
    return Meta(
        title=page.name,
        description=description,
        path=paths.numbered(own, page.number),
        previous=page.previous,
        next=page.next,
        data=self_description.listing(name=page.name, description=description, path=own, way=way, stories=()),
        way=way,
    )


def _statements(found: QuerySet[Assertion]) -> Iterator[Statement]:
    statements = showing.read_with_everything(found.select_related("source", "claim", "taken_down"))
    tags.use(*showing.sources_of(statements))
    for assertion in statements:
        tags.use(outdating.of_claim(assertion.claim_id))
        yield Statement(lines.line(assertion), wording.text(assertion.claim), paths.of_claim(assertion.claim.slug))


urlpatterns = [path("sources/<slug:slug>/", answer)]
