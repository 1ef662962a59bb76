"""Publishing an article: the gate before it, and what it outdates."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Page, Revision

from depesche.kernel.refusal import Refusal
from depesche.newsroom import body_pictures, gone, key_terms, listed, picture_use, protocol, search_entry, similar, sources, ticker_rows
from depesche.newsroom.claims import marking
from depesche.newsroom.gating import publish_gate
from depesche.newsroom.key_terms import Weighed
from depesche.newsroom.search_entry import Texts
from depesche.press import rebuild

if TYPE_CHECKING:
    from depesche.brand.models import Picture
    from depesche.newsroom.models import ArticlePage

LONGEST_HEADLINE = 160
HEADLINE_HELP = format_lazy(_("At most {most} characters."), most=LONGEST_HEADLINE)
WORDS = frozenset({"text", "heading", "list", "quote", "fact_box", "table", "timeline", "fact_check"})
FILLED = frozenset({"figures", "knowledge", "chart", "prices"})  # from claims and figures; the search finds them, but they are no text of the article
# On a young site each article changes what is rare: a publication chooses the key terms of a few older ones anew. Later the chore does it.
YOUNG_SITE, FRESHENED = 1000, 5
SCHEDULE_REFUSED = "newsroom.schedule_refused"
logger = logging.getLogger("depesche.newsroom")


def gate(page: ArticlePage, *, at: datetime) -> None:
    """Let an article pass that readers may see. A missing lead or author is fine.

    :raises Refusal: codes ``headline-missing``, ``headline-too-long``, ``body-missing``, and those of a picture, ``alternative-text-missing``,
        ``credit-missing``, ``licence-missing``, and those of statements without a source, ``unsourced-blocked``, ``unsourced-without-reason``
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
    for picture, text in pictures(page):
        picture_gate(picture, text)
    publish_gate.gate(page, at=at)


def picture_gate(picture: Picture, text: str) -> None:
    """Let a picture pass that says what it shows, who made it (section 13 of the German copyright act) and why it may stand here.

    :param text: the alternative text given where it is shown; empty for the picture's own
    :raises Refusal: codes ``alternative-text-missing``, ``credit-missing``, ``licence-missing``
    """
    about = {"title": picture.title}
    if not (text.strip() or picture.description.strip()):
        raise Refusal(
            code="alternative-text-missing",
            message=_("The picture “%(title)s” has no alternative text.") % about,
            help=_("Please describe what it shows, for people who cannot see it: at the picture itself or here in the article."),
        )
    if not picture.credit.strip():
        raise Refusal(
            code="credit-missing",
            message=_("The picture “%(title)s” does not say who made it.") % about,
            help=_("Please fill in the credit at the picture."),
        )
    if not picture.licence.strip():
        raise Refusal(
            code="licence-missing",
            message=_("The picture “%(title)s” has no licence.") % about,
            help=_("Please write at the picture under which licence or agreement it may be used."),
        )


def body_text(page: ArticlePage) -> str:
    """Return the words of an article's body, without any mark-up; pictures, players, files and advertising alone are no text."""
    return " ".join(body_parts(page))


def body_parts(page: ArticlePage, kinds: Collection[str] = WORDS) -> list[str]:
    """Return the words of each block of an article's body that has any, without mark-up."""
    blocks = (block.block.get_searchable_content(block.value) for block in page.body if block.block_type in kinds)
    return [text for parts in blocks if (text := " ".join(" ".join(parts).split()))]


def searched_parts(page: ArticlePage) -> list[str]:
    """Return the words that the search finds beside headline and lead: of each block of the body, and of each entry of the ticker."""
    return [*body_parts(page, WORDS | FILLED), *ticker_rows.texts(page)]


def pictures(page: ArticlePage) -> Iterator[tuple[Picture, str]]:
    """Yield every picture of an article with the alternative text given there; a picture that was deleted meanwhile is left out."""
    if page.picture is not None:
        yield page.picture, page.picture_alternative_text
    for picture, text in body_pictures.shown(page.body):
        if picture is not None:
            yield picture, text


def record(page: ArticlePage, *, before: Iterable[str], at: datetime) -> None:
    """Write down what a change of live content means, in the same transaction: outdated tags, search entry, address, editorial log.

    :param before: the tags of the live version until now, empty if there was none
    """
    rebuild.outdate({*before, *tags(page)}, at=at)
    if page.live:
        rebuild.outdate({f"article:{pk}" for pk in neighbours(page, enter(page))}, at=at)
        gone.clear(page)
        marking.enter(page, by=get_active_log_context().user, at=at)
        publish_gate.record(page, at=at)
        protocol.published(page, at=at)
    else:
        take_down(page, at=at)


def enter(page: ArticlePage) -> list[Weighed]:
    """Make a live article findable at once; note its lists, its key terms, its sources and the pictures it shows. Return the key terms."""
    said = texts(page)
    picture_use.enter(page.pk, pictures={picture.pk for picture, _text in pictures(page)} | ticker_rows.pictures(page))
    listed.enter(page)
    search_entry.enter(page.pk, said)
    sources.enter(page)
    chosen = key_terms.enter(page.pk, said)
    if search_entry.articles() < YOUNG_SITE:
        for other in type(page).objects.live().filter(pk__in=key_terms.stale(most=FRESHENED)):
            key_terms.enter(other.pk, texts(other))
    return chosen


def take_down(page: Page, *, at: datetime) -> None:
    """Write down that readers no longer see an article, whatever way that came: search, address, editorial log. Doing it twice changes nothing."""
    forget(page.pk)
    marking.take_down(page.pk, at=at)
    gone.mark(page, at=at)
    protocol.withdrawn(page, reason=_why(page), at=at)


def _why(page: Page) -> str:
    if page.expired:
        return "expired"
    if page.go_live_at:
        return "scheduled"
    is_still_there = Page.objects.filter(pk=page.pk, live=True).exists()  # Wagtail unpublishes a page in memory before deleting it
    return "deleted" if is_still_there else "unpublished"


def forget(article_id: int) -> None:
    """Take an article that is no longer live out of the search and out of what others are compared with."""
    listed.forget(article_id)
    key_terms.forget(article_id)
    sources.forget(article_id)
    search_entry.forget(article_id)
    picture_use.enter(article_id, pictures=())


def neighbours(page: ArticlePage, terms: Sequence[Weighed]) -> set[int]:
    """Return the articles in whose box this one may stand from now on, at most 60 of each kind: the nearest by key terms, the newest of the same
    claims, sources and topics.

    Nearness goes both ways, so who is near to this one is looked for, not all boxes. Older articles of a large topic follow within a day, as a
    stored article holds no longer: with one publication it would else be all of them.
    """
    by_topic = {pk for topic in page.topics.all() for _moment, pk in listed.newest(f"topic:{topic.pk}", most=similar.LOOKED_AT)}
    by_claim = similar.of_same_claims(marking.claims_of(page), apart_from=page.pk)
    near = {*similar.nearest(terms, apart_from=page.pk), *similar.of_same_source(sources.of(page), apart_from=page.pk), *by_topic, *by_claim}
    return near - {page.pk}


def texts(page: ArticlePage) -> Texts:
    """Return the texts of an article without any mark-up, live or draft."""
    about = [page.author.name] if page.author else []
    return Texts(
        headline=page.title,
        lead=tuple(text for text in (page.kicker, page.lead) if text),
        body=" ".join(searched_parts(page)),
        about=(*about, *(topic.title for topic in page.topics.all())),
    )


def tags(page: ArticlePage) -> set[str]:
    """Return the tags of every page that shows this article: itself, its lists, those of its topics, its author, its month."""
    found = {f"article:{page.pk}", "home", "listing"}
    return found | listed.places(page)


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
