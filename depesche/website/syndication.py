"""Feeds as documents: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from depesche.kernel.plain import plain

JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True)
class Entry:
    """One article in a feed. ``id`` never changes, not even when the address does; addresses are absolute.

    ``evidence`` has a line for each claim that the article carries, such as ``[5: unconfirmed] statement``, and one for each chart or table of
    prices that its editor wants there.
    """

    id: str
    address: str
    headline: str
    lead: str
    author: str
    published: datetime
    updated: datetime
    evidence: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The lead, and what stands behind the article."""
        return "\n\n".join(part for part in (self.lead or self.headline, "\n".join(self.evidence)) if part)


@dataclass(frozen=True)
class Feed:
    """A feed; addresses are absolute. ``changed`` counts when there is no entry, ``hub`` is the WebSub hub, if there is one."""

    title: str
    subtitle: str
    language: str
    address: str
    feed_address: str
    author: str
    changed: datetime
    entries: tuple[Entry, ...]
    hub: str = ""


class _Atom(Atom1Feed):
    """Django's writer, with the time of change of a feed that has no entries yet."""

    changed: datetime
    hub: str

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Name the hub beside the feed's own address (WebSub, 4)."""
        super().add_root_elements(handler)
        if self.hub:
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.hub})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add the evidence to the lead, as plain text."""
        super().add_item_elements(handler, item)
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "text"})

    def latest_post_date(self) -> datetime:
        """Return when the newest entry changed."""
        return super().latest_post_date() if self.items else self.changed


def atom(feed: Feed) -> bytes:
    """Write an Atom feed."""
    writer = _Atom(
        title=plain(feed.title),
        link=feed.address,
        description=plain(feed.subtitle),
        subtitle=plain(feed.subtitle) or None,
        language=feed.language,
        feed_url=feed.feed_address,
        feed_guid=feed.feed_address,
        author_name=plain(feed.author),
    )
    writer.changed, writer.hub = feed.changed, feed.hub
    for entry in feed.entries:
        writer.add_item(
            title=plain(entry.headline),
            link=entry.address,
            description=plain(entry.lead),
            unique_id=entry.id,
            author_name=plain(entry.author) or None,
            pubdate=entry.published,
            updateddate=entry.updated,
            content=plain(entry.words) if entry.evidence else "",
        )
    text = StringIO()
    writer.write(text, "utf-8")
    return text.getvalue().encode()


def json_feed(feed: Feed) -> bytes:
    """Write a JSON feed."""
    document: dict[str, object] = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.address,
        "feed_url": feed.feed_address,
        "description": feed.subtitle,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": list(_items(feed.entries)),
    }
    if feed.hub:
        document["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _items(entries: Iterable[Entry]) -> Iterable[dict[str, object]]:
    for entry in entries:
        item: dict[str, object] = {
            "id": entry.id,
            "url": entry.address,
            "title": entry.headline,
            "content_text": entry.words,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
        }
        yield item | ({"authors": [{"name": entry.author}]} if entry.author else {})
