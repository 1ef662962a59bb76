"""Claims in the words of schema.org: who says it, who denies it, which figures were given, where it first stood (newsroom.md, 3.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Min
from django.utils.encoding import iri_to_uri

from depesche.brand import addresses
from depesche.kernel import options
from depesche.newsroom.claims.figures import interval
from depesche.newsroom.claims.terms import CON, HOLD, PRO, VIEWS, SourceKind
from depesche.newsroom.models import ClaimMark
from depesche.press import tags
from depesche.website.evidence.entries import Entry
from depesche.website.evidence.lines import Line

Node = dict[str, object]
PEOPLE = frozenset({SourceKind.PERSON, SourceKind.EYEWITNESS})


@dataclass(frozen=True)
class Place:
    """Where claims are described: the absolute address of the page, and the id of the article that carries them."""

    address: str
    article: str


def cited(entries: Iterable[Entry], place: Place) -> list[Node]:
    """Describe the claims of an article."""
    found = list(entries)
    first = first_appearances(entry.claim for entry in found)
    return [claim(entry, id=f"{place.address}#{entry.anchor}", appearance=[place.article], first=first.get(entry.claim, "")) for entry in found]


def reviewed(entries: Iterable[Entry], place: Place, *, publisher: Node) -> list[Node]:
    """Describe a fact check's judgements as reviews of its claims."""
    return [
        {
            "@type": "ClaimReview",
            "url": f"{place.address}#{entry.anchor}",
            "claimReviewed": entry.text,
            "itemReviewed": {"@id": f"{place.address}#{entry.anchor}"},
            "author": publisher,
            "reviewRating": {"@type": "Rating", "alternateName": entry.label.text},
        }
        for entry in entries
    ]


def claim(entry: Entry, *, id: str, appearance: Iterable[str], first: str = "") -> Node:
    """Describe a claim: authors are those who say so by name, denials and those who hold back are statements about it.

    :param appearance: the ids of articles that carry it
    :param first: the id of the one that carried it first, if readers can still read it
    """
    places = [{"@id": article} for article in appearance]
    elsewhere: Node = {"@type": "Article", "@id": first, "url": first.partition("#")[0]}
    node: Node = {
        "@type": "Claim",
        "@id": id,
        "url": options.current().address(entry.path),
        "text": entry.text,
        "creativeWorkStatus": entry.label.text,
        "author": [_author(line) for line in entry.lines if line.stance in PRO | VIEWS and line.is_named],
        "appearance": places[0] if len(places) == 1 else places,
        "firstAppearance": ({"@id": first} if {"@id": first} in places else elsewhere) if first else None,
        "subjectOf": [_statement(line) for line in entry.lines if line.stance in CON | HOLD],
        "about": [_observation(line) for line in entry.lines if line.figure],
    }
    return {name: value for name, value in node.items() if value}


def first_appearances(claims: Iterable[int]) -> dict[int, str]:
    """Return by claim the id of the article that carried it first, if it is still there; in one query."""
    first = ClaimMark.objects.filter(claim_id__in=list(claims)).order_by().values("claim").annotate(first=Min("pk")).values("first")
    found: dict[int, str] = {}
    rows = ClaimMark.objects.filter(pk__in=first).order_by().values_list("claim_id", "article_id", "article__url_path", "article__live")
    for number, article, path, is_live in rows:
        tags.use(f"article:{article}")
        if is_live:
            found[number] = f"{options.current().address(str(iri_to_uri(addresses.plain(path))))}#article"
    return found


def _author(line: Line) -> Node:
    kind = "Person" if line.kind in PEOPLE else "Organization"
    return {"@type": kind, "name": line.name, **({"url": options.current().address(line.path)} if line.path else {})}


def _statement(line: Line) -> Node:
    said: Node = {"@type": "Statement", "text": str(line.stance.label), "author": _author(line)}
    return {**said, "datePublished": line.moment.isoformat()} if line.moment else said


def _observation(line: Line) -> Mapping[str, object]:
    figure = line.figure
    if figure is None:
        return {}
    limits = interval(figure)
    ends = {"minValue": limits.low, "maxValue": limits.high}
    value = {"value": figure.low} if limits.low is not None and limits.high is not None and figure.high is None else ends
    plain = {name: int(number) if number == int(number) else float(number) for name, number in value.items() if number is not None}
    found: Node = {"@type": "Observation", "variableMeasured": figure.measure, "unitText": figure.unit, **plain}
    return {**found, "observationDate": line.as_of.isoformat()} if line.as_of else found
