"""Sitemaps as documents (sitemaps.org 0.9 and Google's news extension)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from depesche.kernel.plain import plain

MOST = 5_000  # of 50,000 allowed: a part is rendered within a moment, and a change on a large site costs only the index
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

ElementTree.register_namespace("", SITEMAP)
ElementTree.register_namespace("news", NEWS)


@dataclass(frozen=True)
class Entry:
    """One address of the site, absolute, and when it changed."""

    address: str
    changed: datetime | None = None


@dataclass(frozen=True)
class News:
    """One recent article."""

    address: str
    headline: str
    published: datetime


def addresses(entries: Iterable[Entry]) -> bytes:
    """Write a sitemap; it may have 50,000 addresses at most."""
    return _document("urlset", "url", entries)


def index(entries: Iterable[Entry]) -> bytes:
    """Write a sitemap of sitemaps."""
    return _document("sitemapindex", "sitemap", entries)


def _document(root: str, child: str, entries: Iterable[Entry]) -> bytes:
    found = ElementTree.Element(f"{{{SITEMAP}}}{root}")
    for entry in entries:
        element = ElementTree.SubElement(found, f"{{{SITEMAP}}}{child}")
        ElementTree.SubElement(element, f"{{{SITEMAP}}}loc").text = entry.address
        if entry.changed:
            ElementTree.SubElement(element, f"{{{SITEMAP}}}lastmod").text = entry.changed.isoformat(timespec="seconds")
    return bytes(ElementTree.tostring(found, encoding="utf-8", xml_declaration=True))


def news(articles: Iterable[News], *, name: str, language: str) -> bytes:
    """Write a news sitemap.

    :param name: the publication, as readers know it
    :param language: ISO 639 code
    """
    found = ElementTree.Element(f"{{{SITEMAP}}}urlset")
    for article in articles:
        element = ElementTree.SubElement(found, f"{{{SITEMAP}}}url")
        ElementTree.SubElement(element, f"{{{SITEMAP}}}loc").text = article.address
        about = ElementTree.SubElement(element, f"{{{NEWS}}}news")
        publication = ElementTree.SubElement(about, f"{{{NEWS}}}publication")
        ElementTree.SubElement(publication, f"{{{NEWS}}}name").text = plain(name)
        ElementTree.SubElement(publication, f"{{{NEWS}}}language").text = language
        ElementTree.SubElement(about, f"{{{NEWS}}}publication_date").text = article.published.isoformat(timespec="seconds")
        ElementTree.SubElement(about, f"{{{NEWS}}}title").text = plain(article.headline)
    return bytes(ElementTree.tostring(found, encoding="utf-8", xml_declaration=True))
