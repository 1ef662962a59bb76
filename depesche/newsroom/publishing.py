"""Publishing an article: the gate before it, and what it outdates."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from depesche.kernel.refusal import Refusal
from depesche.newsroom import picture_use
from depesche.newsroom.search_entry import SearchEntry, fold
from depesche.press import rebuild

if TYPE_CHECKING:
    from depesche.brand.models import Picture
    from depesche.newsroom.models import ArticlePage

LONGEST_HEADLINE = 160
HEADLINE_HELP = format_lazy(_("At most {most} characters."), most=LONGEST_HEADLINE)
SCHEDULE_REFUSED = "newsroom.schedule_refused"
logger = logging.getLogger("depesche.newsroom")


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


def pictures_without_text(page: ArticlePage) -> Iterator[str]:
    """Yield the titles of the pictures in an article that blind readers would know nothing of."""
    for picture, text in pictures(page):
        if not (text.strip() or picture.description.strip()):
            yield picture.title


def pictures(page: ArticlePage) -> Iterator[tuple[Picture, str]]:
    """Yield every picture of an article with the alternative text given there; a picture that was deleted meanwhile is left out."""
    if page.picture is not None:
        yield page.picture, page.picture_alternative_text
    for block in page.body:
        if block.block_type == "picture" and block.value["picture"] is not None:
            yield block.value["picture"], block.value["alternative_text"]


def record(page: ArticlePage, *, before: Iterable[str], at: datetime) -> None:
    """Write down what a change of live content means, in the same transaction: outdated tags and the search entry.

    :param before: the tags of the live version until now, empty if there was none
    """
    rebuild.outdate({*before, *tags(page)}, at=at)
    if page.live:
        enter(page)
    else:
        forget(page.pk)


def enter(page: ArticlePage) -> None:
    """Make a live article findable at once, and note which pictures it shows."""
    picture_use.enter(page.pk, pictures={picture.pk for picture, _text in pictures(page)})
    words = [
        page.title,
        page.kicker,
        page.lead,
        body_text(page),
        page.author.name if page.author else "",
        *(topic.title for topic in page.topics.all()),
    ]
    SearchEntry.objects.update_or_create(article_id=page.pk, defaults={"headline": fold(page.title)[:400], "text": fold(" ".join(words))})


def forget(article_id: int) -> None:
    """Take an article that is no longer live out of the search."""
    SearchEntry.objects.filter(article_id=article_id).delete()
    picture_use.enter(article_id, pictures=())


def tags(page: ArticlePage) -> set[str]:
    """Return the tags of every page that shows this article: itself, its lists, its topics, its author."""
    found = {f"article:{page.pk}", "home", "listing", *(f"topic:{topic.pk}" for topic in page.topics.all())}
    if page.author_id:
        found.add(f"author:{page.author_id}")
    parent = page.get_parent()
    if parent is not None:
        found.add(f"section:{parent.pk}")
    return found


def publish_due(*, at: datetime) -> int:
    """Unpublish what expired and publish what was scheduled, each page in its own transaction; return how many changed.

    A page that the gate refuses stays as it is: its schedule is cleared, and the page's history says why. The others go on.
    """
    done = 0
    for page in Page.objects.live().filter(expire_at__lt=at).order_by("expire_at"):
        with transaction.atomic():
            page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        done += 1
    for revision in Revision.page_revisions.filter(approved_go_live_at__lt=at).order_by("approved_go_live_at"):
        done += _publish(revision)
    return done


def is_due(*, at: datetime) -> bool:
    """Whether :func:`publish_due` would have anything to do; a cheap look."""
    return bool(Page.objects.live().filter(expire_at__lt=at).exists()) or bool(Revision.page_revisions.filter(approved_go_live_at__lt=at).exists())


def _publish(revision: Revision) -> int:
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except Refusal as refusal:
        logger.warning("Revision %s was not published as scheduled: %s", revision.pk, refusal.code)
        with transaction.atomic():
            Revision.page_revisions.filter(pk=revision.pk).update(approved_go_live_at=None)
            log(instance=revision.content_object, action=SCHEDULE_REFUSED, revision=revision, data={"reason": str(refusal)})
        return 0
    return 1
