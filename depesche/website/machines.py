"""What machines ask for: sitemaps, robots.txt, security.txt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import path
from django.views.decorators.http import require_safe
from wagtail.models import Page

from depesche.brand import identity, legal, security_text
from depesche.kernel import clock, options, paging
from depesche.newsroom import live, reading, search_entry
from depesche.newsroom.models import HomePage
from depesche.press import pages as press
from depesche.press import tags
from depesche.website import claim_addresses, media, paths, rendering, sitemaps
from depesche.website.sitemaps import Entry, News

XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
FIXED = ("/newsletter/", "/callback/", "/corrections/")
FRESH = timedelta(days=2)
NEWS_MOST = 1000


@require_safe
@press.stored
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with all addresses; a site with more than fit into one sitemap gets an index of parts."""
    pages, claims = _pages(), claim_addresses.found()
    count_of_pages = _count(pages)
    total = count_of_pages + len(claims)
    count = paging.page_count(total, _room())
    if count > 1 and "part" not in request.GET:
        parts = (Entry(options.current().address(f"/sitemap.xml?part={number}")) for number in range(1, count + 1))
        return _answer(request, sitemaps.index(parts), XML)
    try:
        number, first, last = paging.bounds(request.GET.get("part"), total=total, size=_room())
    except paging.NoSuchPage as error:
        raise Http404 from error
    return _answer(
        request, sitemaps.addresses([*(_fixed() if number == 1 else []), *_part(pages, claims, slice(first, last), before=count_of_pages)]), XML
    )


@require_safe
@press.stored
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with the articles of the last two days; the document holds until the oldest of them is older."""
    settings, since = options.current(), clock.now() - FRESH
    articles = reading.newest().filter(shown_at__gte=since)[:NEWS_MOST]
    found = [News(settings.address(paths.of(article)), article.title, article.shown_at) for article in articles if article.shown_at]
    tags.until(min((article.published + FRESH for article in found), default=None))
    name = identity.publisher().name or settings.host
    return _answer(request, sitemaps.news(found, name=name, language=settings.language), XML)


@require_safe
@press.stored
def robots(request: HttpRequest) -> HttpResponse:
    """Answer with what robots may read; the desk and the result pages of the search are none of their business."""
    tags.use("site")
    settings = options.current()
    lines = [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /search/",
        "",
        *(f"Sitemap: {settings.address(f'/{name}')}" for name in ("sitemap.xml", "news-sitemap.xml")),
    ]
    return _answer(request, ("\n".join(lines) + "\n").encode(), TEXT)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Answer with whom to tell about a weakness (RFC 9116)."""
    settings = options.current()
    lines = [
        f"Contact: {security_text.contact()}",
        f"Expires: {security_text.expiry(clock.now()):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {settings.address('/.well-known/security.txt')}",
    ]
    return _answer(request, ("\n".join(lines) + "\n").encode(), TEXT)


@require_safe
def indexnow_key(request: HttpRequest, key: str) -> HttpResponse:
    """Answer the site's IndexNow key, and no other."""
    if key != options.current().indexnow_key:
        raise Http404
    return _answer(request, key.encode(), TEXT)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead old browsers to the drawn icon."""
    return HttpResponseRedirect(static("website/favicon.svg"))


def _pages() -> QuerySet[Page]:
    tags.use("home", "listing", "menu", "brand")
    home = HomePage.objects.filter(live=True).first()
    if home is None:
        return Page.objects.none()
    below = Page.objects.descendant_of(home, inclusive=True)  # type: ignore[no-untyped-call]  # Wagtail has no types
    return live.public(below.live()).order_by("depth", "-pk")


def _count(pages: QuerySet[Page]) -> int:
    """Count pages without a look at each: live articles are those that the search knows."""
    if live.has_restrictions() or not pages.exists():
        return pages.count()
    return 1 + len(reading.sections()) + search_entry.articles()


def _part(pages: QuerySet[Page], claims: Sequence[str], wanted: slice, *, before: int) -> list[Entry]:
    """Return a part of all addresses: pages first, claims and sources behind them.

    :param before: how many pages there are
    """
    settings = options.current()
    further = claims[max(0, wanted.start - before) : max(0, wanted.stop - before)]
    return [*_entries(pages[min(wanted.start, before) : min(wanted.stop, before)]), *(Entry(settings.address(path)) for path in further)]


def _room() -> int:
    return sitemaps.MOST - 100  # what is not Wagtail's stands in the first part, too


def _entries(pages: QuerySet[Page]) -> list[Entry]:
    settings = options.current()
    return [Entry(settings.address(paths.of(page)), page.last_published_at) for page in pages.only("url_path", "last_published_at")]


def _fixed() -> list[Entry]:
    settings = options.current()
    return [Entry(settings.address(fixed)) for fixed in (*FIXED, *(legal.path(text.slug) for text in legal.published()))]


def _answer(request: HttpRequest, document: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(document, content_type=kind, headers={"Cache-Control": rendering.PUBLIC})
    return rendering.conditional(request, response)


urlpatterns = [
    path("sitemap.xml", sitemap),
    path("news-sitemap.xml", news_sitemap),
    path("robots.txt", robots),
    path("<slug:key>.txt", indexnow_key),
    path(".well-known/security.txt", security),
    path("media/<path:name>", media.serve),
    path("favicon.ico", favicon),
]
