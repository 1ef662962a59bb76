"""The page of an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from depesche.audience import forms
from depesche.brand import identity
from depesche.brand.models import Publisher
from depesche.kernel import options
from depesche.newsroom import models as newsroom
from depesche.newsroom import reading
from depesche.press import tags
from depesche.website import body, images, paths, rendering, structured_data, teasers
from depesche.website.body import Block
from depesche.website.images import Image
from depesche.website.rendering import Meta, Preview
from depesche.website.teasers import Teaser

KIND = "newsroom.articlepage"
LOGO = "max-480x120"
SAME_PUBLICATION = timedelta(minutes=5)


@dataclass(frozen=True)
class Place:
    """A name and the path behind it: a section, a topic, an author."""

    name: str
    path: str
    note: str = ""


@dataclass(frozen=True)
class ArticlePage:
    """An article as readers see it. ``modified`` is set when the article was changed after its publication."""

    kicker: str
    headline: str
    lead: str
    published: datetime | None
    modified: datetime | None
    section: Place | None
    author: Place | None
    topics: tuple[Place, ...]
    image: Image | None
    caption: str
    blocks: tuple[Block, ...]
    background: tuple[Teaser, ...]
    address: str
    mailto: str


def answer(article: newsroom.ArticlePage, request: HttpRequest, mode: str) -> HttpResponse:
    """Answer a reader, or an editor who previews the page."""
    tags.use(f"article:{article.pk}")
    shown = article_page(article)
    context = {"article": shown, "meta": meta(article, shown), "signup": forms.shown()}
    return rendering.page(request, "website/article.html", context)


def article_page(article: newsroom.ArticlePage) -> ArticlePage:
    """Collect what stands on the page of an article; its tags are noted for the press."""
    section, path = _section(article), paths.of(article)
    author = article.author
    topics = list(article.topics.all())
    if article.picture:
        images.load([article.picture])
    tags.use(*(f"topic:{topic.pk}" for topic in topics), *([f"author:{author.pk}"] if author else []))
    address = options.current().address(path)
    return ArticlePage(
        kicker=article.kicker,
        headline=article.title,
        lead=article.lead,
        published=article.moment() or article.shown_at,
        modified=modified(article),
        section=section,
        author=Place(author.name, paths.of_author(author.slug), author.role) if author else None,
        topics=tuple(Place(topic.title, paths.of_topic(topic.slug)) for topic in topics),
        image=images.image(article.picture, images.ARTICLE, alt=article.picture_alternative_text),
        caption=article.picture_caption,
        blocks=body.blocks(article.body),
        background=tuple(teasers.teaser(found) for found in reading.background(article)),
        address=address,
        mailto="mailto:?" + urlencode({"subject": article.title, "body": f"{article.title}\n{address}"}).replace("+", "%20"),
    )


def _section(article: newsroom.ArticlePage) -> Place | None:
    parent: Page | None = article.get_parent()  # type: ignore[no-untyped-call]  # Wagtail has no types
    if parent is None:
        return None
    tags.use(f"section:{parent.pk}")
    return Place(parent.title, paths.of(parent))


def modified(article: newsroom.ArticlePage) -> datetime | None:
    """Return when the article was last published anew, if that was not the first publication itself."""
    first, last = article.first_published_at, article.last_published_at
    return last if first and last and last - first > SAME_PUBLICATION else None


def meta(article: newsroom.ArticlePage, shown: ArticlePage) -> Meta:
    """Describe the article to machines."""
    preview = images.preview(article.picture, alt=article.picture_alternative_text)
    title, description = article.seo_title or article.title, article.search_description or article.lead
    changed = shown.modified or shown.published
    return Meta(
        title=title,
        description=description,
        path=paths.of(article),
        kind="article",
        preview=preview,
        published=shown.published.isoformat() if shown.published else "",
        modified=changed.isoformat() if changed else "",
        data=structured_data.news_article(_facts(shown, description=description, preview=preview)),
    )


def _facts(shown: ArticlePage, *, description: str, preview: Preview | None) -> structured_data.NewsArticle:
    settings, publisher = options.current(), identity.publisher()
    return structured_data.NewsArticle(
        address=shown.address,
        headline=shown.headline,
        description=description,
        section=shown.section.name if shown.section else "",
        language=settings.language,
        publisher=publisher.name or settings.host,
        publisher_address=settings.address("/"),
        publisher_logo=_logo(publisher),
        author=shown.author.name if shown.author else "",
        author_address=settings.address(shown.author.path) if shown.author else "",
        published=shown.published,
        modified=shown.modified or shown.published,
        preview=preview,
    )


def _logo(publisher: Publisher) -> str:
    if publisher.logo is None:
        return ""
    images.load([publisher.logo])
    made = images.renditions(publisher.logo, [LOGO])
    return options.current().address(made[0].url) if made else ""
