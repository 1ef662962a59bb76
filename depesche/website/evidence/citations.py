"""The claims of an article in its own description for machines: each cited, with where it first stood; its fact checks review some."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.encoding import iri_to_uri

from depesche.brand import addresses
from depesche.kernel import options
from depesche.newsroom.models import ArticlePage
from depesche.press import tags
from depesche.website.body_blocks import FactCheck
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


def reviewed(checks: Iterable[tuple[int, FactCheck]], entries: Iterable[Entry], place: Place, *, publisher: Node) -> list[Node]:
    """Describe the fact checks within an article as the publisher's reviews: only what the newsroom itself checked, with its own verdict.

    :param checks: each with the number of its block on the page
    :param entries: the claims that the article cites; a check of one of them points at it
    """
    known = {entry.told.path: f"{place.address}#{entry.anchor}" for entry in entries}
    return [
        {
            "@type": "ClaimReview",
            "url": f"{place.address}#block-{number}",
            "claimReviewed": check.claim.text,
            "itemReviewed": {"@id": known[check.claim.path]} if check.claim.path in known else _checked(check),
            "author": publisher,
            "reviewRating": {"@type": "Rating", "alternateName": check.verdict},
            **({"reviewBody": check.summary} if check.summary else {}),
        }
        for number, check in checks
    ]


def _checked(check: FactCheck) -> Node:
    """Describe the claim of a check that no words of the article carry."""
    found: Node = {"@type": "Claim", "text": check.claim.text}
    return {**found, "url": options.current().address(check.claim.path)} if check.claim.path else found


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
