"""What a page says about itself in the words of schema.org (JSON-LD): one graph per page.

Every term stands in the vendored list of terms, which a test checks (``docs/reference/vocabularies.md``). An empty fact is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from depesche.website.offers import Offer
from depesche.website.rendering import Preview

# Inside <script>, only these could end the element or the text; as escapes they mean the same to JSON.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
Node = dict[str, object]


@dataclass(frozen=True)
class Publisher:
    """Who publishes; ``address`` is the absolute address of the front page, ends with a slash. ``policies`` are absolute, by schema.org's term."""

    name: str
    address: str
    logo: Preview | None = None
    legal_name: str = ""
    claim: str = ""
    email: str = ""
    phone: str = ""
    postal_address: str = ""
    policies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Crumb:
    """One step of the way from the front page; the address is absolute."""

    name: str
    address: str


@dataclass(frozen=True)
class NewsArticle:
    """The facts of an article that machines are told; addresses are absolute, ``published`` is missing on a draft.

    ``kind`` is the type of work, ``citations`` are the claims it carries.
    """

    address: str
    headline: str
    kicker: str
    description: str
    section: str
    topics: Sequence[Crumb]
    language: str
    words: int
    author: str
    author_role: str
    author_address: str
    published: datetime | None
    modified: datetime | None
    pictures: Sequence[Preview]
    coverage: Coverage | None = None
    kind: str = "ReportageNewsArticle"
    citations: Sequence[Node] = ()
    corrections: Sequence[Correction] = ()


@dataclass(frozen=True)
class Correction:
    """A published correction of an article; ``anchor`` is its place on the article's page."""

    anchor: str
    text: str
    published: datetime


@dataclass(frozen=True)
class Update:
    """One entry of a live ticker; the address is absolute."""

    address: str
    headline: str
    text: str
    author: str
    published: datetime
    changed: datetime | None


@dataclass(frozen=True)
class Coverage:
    """When a live ticker ran, and its entries, the newest first."""

    began: datetime
    ended: datetime | None
    updates: Sequence[Update]


def as_script(data: Mapping[str, object]) -> str:
    """Return JSON that cannot break out of ``<script>``."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def graph(nodes: Iterable[Node]) -> str:
    """Return the nodes of a page as JSON for ``<script type="application/ld+json">``."""
    return as_script({"@context": "https://schema.org", "@graph": list(nodes)})


def imprint(publisher: Publisher) -> Node:
    """Describe who publishes as an article does: name, logo and policies; how to reach them says the front page (:func:`organization`)."""
    return _full(
        {
            "@type": "NewsMediaOrganization",
            "@id": organization_id(publisher),
            "name": publisher.name,
            "legalName": publisher.legal_name,
            "url": publisher.address,
            "logo": _image(publisher.logo) if publisher.logo else None,
            "correctionsPolicy": f"{publisher.address}corrections/",
            **publisher.policies,
        }
    )


def organization(publisher: Publisher) -> Node:
    """Describe who publishes in full, with the addresses of its policies."""
    return _full(
        {
            **imprint(publisher),
            "slogan": publisher.claim,
            "email": publisher.email,
            "telephone": publisher.phone,
            "address": _full({"@type": "PostalAddress", "streetAddress": publisher.postal_address}) if publisher.postal_address else None,
            "contactPoint": _full({"@type": "ContactPoint", "contactType": "editorial", "email": publisher.email, "telephone": publisher.phone})
            if publisher.email or publisher.phone
            else None,
        }
    )


def masthead(publisher: Publisher) -> Node:
    """Describe the site as an article does, which is part of it; what it offers says the front page (:func:`website`)."""
    return {"@type": "WebSite", "@id": f"{publisher.address}#site", "name": publisher.name, "url": publisher.address}


def website(publisher: Publisher, *, language: str) -> Node:
    """Describe the site in full, with its search."""
    return {
        **masthead(publisher),
        "inLanguage": language,
        "publisher": {"@id": organization_id(publisher)},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{publisher.address}search/?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumbs(way: Sequence[Crumb]) -> Node:
    """Describe the way from the front page to a page."""
    steps = [{"@type": "ListItem", "position": number, "name": crumb.name, "item": crumb.address} for number, crumb in enumerate(way, 1)]
    return {"@type": "BreadcrumbList", "@id": f"{way[-1].address}#way", "itemListElement": steps}


def listing(*, kind: str, name: str, description: str, address: str, items: Sequence[str]) -> Node:
    """Describe a page that lists articles.

    :param kind: ``CollectionPage`` or ``ProfilePage``
    :param items: absolute addresses in the order of the list
    """
    steps = [{"@type": "ListItem", "position": number, "url": item} for number, item in enumerate(items, 1)]
    main: Node = {"@type": "ItemList", "itemListElement": steps}
    return _full({"@type": kind, "@id": f"{address}#page", "name": name, "description": description, "url": address, "mainEntity": main})


def person(*, name: str, role: str, address: str) -> Node:
    """Describe an author."""
    return _full({"@type": "Person", "@id": f"{address}#person", "name": name, "jobTitle": role, "url": address})


def news_article(facts: NewsArticle, publisher: Publisher) -> Node:
    """Describe an article and the claims it carries; one with a live ticker is a ``LiveBlogPosting`` with its entries."""
    by: Node = {"@id": organization_id(publisher)}
    author = person(name=facts.author, role=facts.author_role, address=facts.author_address) if facts.author else by
    return _full(
        {
            "@type": "LiveBlogPosting" if facts.coverage else facts.kind,
            "@id": f"{facts.address}#article",
            "mainEntityOfPage": facts.address,
            "url": facts.address,
            "headline": facts.headline,
            "alternativeHeadline": facts.kicker,
            "description": facts.description,
            "articleSection": facts.section,
            "keywords": [topic.name for topic in facts.topics],
            "about": [{"@type": "Thing", "name": topic.name, "url": topic.address} for topic in facts.topics],
            "image": [_image(picture) for picture in facts.pictures],
            "datePublished": facts.published.isoformat() if facts.published else "",
            "dateModified": facts.modified.isoformat() if facts.modified else "",
            "inLanguage": facts.language,
            "wordCount": facts.words,
            "isAccessibleForFree": True,
            "author": author,
            "publisher": by,
            "copyrightHolder": by,
            "isPartOf": {"@id": f"{publisher.address}#site"},
            "citation": list(facts.citations),
            "correction": [_correction(one, facts.address, by) for one in facts.corrections],
            **(_coverage(facts.coverage, by) if facts.coverage else {}),
        }
    )


def _correction(correction: Correction, address: str, publisher: Node) -> Node:
    return {
        "@type": "CorrectionComment",
        "@id": f"{address}#{correction.anchor}",
        "text": correction.text,
        "datePublished": correction.published.isoformat(),
        "author": publisher,
    }


def _coverage(coverage: Coverage, publisher: Node) -> Node:
    return {
        "coverageStartTime": coverage.began.isoformat(),
        "coverageEndTime": coverage.ended.isoformat() if coverage.ended else "",
        "liveBlogUpdate": [_update(update, publisher) for update in coverage.updates],
    }


def _update(update: Update, publisher: Node) -> Node:
    return _full(
        {
            "@type": "BlogPosting",
            "@id": update.address,
            "url": update.address,
            "headline": update.headline,
            "articleBody": update.text,
            "datePublished": update.published.isoformat(),
            "dateModified": (update.changed or update.published).isoformat(),
            "author": {"@type": "Person", "name": update.author} if update.author else publisher,
        }
    )


def offer(shown: Offer, *, address: str, publisher: Publisher) -> Node:
    """Describe an offer of the publisher's shop.

    :param address: absolute, where the offer leads
    """
    picture = f"{publisher.address.rstrip('/')}{shown.image.src}" if shown.image and shown.image.src.startswith("/") else ""
    product = _full({"@type": "Product", "name": shown.name, "description": shown.text, "image": picture})
    priced = {"price": shown.amount, "priceCurrency": shown.currency, "priceValidUntil": shown.until} if shown.amount else {}
    return _full(
        {
            "@type": "Offer",
            "url": address,
            "availability": f"https://schema.org/{shown.state}",
            "itemOffered": product,
            "availabilityEnds": shown.until,
            "seller": {"@id": organization_id(publisher)},
            **priced,
        }
    )


def _image(picture: Preview) -> Node:
    return _full(
        {
            "@type": "ImageObject",
            "url": picture.address,
            "width": picture.width,
            "height": picture.height,
            "caption": picture.alt,
            "creditText": picture.credit,
            "license": picture.licence if picture.licence.startswith("https://") else "",
        }
    )


def organization_id(publisher: Publisher) -> str:
    """Return the id of who publishes, to which other nodes refer."""
    return f"{publisher.address}#publisher"


def _full(node: Node) -> Node:
    """Return a node without its empty facts."""
    return {key: value for key, value in node.items() if value not in (None, "", [], {}, 0) or value is False}
