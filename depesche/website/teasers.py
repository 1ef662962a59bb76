"""Teasers: an article as it stands in a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from depesche.newsroom import ticker_rows
from depesche.newsroom.models import ArticlePage
from depesche.press import tags
from depesche.website import images, paths
from depesche.website.images import Image


@dataclass(frozen=True)
class Teaser:
    """An article in a list. ``id`` is its page, ``moment`` the date that readers see; ``is_live`` while its ticker runs."""

    id: int
    path: str
    kicker: str
    headline: str
    lead: str
    moment: datetime | None
    image: Image | None = None
    is_live: bool = False


def pictured(articles: Iterable[ArticlePage], specs: Sequence[str] = images.TEASER) -> list[Teaser]:
    """Describe articles with their pictures, in one query for all of them."""
    found = list(articles)
    images.load(article.picture for article in found)
    return [teaser(article, images.image(article.picture, specs, alt=article.picture_alternative_text)) for article in found]


def teaser(article: ArticlePage, image: Image | None = None) -> Teaser:
    """Describe an article without asking the database."""
    tags.use(f"article:{article.pk}")
    ticker = ticker_rows.of(article)
    return Teaser(
        id=article.pk,
        path=paths.of(article),
        kicker=article.kicker,
        headline=article.title,
        lead=article.lead,
        moment=article.shown_at,
        image=image,
        is_live=ticker is not None and ticker.is_open,
    )
