"""The editorial log: what was published, under which address and with which content, moved and withdrawn (newsroom.md, 3.6).

An entry names pages and the person responsible by number and holds a digest of the content, never the content. One row per published article
(:class:`Publication`) repeats its newest entry, so that a change past Depesche shows: ``depesche ledger verify`` compares.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from depesche.brand import addresses
from depesche.kernel import clock, digest
from depesche.ledger import book, logs
from depesche.ledger.book import Fact
from depesche.newsroom import headings

if TYPE_CHECKING:
    from depesche.brand.models import User
    from depesche.newsroom.models import ArticlePage
    from depesche.newsroom.ticker_rows import TickerEntry

PUBLISHED, MOVED, WITHDRAWN = "article_published", "article_moved", "article_withdrawn"
ENTRY_PUBLISHED, ENTRY_CHANGED, ENTRY_WITHDRAWN = "ticker_entry_published", "ticker_entry_changed", "ticker_entry_withdrawn"
AT_ONCE = 500


class Publication(models.Model):
    """What the editorial log says of an article that readers can see."""

    article = models.OneToOneField("newsroom.ArticlePage", on_delete=models.CASCADE, primary_key=True, related_name="+")
    path = models.CharField(max_length=700)
    sha256 = models.CharField(max_length=64)
    around = models.CharField(max_length=64, blank=True, default="", help_text="of what stands around the words; empty before this was logged")

    class Meta:
        app_label = "newsroom"

    def __str__(self) -> str:
        return self.path


def published(page: ArticlePage, *, at: datetime) -> None:
    """Record that readers see this content at this address from now on; nothing is added when they saw just this before."""
    path, sha256, beside = addresses.plain(page.url_path), content_digest(page), around(page)
    now = {"path": path, "sha256": sha256, "around": _digest({name: said for name, said in beside.items() if name != "first"})}
    if Publication.objects.filter(article_id=page.pk, **now).exists():
        return
    body = {"page": page.pk, "path": path, "sha256": sha256, "revision": page.live_revision_id, "by": _person(), **beside}
    book.append(Fact(PUBLISHED, body, log=logs.EDITORIAL), at=at)
    Publication.objects.update_or_create(article_id=page.pk, defaults=now)


def moved(pages: Iterable[Page], *, at: datetime) -> None:
    """Record the new addresses of those of these pages that are published articles and stand elsewhere now."""
    now = {page.pk: addresses.plain(page.url_path) for page in pages}
    known = [row for row in Publication.objects.filter(article_id__in=now) if row.path != now[row.pk]]
    for row in known:
        row.path = now[row.pk]
    book.append_all((Fact(MOVED, {"page": row.pk, "path": row.path, "by": _person()}, log=logs.EDITORIAL) for row in known), at=at)
    Publication.objects.bulk_update(known, ["path"], batch_size=AT_ONCE)


def withdrawn(page: Page, *, reason: str, at: datetime) -> None:
    """Record that readers no longer see an article; nothing is added when they did not before.

    :param reason: ``unpublished``, ``expired``, ``scheduled`` or ``deleted``
    """
    gone, _rows = Publication.objects.filter(article_id=page.pk).delete()
    if gone:
        book.append(Fact(WITHDRAWN, {"page": page.pk, "reason": reason, "by": _person()}, log=logs.EDITORIAL), at=at)


def ticker_entry(entry: TickerEntry, kind: str, *, by: User | None, at: datetime) -> None:
    """Record that readers see an entry of a ticker with this content from now on, or see it no longer.

    :param kind: ``ticker_entry_published``, ``ticker_entry_changed`` or ``ticker_entry_withdrawn``
    """
    body = {"page": entry.ticker_id, "entry": entry.number, "by": by.pk if by else _person()}
    shown = {} if kind == ENTRY_WITHDRAWN else {"sha256": entry.sha256}
    book.append(Fact(kind, {**body, **shown}, log=logs.EDITORIAL), at=at)


def entry_digest(entry: TickerEntry) -> str:
    """Return the SHA-256 (hexadecimal) of everything that was written into an entry of a ticker, and of who wrote it."""
    return _digest({name: getattr(entry, name) for name in ("headline", "text", "picture_id", "picture_alternative_text", "byline")})


def content_digest(page: ArticlePage) -> str:
    """Return the SHA-256 (hexadecimal) of everything that an article's editors wrote.

    The same words have the same digest, whether they were just typed or come from the database: moments count in UTC, and the numbers that
    Wagtail gives to blocks and to the lines of lists do not count. A heading without marks counts as the plain text that all headings once were.
    """
    said: dict[str, Any] = {
        name: getattr(page, name) for name in ("title", "kicker", "lead", "picture_id", "picture_caption", "picture_alternative_text", "author_id")
    }
    said["dated"] = page.dated.astimezone(UTC) if page.dated else None
    said["body"] = [[block.block_type, _written(block)] for block in page.body]
    said["topics"] = sorted(topic.pk for topic in page.topics.all())
    return _digest(said)


def around(page: ArticlePage) -> dict[str, Any]:
    """Return what readers see of an article beside its words: the claims of headline and lead with their assertions, and when it first came.

    ``first`` is ``None`` for what went live without a publication, as the pages that Wagtail copies; the log then does not know it.
    """
    heads = sorted([head.place, head.claim_id, head.assertion_id or 0] for head in page.head_claims.all())
    return {"heads": heads, "first": clock.to_milliseconds(page.first_published_at) if page.first_published_at else None}


def _digest(said: dict[str, Any]) -> str:
    return digest.sha256_hex(json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())


def _written(block: Any) -> Any:
    value = block.block.get_prep_value(block.value)
    return headings.logged(value) if block.block_type == "heading" else _words_alone(value)


def _words_alone(value: Any) -> Any:
    """Leave out the numbers of a list's lines."""
    if isinstance(value, list):
        return [_words_alone(one) for one in value]
    if isinstance(value, dict):
        return {key: _words_alone(one) for key, one in value.items() if not (key == "id" and {"type", "value"} <= value.keys())}
    return value


def _person() -> int | None:
    user = get_active_log_context().user
    return user.pk if user is not None else None
