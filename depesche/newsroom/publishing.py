"""Publishing an article: the gate before it, and what it outdates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from depesche.kernel.refusal import Refusal
from depesche.newsroom.search_entry import SearchEntry, fold
from depesche.press import rebuild

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage

LONGEST_HEADLINE = 160


def gate(page: ArticlePage) -> None:
    """Let an article pass that readers may see. A missing lead or author is fine.

    :raises Refusal: codes ``headline-missing``, ``headline-too-long``, ``body-missing``, ``alternative-text-missing``
    """
    headline = (page.title or "").strip()
    if not headline:
        raise Refusal(code="headline-missing", message=_("The article has no headline."), help=_("Please write one before publishing."))
    if len(headline) > LONGEST_HEADLINE:
        raise Refusal(
            code="headline-too-long",
            message=_("The headline has %(length)s characters; %(most)s are the most.") % {"length": len(headline), "most": LONGEST_HEADLINE},
            help=_("Please shorten it."),
        )
    if not body_text(page):
        raise Refusal(code="body-missing", message=_("The article has no text."), help=_("Please write one before publishing."))
    for title in pictures_without_text(page):
        raise Refusal(
            code="alternative-text-missing",
            message=_("The picture “%(title)s” has no alternative text.") % {"title": title},
            help=_("Please describe what it shows, for people who cannot see it: at the picture itself or here in the article."),
        )


def body_text(page: ArticlePage) -> str:
    """Return the words of an article's body, without any mark-up; pictures alone are no text."""
    parts: list[str] = []
    for block in page.body:
        if block.block_type != "picture":
            parts.extend(block.block.get_searchable_content(block.value))
    return " ".join(" ".join(parts).split())


def pictures_without_text(page: ArticlePage) -> Iterable[str]:
    """Return the titles of the pictures in an article that blind readers would know nothing of."""
    if page.picture is not None and not (page.picture_alternative_text.strip() or page.picture.description.strip()):
        yield page.picture.title
    for block in page.body:
        if block.block_type == "picture":
            picture = block.value["picture"]
            if picture is not None and not (block.value["alternative_text"].strip() or picture.description.strip()):
                yield picture.title


def record(page: ArticlePage, *, before: Iterable[str], at: datetime) -> None:
    """Write down what a change of live content means, in the same transaction: outdated tags and the search entry.

    :param before: the tags of the live version until now, empty if there was none
    """
    rebuild.outdate({*before, *tags(page)}, at=at)
    if page.live:
        enter(page)
    else:
        SearchEntry.objects.filter(article_id=page.pk).delete()


def enter(page: ArticlePage) -> None:
    """Make a live article findable at once."""
    words = [
        page.title,
        page.kicker,
        page.lead,
        body_text(page),
        page.author.name if page.author else "",
        *(topic.title for topic in page.topics.all()),
    ]
    SearchEntry.objects.update_or_create(article_id=page.pk, defaults={"headline": fold(page.title)[:400], "text": fold(" ".join(words))})


def tags(page: ArticlePage) -> set[str]:
    """Return the tags of every page that shows this article: itself, its lists, its topics, its author."""
    found = {f"article:{page.pk}", "home", "listing", *(f"topic:{topic.pk}" for topic in page.topics.all())}
    if page.author_id:
        found.add(f"author:{page.author_id}")
    parent = page.get_parent()
    if parent is not None:
        found.add(f"section:{parent.pk}")
    return found
