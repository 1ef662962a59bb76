"""The live articles: what every list, search and box is made of."""

from __future__ import annotations

from django.db.models import QuerySet

from depesche.newsroom.models import ArticlePage


def articles() -> QuerySet[ArticlePage]:
    """Return every live article, the newest first, with picture, author and ticker."""
    found: QuerySet[ArticlePage] = ArticlePage.objects.live().public().select_related("picture", "author", "ticker").order_by("-shown_at", "-pk")
    return found
