"""What a page says about its article in the words of schema.org (JSON-LD)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from depesche.website.rendering import Preview

# Inside <script>, only these could end the element or the text; as escapes they mean the same to JSON.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class NewsArticle:
    """The facts of an article that machines are told; addresses are absolute, ``published`` is missing on a draft."""

    address: str
    headline: str
    description: str
    section: str
    language: str
    publisher: str
    publisher_address: str
    publisher_logo: str
    author: str
    author_address: str
    published: datetime | None
    modified: datetime | None
    preview: Preview | None


def as_script(data: Mapping[str, object]) -> str:
    """Return JSON that cannot break out of ``<script>``."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def news_article(facts: NewsArticle) -> str:
    """Return the NewsArticle of a page as JSON for ``<script type="application/ld+json">``."""
    publisher = {"@type": "NewsMediaOrganization", "name": facts.publisher, "url": facts.publisher_address}
    if facts.publisher_logo:
        publisher["logo"] = facts.publisher_logo
    publisher["correctionsPolicy"] = f"{facts.publisher_address}corrections/"
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"{facts.address}#article",
        "mainEntityOfPage": facts.address,
        "url": facts.address,
        "headline": facts.headline,
        "inLanguage": facts.language,
        "isAccessibleForFree": True,
        "publisher": publisher,
        "author": {"@type": "Person", "name": facts.author, "url": facts.author_address} if facts.author else publisher,
    }
    optional = {
        "description": facts.description,
        "articleSection": facts.section,
        "image": facts.preview.address if facts.preview else "",
        "datePublished": facts.published.isoformat() if facts.published else "",
        "dateModified": facts.modified.isoformat() if facts.modified else "",
    }
    return as_script(data | {key: value for key, value in optional.items() if value})
