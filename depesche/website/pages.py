"""Pages that are none of Wagtail's: topics, authors, search, corrections, legal texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from depesche.brand import legal
from depesche.newsroom import reading
from depesche.newsroom.models import ArticlePage, Author, Topic
from depesche.press import tags
from depesche.website import paths, rendering
from depesche.website.listing import listing
from depesche.website.plain import plain
from depesche.website.rendering import Meta

LONGEST_QUERY = 200
CORRECTIONS_FEED = "/corrections/feed.atom"


@dataclass(frozen=True)
class Version:
    """One version of a legal text in the list of versions."""

    number: int
    published_at: datetime
    path: str


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the articles of a topic."""
    found = Topic.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    tags.use(f"topic:{found.pk}")
    shown = listing(request, reading.live_articles().filter(topics=found), path=paths.of_topic(slug))
    meta = Meta(title=found.title, path=shown.path, previous=shown.previous, next=shown.next)
    return rendering.page(request, "website/listing.html", {"label": _("Topic"), "title": found.title, "listing": shown, "meta": meta})


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the articles of an author."""
    found = Author.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    tags.use(f"author:{found.pk}")
    shown = listing(request, reading.live_articles().filter(author=found), path=paths.of_author(slug))
    meta = Meta(title=found.name, description=found.role, path=shown.path, previous=shown.previous, next=shown.next)
    context = {"label": _("Author"), "title": found.name, "description": found.role, "listing": shown, "meta": meta}
    return rendering.page(request, "website/listing.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer with what a search finds; without a query, with an empty form."""
    query = " ".join(plain(request.GET.get("q", "")).split())
    if len(query) > LONGEST_QUERY:
        problem = _("This is too long for a search. Please use fewer words.")
        return rendering.page(request, "website/search.html", {"problem": problem, "query": query[:LONGEST_QUERY]}, status=400)
    articles = reading.search(query) if query else ArticlePage.objects.none()
    context = {"query": query, "listing": listing(request, articles, path="/search/", query=query)}
    return rendering.page(request, "website/search.html", context)


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Answer with the policy and the log of corrections; this edition has no corrections yet."""
    meta = Meta(title=_("Corrections"), description=_("How we correct mistakes, and what we corrected."), path="/corrections/", feed=CORRECTIONS_FEED)
    return rendering.page(request, "website/corrections.html", {"meta": meta})


@require_safe
def legal_text(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Answer with the present version of a legal text, or with an earlier one."""
    versions = list(legal.versions(slug))
    shown = next((version for version in versions if number in {None, version.number}), None)
    if shown is None:
        raise Http404
    is_current = shown == versions[0]
    context = {
        "title": shown.text.title,
        "html": legal.clean(shown.body),
        "number": shown.number,
        "published_at": shown.published_at,
        "is_current": is_current,
        "path": legal.path(slug),
        "others": tuple(Version(other.number, other.published_at, _version_path(slug, other.number)) for other in versions if other != shown),
        "meta": Meta(title=shown.text.title, path=legal.path(slug) if is_current else ""),
    }
    return rendering.page(request, "website/legal.html", context)


def _version_path(slug: str, number: int) -> str:
    return f"{legal.path(slug)}versions/{number}/"


urlpatterns = [
    path("topics/<slug:slug>/", topic),
    path("authors/<slug:slug>/", author),
    path("search/", search),
    path("corrections/", corrections),
    path("legal/<slug:slug>/", legal_text),
    path("legal/<slug:slug>/versions/<int:number>/", legal_text),
]
