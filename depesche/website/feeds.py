"""The feeds, each as Atom and as JSON: of the site, of a section, a topic, an author. That of the corrections is in ``corrections.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from depesche.brand import identity
from depesche.kernel import clock, options
from depesche.newsroom import reading, shown_figures, ticker_rows
from depesche.newsroom.claims import outdating
from depesche.newsroom.models import ArticlePage, Author, Topic
from depesche.press import pages, tags
from depesche.website import paths, rendering, syndication
from depesche.website.evidence import feed_evidence
from depesche.website.evidence.feed_evidence import Behind
from depesche.website.syndication import Entry, Feed

MOST = 30
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    """One format of feeds."""

    ending: str
    content_type: str
    write: Callable[[Feed], bytes]


@dataclass(frozen=True)
class Source:
    """What a feed is about: its texts, the path of the page that it belongs to, and the articles, newest first."""

    title: str
    subtitle: str
    home: str
    articles: QuerySet[ArticlePage]


def _whole(slug: str) -> Source:
    return Source("", identity.publisher().claim, "/", reading.newest())


def _section(slug: str) -> Source:
    section = reading.sections().filter(slug=slug).first()
    if section is None:
        raise Http404
    return Source(section.title, section.description, paths.of(section), reading.newest(section))


def _topic(slug: str) -> Source:
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        raise Http404
    return Source(topic.title, topic.description, paths.of_topic(slug), reading.of_topic(topic))


def _author(slug: str) -> Source:
    author = Author.objects.filter(slug=slug).first()
    if author is None:
        raise Http404
    return Source(author.name, author.role, paths.of_author(slug), reading.of_author(author))


@require_safe
@pages.stored
def answer(request: HttpRequest, *, kind: Kind, source: Callable[[str], Source], slug: str = "") -> HttpResponse:
    """Answer with the newest articles of a source."""
    found = source(slug)
    feed = _feed(found.title, found.subtitle, home=found.home, own=f"{found.home}feed.{kind.ending}", articles=found.articles[:MOST])
    return as_answer(request, feed, kind)


def as_answer(request: HttpRequest, feed: Feed, kind: Kind) -> HttpResponse:
    """Answer with a feed in one format."""
    response = HttpResponse(kind.write(feed), content_type=kind.content_type, headers={"Cache-Control": rendering.PUBLIC})
    if feed.hub:
        response.headers["Link"] = f'<{feed.hub}>; rel="hub", <{feed.feed_address}>; rel="self"'  # WebSub, 4
    return rendering.conditional(request, response)


def _feed(title: str, subtitle: str, *, home: str, own: str, articles: Iterable[ArticlePage]) -> Feed:
    settings, publisher = options.current(), identity.publisher()
    name = publisher.name or settings.host
    shown = list(articles)
    behind = feed_evidence.lines([found.pk for found in shown], at=clock.now())
    entries = tuple(_entry(found, behind.get(found.pk, feed_evidence.NOTHING)) for found in shown)
    return Feed(
        title=f"{name}: {title}" if title else name,
        subtitle=subtitle,
        language=settings.language,
        address=settings.address(home),
        feed_address=settings.address(own),
        author=name,
        changed=NEVER,
        entries=entries,
        hub=settings.websub_hub,
    )


def _entry(found: ArticlePage, behind: Behind) -> Entry:
    tags.use(f"article:{found.pk}", ticker_rows.of_entries(found.pk), *([f"author-name:{found.author_id}"] if found.author_id else []))
    published, figures = found.shown_at or NEVER, shown_figures.in_mails(found, at=clock.now())
    tags.use(*(outdating.of_source(one.origin.row.pk) for one in figures if one.origin.row))
    return Entry(
        id=f"urn:uuid:{found.translation_key}",
        address=options.current().address(paths.of(found)),
        headline=found.title,
        lead=f"{found.lead} {behind.lead}".strip() if found.lead else "",
        author=found.author.name if found.author else "",
        published=published,
        updated=found.modified() or published,
        evidence=(*behind.lines, *map(shown_figures.sentence, figures)),
    )


def addresses_of(place: str) -> list[str]:
    """Return the paths of the feeds that belong to a page, such as ``/maerkte/``."""
    return [f"{place}feed.{kind.ending}" for kind in KINDS]


KINDS = (
    Kind("atom", "application/atom+xml; charset=utf-8", syndication.atom),
    Kind("json", "application/feed+json; charset=utf-8", syndication.json_feed),
)
PLACES: dict[str, Callable[[str], Source]] = {
    "": _whole,
    "topics/<slug:slug>/": _topic,
    "authors/<slug:slug>/": _author,
    "<slug:slug>/": _section,
}
urlpatterns = [path(f"{place}feed.{kind.ending}", answer, {"kind": kind, "source": source}) for place, source in PLACES.items() for kind in KINDS]
