"""Reading live articles: lists, background, search. Each function notes the tags that a page showing its answer depends on."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from depesche.newsroom import live, query, related, searching
from depesche.newsroom.models import ArticlePage, Author, SectionPage, Topic
from depesche.press import tags


def live_articles() -> QuerySet[ArticlePage]:
    """Return every live article, the newest first, with picture and author."""
    return live.articles()


def sections() -> QuerySet[SectionPage]:
    """Return the live sections in the order of the tree."""
    tags.use("menu")
    found: QuerySet[SectionPage] = SectionPage.objects.live().public().order_by("path")
    return found


def newest(section: SectionPage | None = None) -> QuerySet[ArticlePage]:
    """Return the newest articles of a section, or of all."""
    if section is None:
        tags.use("listing")
        return live_articles()
    tags.use(f"section:{section.pk}")
    found: QuerySet[ArticlePage] = live_articles().child_of(section)  # type: ignore[attr-defined]
    return found


def of_topic(topic: Topic) -> QuerySet[ArticlePage]:
    """Return the newest articles about a topic."""
    tags.use(f"topic:{topic.pk}")
    return live_articles().filter(topics=topic)


def of_author(author: Author) -> QuerySet[ArticlePage]:
    """Return the newest articles by an author."""
    tags.use(f"author:{author.pk}")
    return live_articles().filter(author=author)


def months() -> list[tuple[date, int]]:
    """Return every month with live articles, the newest first, and how many; months are those of the site's time zone."""
    tags.use("listing")
    found = ArticlePage.objects.live().public().filter(shown_at__isnull=False).annotate(month=TruncMonth("shown_at")).values("month")
    return [(row["month"].date(), row["number"]) for row in found.annotate(number=Count("pk")).order_by("-month")]


def of_month(year: int, month: int) -> QuerySet[ArticlePage]:
    """Return the articles of a month, the newest first."""
    tags.use("listing")
    return live_articles().filter(shown_at__year=year, shown_at__month=month)


def background(article: ArticlePage) -> list[ArticlePage]:
    """Return the articles in the box "Wissenswertes zum Thema", pinned ones first; at most five. :func:`related.box` has the reasons, too."""
    return [found.article for found in related.box(article)]


def search(typed: str) -> QuerySet[ArticlePage]:
    """Return the live articles that hold every word, the best first. Nothing typed finds nothing."""
    tags.use("listing")
    read = query.read(typed)
    return searching.with_all(read) if read.wanted else live.articles().none()
