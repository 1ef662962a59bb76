"""Which pages stand in front: rendered at once when a change outdated them, the most important first; all others when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from depesche.newsroom import reading
from depesche.website import feeds, paths

MOST_ARTICLES = 10
EVERYWHERE = {"brand", "menu", "breaking"}
MACHINES = ("/sitemap.xml", "/news-sitemap.xml")


def resolve(outdated: Iterable[str]) -> Iterator[str]:
    """Yield the paths in front for outdated tags: home, sections, articles, feeds, sitemaps."""
    said = frozenset(outdated)
    sections = [paths.of(section) for section in reading.sections() if said & {f"section:{section.pk}", *EVERYWHERE}]
    if said & {"home", "listing", *EVERYWHERE}:
        yield "/"
        yield from sections
        yield from _articles(said)
        for place in ("/", *sections):
            yield from feeds.addresses_of(place)
        yield from MACHINES


def _articles(said: frozenset[str]) -> Iterator[str]:
    """Yield the newest of the articles that changed; after a change of every page, the newest of all."""
    ids = [int(tag.partition(":")[2]) for tag in said if tag.startswith("article:")]
    live = reading.live_articles()
    for article in (live.filter(pk__in=ids) if ids or not said & EVERYWHERE else live)[:MOST_ARTICLES]:
        yield paths.of(article)
