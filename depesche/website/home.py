"""The front page: the lead story, what matters beside it, and the newest of each section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from depesche.brand import identity
from depesche.newsroom import most_read, reading
from depesche.newsroom.models import ArticlePage, HomePage, SectionPage
from depesche.press import tags
from depesche.website import images, paths, popular, rendering, self_description, teasers
from depesche.website.popular import Popular
from depesche.website.rendering import Meta
from depesche.website.teasers import Teaser

KIND = "newsroom.homepage"
BESIDE = 3
PER_SECTION = 4
LATEST = 10


@dataclass(frozen=True)
class Block:
    """The newest articles of one section."""

    title: str
    path: str
    stories: tuple[Teaser, ...]


@dataclass(frozen=True)
class FrontPage:
    """What stands on the front page; on a new site everything is empty."""

    lead: Teaser | None
    beside: tuple[Teaser, ...]
    blocks: tuple[Block, ...]
    latest: tuple[Teaser, ...]
    popular: Popular | None = None


def answer(home: HomePage, request: HttpRequest, mode: str) -> HttpResponse:
    """Answer a reader."""
    publisher = identity.publisher()
    description = home.search_description or publisher.claim
    meta = Meta(title=home.seo_title, description=description, path="/", data=self_description.front_page())
    return rendering.page(request, "website/home.html", {"front": front_page(), "meta": meta})


def front_page() -> FrontPage:
    """Collect the front page: no article stands on it with a picture twice."""
    tags.use("home")
    newest = list(reading.newest()[:LATEST])
    top = newest[: 1 + BESIDE]
    sections = list(reading.sections())
    by_section = reading.newest_of_sections(sections, most=PER_SECTION, without={article.pk for article in top})
    images.load(article.picture for article in [*top[:1], *(article for found in by_section.values() for article in found)])
    lead = [_pictured(article, images.LEAD) for article in top[:1]]
    return FrontPage(
        lead=lead[0] if lead else None,
        beside=tuple(teasers.teaser(article) for article in top[1:]),
        blocks=tuple(_blocks(sections, by_section)),
        latest=tuple(teasers.teaser(article) for article in newest),
        popular=popular.at(most_read.HOME),
    )


def _blocks(sections: Iterable[SectionPage], found: Mapping[int, Sequence[ArticlePage]]) -> Iterable[Block]:
    for section in sections:
        articles = found[section.pk]
        if articles:
            yield Block(section.title, paths.of(section), tuple(_pictured(article, images.TEASER) for article in articles))


def _pictured(article: ArticlePage, specs: tuple[str, ...]) -> Teaser:
    return teasers.teaser(article, images.image(article.picture, specs, alt=article.picture_alternative_text))
