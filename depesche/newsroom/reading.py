"""Reading live articles: lists, background, search. Each function notes the tags that a page showing its answer depends on."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from depesche.newsroom.models import ArticlePage, SectionPage
from depesche.newsroom.search_entry import words
from depesche.press import tags

BACKGROUND_MOST = 5


def live_articles() -> QuerySet[ArticlePage]:
    """Return every live article, the newest first, with picture and author."""
    found: QuerySet[ArticlePage] = ArticlePage.objects.live().public().select_related("picture", "author").order_by("-shown_at", "-pk")
    return found


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


def background(article: ArticlePage) -> list[ArticlePage]:
    """Return what stands in the box "Wissenswertes zum Thema": pinned articles, else the newest of the same topics; at most five."""
    pinned = [row.shown_id for row in article.background.all()]
    topics = [topic.pk for topic in article.topics.all()]
    if pinned:
        by_id = live_articles().in_bulk(pinned)
        found = [by_id[pk] for pk in pinned if pk in by_id and pk != article.pk]
        tags.use(*(f"article:{pk}" for pk in pinned))
    else:
        found = list(live_articles().filter(topics__in=topics).exclude(pk=article.pk).distinct()[:BACKGROUND_MOST])
        tags.use(*(f"topic:{pk}" for pk in topics))
    tags.use(*(f"article:{shown.pk}" for shown in found))
    return found[:BACKGROUND_MOST]


def search(query: str) -> QuerySet[ArticlePage]:
    """Return the live articles that hold every word of the query, those with a word in the headline first. Nothing typed finds nothing."""
    tags.use("listing")
    wanted = words(query)
    if not wanted:
        return live_articles().none()
    everywhere, headline = Q(), Q()
    for word in wanted:
        everywhere &= Q(search_entry__text__contains=word)
        headline |= Q(search_entry__headline__contains=word)
    rank = Case(When(headline, then=Value(0)), default=Value(1), output_field=IntegerField())
    return live_articles().filter(everywhere).annotate(rank=rank).order_by("rank", "-shown_at", "-pk")
