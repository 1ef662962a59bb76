"""The feeds: of the site, of a section, of the corrections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from depesche.brand import identity
from depesche.kernel import options
from depesche.newsroom import reading
from depesche.newsroom.models import ArticlePage
from depesche.website import article, paths, rendering, syndication
from depesche.website.syndication import Entry, Feed

MOST = 30
ATOM = "application/atom+xml; charset=utf-8"
JSON = "application/feed+json; charset=utf-8"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@require_safe
def site_atom(request: HttpRequest) -> HttpResponse:
    """Answer with the newest articles as Atom."""
    return _answer(request, syndication.atom(_site("/feed.atom")), ATOM)


@require_safe
def site_json(request: HttpRequest) -> HttpResponse:
    """Answer with the newest articles as JSON Feed."""
    return _answer(request, syndication.json_feed(_site("/feed.json")), JSON)


@require_safe
def section_atom(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the newest articles of a section as Atom."""
    section = reading.sections().filter(slug=slug).first()
    if section is None:
        raise Http404
    home = paths.of(section)
    feed = _feed(section.title, section.description, home=home, own=f"{home}feed.atom", articles=reading.newest(section)[:MOST])
    return _answer(request, syndication.atom(feed), ATOM)


@require_safe
def corrections_atom(request: HttpRequest) -> HttpResponse:
    """Answer with the corrections as Atom; this edition has none yet."""
    feed = _feed(_("Corrections"), "", home="/corrections/", own="/corrections/feed.atom", articles=())
    return _answer(request, syndication.atom(feed), ATOM)


def _site(own: str) -> Feed:
    publisher = identity.publisher()
    return _feed("", publisher.claim, home="/", own=own, articles=reading.newest()[:MOST])


def _feed(title: str, subtitle: str, *, home: str, own: str, articles: Iterable[ArticlePage]) -> Feed:
    settings, publisher = options.current(), identity.publisher()
    name = publisher.name or settings.host
    entries = tuple(_entry(found) for found in articles)
    return Feed(
        title=f"{name}: {title}" if title else name,
        subtitle=subtitle,
        language=settings.language,
        address=settings.address(home),
        feed_address=settings.address(own),
        author=name,
        changed=NEVER,
        entries=entries,
    )


def _entry(found: ArticlePage) -> Entry:
    published = found.shown_at or NEVER
    return Entry(
        id=f"urn:uuid:{found.translation_key}",
        address=options.current().address(paths.of(found)),
        headline=found.title,
        lead=found.lead,
        author=found.author.name if found.author else "",
        published=published,
        updated=article.modified(found) or published,
    )


def _answer(request: HttpRequest, document: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(document, content_type=kind, headers={"Cache-Control": rendering.PUBLIC})
    return rendering.conditional(request, response)


urlpatterns = [
    path("feed.atom", site_atom),
    path("feed.json", site_json),
    path("corrections/feed.atom", corrections_atom),
    path("<slug:slug>/feed.atom", section_atom),
]
