"""The claims of an article in its own description for machines: each cited, with where it first stood; a fact check reviews them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.encoding import iri_to_uri

from depesche.brand import addresses
from depesche.kernel import options
from depesche.newsroom.models import ArticlePage
from depesche.press import tags
from depesche.website.evidence.claim_nodes import Node
from depesche.website.evidence.entries import Entry


@dataclass(frozen=True)
class Place:
    """An article that carries claims: its number and its absolute address."""

    article: int
    address: str

    @property
    def id(self) -> str:
        """The article's id in its own description."""
        return f"{self.address}#article"


def cited(entries: Sequence[Entry], place: Place) -> list[Node]:
    """Describe the claims of an article."""
    elsewhere = _articles({entry.told.first for entry in entries if entry.told.first} - {place.article})
    here: Node = {"@id": place.id}
    found: list[Node] = []
    for entry in entries:
        first = elsewhere.get(entry.told.first or 0) or (here if entry.told.first == place.article else None)
        more: Node = {"firstAppearance": first} if first else {}
        found.append({"@id": f"{place.address}#{entry.anchor}", **entry.told.node, "appearance": here, **more})
    return found


def reviewed(entries: Iterable[Entry], place: Place, *, publisher: Node) -> list[Node]:
    """Describe a fact check's judgements as reviews of its claims."""
    return [
        {
            "@type": "ClaimReview",
            "url": f"{place.address}#{entry.anchor}",
            "claimReviewed": entry.told.text,
            "itemReviewed": {"@id": f"{place.address}#{entry.anchor}"},
            "author": publisher,
            "reviewRating": {"@type": "Rating", "alternateName": entry.told.label.text},
        }
        for entry in entries
    ]


def claim(entry: Entry, *, carried: Iterable[str]) -> Node:
    """Describe a claim on its own page.

    :param carried: the absolute addresses of the articles that carry it
    """
    address, first = options.current().address(entry.told.path), _articles({entry.told.first or 0})
    node: Node = {"@id": f"{address}#claim", **entry.told.node, "appearance": [_article(one) for one in carried]}
    if first:
        node["firstAppearance"] = next(iter(first.values()))
    return {name: value for name, value in node.items() if value}


def _articles(numbers: set[int]) -> dict[int, Node]:
    """Describe those of these articles that readers can still read."""
    rows = ArticlePage.objects.filter(pk__in=numbers, live=True).order_by().values_list("pk", "url_path") if numbers - {0} else ()
    tags.use(*(f"article:{number}" for number in numbers if number))
    return {number: _article(options.current().address(str(iri_to_uri(addresses.plain(path))))) for number, path in rows}


def _article(address: str) -> Node:
    return {"@type": "Article", "@id": f"{address}#article", "url": address}
