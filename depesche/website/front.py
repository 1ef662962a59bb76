"""Which pages stand in front: rendered at once when a change outdated them, the most important first; all others when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from depesche.brand import addresses
from depesche.newsroom import most_read, reading
from depesche.newsroom.claims import marking
from depesche.newsroom.models import ArticlePage, Author, Topic
from depesche.website import claim_addresses, feeds, paths

MOST_ARTICLES = 10
AT_ONCE = 500
EVERYWHERE = {"brand", "menu", "breaking"}
MACHINES = ("/sitemap.xml", "/news-sitemap.xml")


def resolve(outdated: Iterable[str]) -> Iterator[str]:
    """Yield the paths in front for outdated tags: home, sections, articles, feeds, sitemaps."""
    said = frozenset(outdated)
    every = list(reading.sections())
    sections = [paths.of(section) for section in every if said & {f"section:{section.pk}", *EVERYWHERE}]
    if said & {"home", "listing", *EVERYWHERE}:
        yield "/"
        yield from sections
        yield from _articles(said)
        for place in ("/", *sections):
            yield from feeds.addresses_of(place)
        yield from MACHINES
    if most_read.tag(most_read.HOME) in said:
        yield "/"
    yield from (paths.of(section) for section in every if most_read.tag(most_read.section(section.pk)) in said)
    yield from _claims(said)


def _claims(said: frozenset[str]) -> Iterator[str]:
    """Yield the pages of claims that changed, and the newest of the articles that carry one of them."""
    ids = [int(tag.partition(":")[2]) for tag in said if tag.startswith("claim:")]
    if ids:
        yield from claim_addresses.of_claims(ids)
        for article in reading.live_articles().filter(pk__in=marking.articles_of(ids))[:MOST_ARTICLES]:
            yield paths.of(article)


def _articles(said: frozenset[str]) -> Iterator[str]:
    """Yield the newest of the articles that changed; after a change of every page, the newest of all."""
    ids = [int(tag.partition(":")[2]) for tag in said if tag.startswith("article:")]
    live = reading.live_articles()
    for article in (live.filter(pk__in=ids) if ids or not said & EVERYWHERE else live)[:MOST_ARTICLES]:
        yield paths.of(article)


def order(found: Sequence[str]) -> list[str]:
    """Sort paths: front page, sections and topics, then articles with the newest first, then what is for machines."""
    newest = {path: place for place, path in enumerate(_newest_first(found))}
    return sorted(
        found, key=lambda path: (path.endswith((".atom", ".json", ".xml", ".txt")), path in newest, newest.get(path, path.count("/")), path)
    )


def _newest_first(found: Sequence[str]) -> list[str]:
    """Return those of these paths that are articles, the newest first; they are known by the last part, which has an index."""
    wanted, rows = set(found), set[tuple[datetime, int, str]]()
    slugs = sorted({path.strip("/").rpartition("/")[2] for path in found})
    for first in range(0, len(slugs), AT_ONCE):
        articles = ArticlePage.objects.filter(slug__in=slugs[first : first + AT_ONCE], shown_at__isnull=False)
        rows |= {(shown_at, pk, addresses.plain(url_path)) for shown_at, pk, url_path in articles.values_list("shown_at", "pk", "url_path")}
    return [path for _moment, _pk, path in sorted(rows, reverse=True) if path in wanted]


def whole() -> Iterator[str]:
    """Yield the paths of every page of the site but the second and further pages of lists, the most important first."""
    sections = [paths.of(section) for section in reading.sections()]
    yield from ("/", *sections)
    for place in ("/", *sections):
        yield from feeds.addresses_of(place)
    yield from (*MACHINES, paths.ARCHIVE)
    articles = ArticlePage.objects.filter(live=True).order_by("-shown_at", "-pk")
    for url_path in articles.values_list("url_path", flat=True).iterator(chunk_size=2000):
        yield addresses.plain(url_path)
    yield from (paths.of_topic(slug) for slug in Topic.objects.values_list("slug", flat=True))
    yield from (paths.of_author(slug) for slug in Author.objects.values_list("slug", flat=True))
    yield from claim_addresses.found()
    yield from (paths.of_month(first.year, first.month) for first, _number in reading.months())
