"""What changes beside publishing mean for readers: pages taken down or moved, topics and authors renamed, pictures changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from wagtail.models import Page

from depesche.brand.models import Picture
from depesche.newsroom import gone, listed, names, picture_use, protocol, publishing, reading, redirecting, search_entry
from depesche.newsroom.models import ArticlePage, Author, HomePage, SectionPage, Topic
from depesche.press import rebuild

AT_ONCE = 500


def page_changed(page: Page, *, at: datetime) -> None:
    """A page went live, was changed or got another address: outdate what shows it or anything below it."""
    with transaction.atomic():
        rebuild.outdate(_tags(page.specific), at=at)
        if page.live:
            gone.clear(page)
        protocol.moved(_articles(page), at=at)


def page_taken_down(page: Page, *, at: datetime) -> None:
    """A page is no longer live, whatever way that happened."""
    with transaction.atomic():
        rebuild.outdate(_tags(page.specific), at=at)
        if isinstance(page.specific, ArticlePage):
            publishing.take_down(page, at=at)
        else:
            gone.mark(page, at=at)


def page_moved(page: Page, *, came_from: Page, at: datetime) -> None:
    """A page stands elsewhere now: outdate both places."""
    with transaction.atomic():
        rebuild.outdate(_tags(page.specific) | _tags(came_from.specific, below=False), at=at)
        gone.clear(page)
        if page.live and isinstance(page.specific, ArticlePage):
            listed.enter(page.specific)
        protocol.moved(_articles(page), at=at)


def page_saved(page: Page) -> None:
    """A page is about to be stored: look whether its address changes."""
    known = Page.objects.filter(pk=page.pk).first() if page.pk else None
    if known is not None:
        address_changes(known, to=page.url_path)


def address_changes(page: Page, *, to: str) -> None:
    """A page will stand elsewhere: its readers are led there.

    :param to: the page's future ``url_path``
    """
    if page.live and page.url_path != to:
        with transaction.atomic():
            redirecting.leave(page, to=to)


def topic_changed(topic: Topic, *, at: datetime) -> None:
    """A topic was renamed."""
    _renamed(reading.both("topic", topic.pk), listed.articles(f"topic:{topic.pk}"), at=at)


def author_changed(author: Author, *, at: datetime) -> None:
    """An author was renamed."""
    _renamed(reading.both("author", author.pk), listed.articles(f"author:{author.pk}"), at=at)


def vocabulary_gone(gone_one: Topic | Author, *, at: datetime) -> None:
    """A topic or an author was deleted: its page is no more."""
    with transaction.atomic():
        rebuild.outdate(reading.both("topic" if isinstance(gone_one, Topic) else "author", gone_one.pk), at=at)


def picture_changed(picture: Picture, *, at: datetime) -> None:
    """A picture, its crop, its credit or its text changed: outdate the articles that show it and their lists."""
    articles = ArticlePage.objects.filter(pk__in=picture_use.articles(picture.pk))
    portraits = {f"author:{pk}" for pk in Author.objects.filter(picture=picture).values_list("pk", flat=True)}
    with transaction.atomic():
        rebuild.outdate({*portraits, *(tag for article in articles for tag in publishing.tags(article))}, at=at)


def _articles(page: Page) -> Iterable[Page]:
    some = Page.objects.filter(pk=page.pk) if page.is_leaf() else Page.objects.filter(path__range=redirecting.at_or_below(page))
    found: Iterable[Page] = some.filter(live=True).exact_type(ArticlePage).only("pk", "url_path")
    return found


def _renamed(tags: Iterable[str], articles: Sequence[int], *, at: datetime) -> None:
    """Outdate who lists or names it; the search finds its articles by the new name. Set-based, as there may be thousands."""
    with transaction.atomic():
        for first in range(0, len(articles), AT_ONCE):
            search_entry.rename(names.leads(articles[first : first + AT_ONCE]))
        rebuild.outdate(tags, at=at)


def _tags(page: Page, *, below: bool = True) -> set[str]:
    """Return the tags of everything that shows a page; with ``below``, also of everything that stands below it."""
    if isinstance(page, ArticlePage):
        return publishing.tags(page)
    if isinstance(page, SectionPage):
        articles = ArticlePage.objects.live().child_of(page).values_list("pk", flat=True) if below else ()
        return {*reading.both("section", page.pk), "home", "listing", "menu", *(f"article:{pk}" for pk in articles)}
    return {"home", "menu"} if isinstance(page, HomePage) else set()
