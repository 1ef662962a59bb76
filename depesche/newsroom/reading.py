"""Reading live articles: lists, background, search. Each function notes the tags that a page showing its answer depends on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet

from depesche.newsroom import listed, live, query, related, searching
from depesche.newsroom.models import ArticlePage, Author, SectionPage, Topic
from depesche.press import tags


def live_articles() -> QuerySet[ArticlePage]:
    """Return every live article, the newest first, with picture and author."""
    return live.articles()


def sections() -> QuerySet[SectionPage]:
    """Return the live sections in the order of the tree.

    Their numbers are asked for apart: else SQLite, which keeps no statistics, walks over every page of the site in the order of their paths.
    """
    tags.use("menu")
    numbers = SectionPage.objects.order_by().values("pk")
    found: QuerySet[SectionPage] = live.public(SectionPage.objects.live().filter(pk__in=numbers)).order_by("path")
    return found


def newest(section: SectionPage | None = None) -> QuerySet[ArticlePage]:
    """Return the newest articles of a section, or of all."""
    if section is None:
        tags.use("listing")
        return live_articles()
    tags.use(*both("section", section.pk))
    return live.in_list(f"section:{section.pk}")


def newest_of_sections(sections: Iterable[SectionPage], *, most: int, without: Collection[int] = ()) -> dict[int, list[ArticlePage]]:
    """Return by section the newest articles, so many of each at most, apart from some."""
    ids: dict[int, list[int]] = {}
    for section in sections:
        tags.use(*both("section", section.pk))
        found = listed.newest(f"section:{section.pk}", most=most + len(without))
        ids[section.pk] = [pk for _moment, pk in found if pk not in without][:most]
    articles = live_articles().in_bulk([pk for some in ids.values() for pk in some])
    return {section: [articles[pk] for pk in some if pk in articles] for section, some in ids.items()}


def count(place: Topic | Author | SectionPage | date) -> int:
    """Return how many live articles stand in the list of a topic, an author, a section or a month, without reading them."""
    return listed.count(_place(place))


def both(kind: str, pk: int) -> tuple[str, str]:
    """Return the two tags of a section, topic or author: of who lists its articles, and of who names it."""
    return f"{kind}:{pk}", f"{kind}-name:{pk}"


def _place(place: Topic | Author | SectionPage | date) -> str:
    if isinstance(place, date):
        return listed.month(place.year, place.month)
    return f"{'topic' if isinstance(place, Topic) else 'author' if isinstance(place, Author) else 'section'}:{place.pk}"


def of_topic(topic: Topic) -> QuerySet[ArticlePage]:
    """Return the newest articles about a topic."""
    tags.use(*both("topic", topic.pk))
    return live.in_list(_place(topic))


def of_author(author: Author) -> QuerySet[ArticlePage]:
    """Return the newest articles by an author."""
    tags.use(*both("author", author.pk))
    return live.in_list(_place(author))


def months() -> list[tuple[date, int]]:
    """Return every month with live articles, the newest first, and how many; months are those of the site's time zone."""
    tags.use("listing")
    return listed.months()


def of_month(year: int, month: int) -> QuerySet[ArticlePage]:
    """Return the articles of a month, the newest first."""
    tags.use(listed.month(year, month))
    return live.in_list(listed.month(year, month))


def background(article: ArticlePage) -> list[ArticlePage]:
    """Return the articles in the box "Wissenswertes zum Thema", pinned ones first; at most five. :func:`related.box` has the reasons, too."""
    return [found.article for found in related.box(article)]


def search(typed: str) -> QuerySet[ArticlePage]:
    """Return the live articles that hold every word, the best first. Nothing typed finds nothing."""
    tags.use("listing")
    read = query.read(typed)
    return searching.with_all(read) if read.wanted else live.articles().none()
