"""The pages that list articles by what they are about, who wrote them and when they appeared: topics, authors, months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import date as written
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from depesche.kernel import clock
from depesche.newsroom import reading
from depesche.newsroom.models import Author, Topic
from depesche.press import pages
from depesche.website import images, paths, rendering, self_description
from depesche.website.evidence import open_claims
from depesche.website.evidence.telling import Told
from depesche.website.images import Image
from depesche.website.listing import Listing, listing
from depesche.website.rendering import Meta, Step
from depesche.website.teasers import Teaser


@dataclass(frozen=True)
class Profile:
    """What readers learn about an author beside the articles; everything may be empty."""

    image: Image | None
    biography: str
    contact: str


@dataclass(frozen=True)
class Heading:
    """What stands above a list; the description may be empty."""

    label: str
    title: str
    description: str = ""


@dataclass(frozen=True)
class Month:
    """One month of the archive."""

    first: date
    number: int
    path: str


@dataclass(frozen=True)
class Year:
    """The months of one year, the newest first."""

    number: int
    months: tuple[Month, ...]


@require_safe
@pages.stored
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the articles of a topic."""
    found = Topic.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    shown = listing(request, reading.of_topic(found), path=paths.of_topic(slug), total=reading.count(found))
    claims = open_claims.of_topic(found, at=clock.now()) if shown.slice.number == 1 else ()
    return _page(request, shown, Heading(_("Topic"), found.title, found.description), claims=claims)


@require_safe
@pages.stored
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with an author and the articles."""
    found = Author.objects.select_related("picture").filter(slug=slug).first()
    if found is None:
        raise Http404
    shown = listing(request, reading.of_author(found), path=paths.of_author(slug), total=reading.count(found))
    if found.picture is not None:
        images.load([found.picture])
    profile = Profile(images.image(found.picture, images.PORTRAIT, alt=found.name), found.biography, found.contact)
    return _page(request, shown, Heading(_("About the person"), found.name, found.role), profile=profile, person=found)


@require_safe
@pages.stored
def months(request: HttpRequest) -> HttpResponse:
    """Answer with all months in which something appeared."""
    found = [Month(first, number, paths.of_month(first.year, first.month)) for first, number in reading.months()]
    years = tuple(Year(year, tuple(months)) for year, months in groupby(found, key=lambda month: month.first.year))
    meta = Meta(title=_("Archive"), description=_("All articles by month."), path=paths.ARCHIVE, way=self_description.way_to())
    return rendering.page(request, "website/months.html", {"years": years, "meta": meta})


@require_safe
@pages.stored
def month(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Answer with the articles of one month; a month without any is none, and one whose number is written otherwise leads to its one address."""
    first = date(year, number, 1) if 1 <= number <= 12 and 1 <= year <= 9998 else None
    total = reading.count(first) if first else 0
    if not total:
        raise Http404
    here = paths.of_month(year, number)
    if request.path != here:
        return redirect(here, permanent=True)
    shown = listing(request, reading.of_month(year, number), path=here, total=total)
    heading = Heading(_("Archive"), written(date(year, number, 1), "F Y"))
    return _page(request, shown, heading, above=(Step(_("Archive"), paths.ARCHIVE),))


def _page(
    request: HttpRequest,
    shown: Listing[Teaser],
    heading: Heading,
    *,
    above: tuple[Step, ...] = (),
    profile: Profile | None = None,
    person: Author | None = None,
    claims: tuple[Told, ...] = (),
) -> HttpResponse:
    way = self_description.way_to(*above)
    has_feed = not above
    title, description = heading.title, heading.description
    meta = Meta(
        title=title,
        description=description,
        path=shown.path,
        previous=shown.previous,
        next=shown.next,
        feed=shown.first if has_feed else "",
        data=self_description.listing(name=title, description=description, path=shown.first, way=way, stories=shown.slice.items, person=person),
        way=way,
    )
    context = {
        "label": heading.label,
        "title": title,
        "description": description,
        "listing": shown,
        "profile": profile,
        "claims": claims,
        "meta": meta,
    }
    return rendering.page(request, "website/listing.html", context)


urlpatterns = [
    path("topics/<slug:slug>/", topic),
    path("authors/<slug:slug>/", author),
    path("archive/", months),
    path("archive/<int:year>/<int:number>/", month),
]
