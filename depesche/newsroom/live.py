"""The live articles: what every list, search and box is made of."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet
from wagtail.models import Page, PageViewRestriction

from depesche.newsroom.models import ArticlePage

Pages = TypeVar("Pages", bound=Page)


def articles() -> QuerySet[ArticlePage]:
    """Return every live article, the newest first, with picture, author and ticker."""
    found: QuerySet[ArticlePage] = public(ArticlePage.objects.live()).select_related("picture", "author", "ticker").order_by("-shown_at", "-pk")
    return found


def public(pages: QuerySet[Pages]) -> QuerySet[Pages]:
    """Leave out pages with a view restriction. The desk offers none, so the expensive question is asked only if there is any."""
    if not has_restrictions():
        return pages
    return pages.public()  # type: ignore[attr-defined, no-any-return]  # Wagtail has no types


def has_restrictions() -> bool:
    """Whether any page has a view restriction."""
    return PageViewRestriction.objects.order_by().exists()


def in_list(place: str) -> QuerySet[ArticlePage]:
    """Return the live articles of a list (:mod:`depesche.newsroom.listed`), the newest first."""
    return articles().filter(listed__place=place).order_by("-listed__shown_at", "-listed__article")
