"""The live ticker's deeds: open, write, change, withdraw, close. Entries are rows of their own, published at once and without a revision of the
article (``docs/decisions/live-ticker.md``).

Each deed is one transaction: the row, the search entry, the outdated tags, the page's history and the editorial log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from wagtail.locks import BasicLock
from wagtail.log_actions import log
from wagtail.rich_text import get_text_for_indexing

from depesche.brand.models import Picture, User
from depesche.kernel.refusal import Refusal
from depesche.newsroom import protocol, publishing
from depesche.newsroom.models import ArticlePage
from depesche.newsroom.ticker_rows import Ticker, TickerEntry, of_entries
from depesche.press import rebuild

OPENED, CLOSED = "newsroom.ticker_opened", "newsroom.ticker_closed"
PUBLISHED, CHANGED, WITHDRAWN = "newsroom.ticker_published", "newsroom.ticker_changed", "newsroom.ticker_withdrawn"
MARKED = "newsroom.ticker_marked"


@dataclass(frozen=True)
class Said:
    """What an editor wrote: ``text`` is rich text as stored by the editor."""

    headline: str = ""
    text: str = ""
    picture: Picture | None = None
    picture_alternative_text: str = ""
    is_important: bool = False
    is_pinned: bool = False


def gate(said: Said) -> None:
    """Let an entry pass that readers may see.

    :raises Refusal: code ``entry-empty``, and those of a picture (:func:`depesche.newsroom.publishing.picture_gate`)
    """
    if not (said.headline.strip() or get_text_for_indexing(said.text).strip()):
        raise Refusal(code="entry-empty", message=_("The entry has neither a headline nor a text."), help=_("Please write one of them."))
    if said.picture is not None:
        publishing.picture_gate(said.picture, said.picture_alternative_text)


def open_ticker(article: ArticlePage, *, by: User | None, at: datetime) -> Ticker:
    """Make a published article a live ticker, or open a closed one again. Doing it twice changes nothing.

    :raises Refusal: code ``article-not-live``
    """
    _must_be_live(article)
    with transaction.atomic():
        ticker, made = Ticker.objects.get_or_create(article_id=article.pk, defaults={"opened_at": at})
        if not made and ticker.is_open:
            return ticker
        ticker.closed_at = None
        _seen_by_readers(article, ticker, at=at)
        log(instance=article, action=OPENED, user=by)
    return ticker


def close(article: ArticlePage, *, by: User | None, at: datetime) -> None:
    """End a ticker: readers are told so, and their pages stop asking.

    :raises Refusal: code ``ticker-closed``
    """
    with transaction.atomic():
        if not Ticker.objects.filter(article_id=article.pk, closed_at__isnull=True).update(closed_at=at):
            raise is_closed()
        _seen_by_readers(article, Ticker.objects.get(article_id=article.pk), at=at)
        log(instance=article, action=CLOSED, user=by)


def publish(article: ArticlePage, said: Said, *, key: UUID, by: User | None, at: datetime) -> TickerEntry:
    """Publish an entry at once; the same words with the same key were published before, and that entry is returned as it is.

    :param key: made with the form, so that a form sent twice publishes once
    :raises Refusal: from the gate; codes ``article-not-live``, ``page-locked``, ``ticker-closed``; ``key-used`` if other words have the key
    """
    gate(said)
    _must_be_live(article)
    _must_be_unlocked(article, by=by)
    with transaction.atomic():
        # The update is the lock: two entries at once get two numbers, on both databases.
        if not Ticker.objects.filter(article_id=article.pk, closed_at__isnull=True).update(last_number=F("last_number") + 1):
            raise is_closed()
        known = TickerEntry.objects.filter(key=key).first()
        if known is not None:
            _must_be_the_same(known, article, said)
            Ticker.objects.filter(article_id=article.pk).update(last_number=F("last_number") - 1)
            return known
        ticker = Ticker.objects.get(article_id=article.pk)
        byline = f"{by.first_name} {by.last_name}".strip() if by else ""  # never the address
        entry = TickerEntry(ticker=ticker, number=ticker.last_number, key=key, byline=byline, written_by=by, published_at=at)
        _write(entry, said)
        _seen_by_readers(article, ticker, at=at, tags=[of_entries(article.pk)])
        protocol.ticker_entry(entry, protocol.ENTRY_PUBLISHED, by=by, at=at)
        log(instance=article, action=PUBLISHED, user=by, data=_told(entry))
    return entry


def change(entry: TickerEntry, said: Said, *, seen: str, by: User | None, at: datetime) -> None:
    """Change an entry that readers can see; its number, its moment and its author stay.

    :param seen: the digest of the content that the editor began with
    :raises Refusal: from the gate; codes ``article-not-live``, ``page-locked``, ``entry-changed-meanwhile``
    """
    gate(said)
    _must_be_live(entry.ticker.article)
    _must_be_unlocked(entry.ticker.article, by=by)
    with transaction.atomic():
        before, marks = _told(entry), _marks(entry)
        if not TickerEntry.objects.filter(pk=entry.pk, sha256=seen, withdrawn_at__isnull=True).update(sha256=seen):
            raise Refusal(
                code="entry-changed-meanwhile",
                message=_("Somebody else has changed or withdrawn this entry meanwhile."),
                help=_("Please open it again; what you wrote stands below, so that you can copy it."),
            )
        entry.refresh_from_db()
        _write(entry, said)
        if entry.sha256 != seen:  # else only importance or pin changed, not what was said
            TickerEntry.objects.filter(pk=entry.pk).update(changed_at=at)
            protocol.ticker_entry(entry, protocol.ENTRY_CHANGED, by=by, at=at)
            log(instance=entry.ticker.article, action=CHANGED, user=by, data={**_told(entry), "before": before})
        if _marks(entry) != marks:
            log(instance=entry.ticker.article, action=MARKED, user=by, data={**_told(entry), **_marks(entry)})
        _seen_by_readers(entry.ticker.article, entry.ticker, at=at, tags=[of_entries(entry.ticker_id)])


def withdraw(entry: TickerEntry, *, because: str, by: User | None, at: datetime) -> None:
    """Take an entry back: its words vanish, its place says so, and its picture can be deleted. Doing it twice changes nothing.

    :param because: a sentence for readers; may be empty
    :raises Refusal: code ``page-locked``
    """
    _must_be_unlocked(entry.ticker.article, by=by)
    with transaction.atomic():
        taken = TickerEntry.objects.filter(pk=entry.pk, withdrawn_at__isnull=True)
        if not taken.update(withdrawn_at=at, withdrawn_because=because.strip()[:200], is_pinned=False):
            return
        entry.refresh_from_db()
        entry.picture = None
        entry.save(update_fields=["picture"])  # saved, not updated: Wagtail counts the uses of pictures by signal
        _seen_by_readers(entry.ticker.article, entry.ticker, at=at)
        protocol.ticker_entry(entry, protocol.ENTRY_WITHDRAWN, by=by, at=at)
        log(instance=entry.ticker.article, action=WITHDRAWN, user=by, data=_told(entry))


def _write(entry: TickerEntry, said: Said) -> None:
    _fill(entry, said)
    entry.save()
    if entry.is_pinned:
        TickerEntry.objects.filter(ticker_id=entry.ticker_id, is_pinned=True).exclude(pk=entry.pk).update(is_pinned=False)


def _fill(entry: TickerEntry, said: Said) -> None:
    entry.headline, entry.text = said.headline.strip(), said.text
    entry.picture, entry.picture_alternative_text = said.picture, said.picture_alternative_text.strip()
    entry.is_important, entry.is_pinned = said.is_important, said.is_pinned
    entry.sha256 = protocol.entry_digest(entry)


def _must_be_the_same(known: TickerEntry, article: ArticlePage, said: Said) -> None:
    now_said = TickerEntry(byline=known.byline)
    _fill(now_said, said)
    if (known.ticker_id, known.sha256) != (article.pk, now_said.sha256):
        raise Refusal(
            code="key-used",
            message=_("This form was sent before with other words."),
            help=_("What you wrote stands below; please publish it again."),
        )


def _seen_by_readers(article: ArticlePage, ticker: Ticker, *, at: datetime, tags: Iterable[str] = ()) -> None:
    """Write down what a change that readers see means: search, pictures, outdated tags. Saving the row tells the parts above.

    :param tags: what it outdates, if not everything that shows the article
    """
    ticker.moved_at = at
    ticker.save(update_fields=["closed_at", "moved_at"])
    shown = ArticlePage.objects.select_related("ticker").get(pk=article.pk)
    if shown.live:
        publishing.enter(shown)
    rebuild.outdate(tags or publishing.tags(shown), at=at)


def _told(entry: TickerEntry) -> dict[str, Any]:
    return {"number": entry.number, "headline": entry.headline, "text": entry.text}


def _marks(entry: TickerEntry) -> dict[str, Any]:
    return {"important": entry.is_important, "pinned": entry.is_pinned}


def _must_be_unlocked(article: ArticlePage, *, by: User | None) -> None:
    """Heed a lock that a person has set. Those of a review or a schedule keep a draft as it is, and a ticker's entries are in no draft."""
    locked = ArticlePage.objects.filter(pk=article.pk, locked=True).first()
    if by is not None and locked is not None and BasicLock(locked).for_user(by):
        raise Refusal(
            code="page-locked",
            message=_("Somebody else has locked this article."),
            help=_("Please ask them, or a chief, to unlock it; what you wrote stands below."),
        )


def _must_be_live(article: ArticlePage) -> None:
    if not ArticlePage.objects.filter(pk=article.pk, live=True).exists():
        raise Refusal(code="article-not-live", message=_("The article is not published."), help=_("A ticker runs in a published article only."))


def is_closed() -> Refusal:
    """Return what is said to somebody who comes after the end."""
    return Refusal(code="ticker-closed", message=_("The ticker is closed."), help=_("A chief can open it again."))
