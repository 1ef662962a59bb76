"""A claim in the words of schema.org, wherever it is cited: who says it, who denies it, which figures were given (newsroom.md, 3.7)."""

from __future__ import annotations

from collections.abc import Sequence

from depesche.kernel import options
from depesche.newsroom.claims.figures import interval
from depesche.newsroom.claims.terms import CON, HOLD, PRO, VIEWS, SourceKind
from depesche.website.evidence.lines import Line

Node = dict[str, object]
PEOPLE = frozenset({SourceKind.PERSON, SourceKind.EYEWITNESS})


def claim(text: str, status: str, *, path: str, lines: Sequence[Line]) -> Node:
    """Describe a claim: authors are those who say so by name, denials and those who hold back are statements about it."""
    node: Node = {
        "@type": "Claim",
        "url": options.current().address(path),
        "text": text,
        "creativeWorkStatus": status,
        "author": [_author(line) for line in lines if line.stance in PRO | VIEWS and line.is_named],
        "subjectOf": [_statement(line) for line in lines if line.stance in CON | HOLD],
        "about": [_observation(line) for line in lines if line.figure],
    }
    return {name: value for name, value in node.items() if value}


def _author(line: Line) -> Node:
    kind = "Person" if line.kind in PEOPLE else "Organization"
    return {"@type": kind, "name": line.name, **({"url": options.current().address(line.path)} if line.path else {})}


def _statement(line: Line) -> Node:
    said: Node = {"@type": "Statement", "text": str(line.stance.label), "author": _author(line)}
    return {**said, "datePublished": line.moment.isoformat()} if line.moment else said


def _observation(line: Line) -> Node:
    figure = line.figure
    if figure is None:
        return {}
    limits = interval(figure)
    is_one = limits.low is not None and limits.high is not None and figure.high is None
    values = {"value": figure.low} if is_one else {"minValue": limits.low, "maxValue": limits.high}
    plain = {name: int(number) if number == int(number) else float(number) for name, number in values.items() if number is not None}
    found: Node = {"@type": "Observation", "variableMeasured": figure.measure, "unitText": figure.unit, **plain}
    return {**found, "observationDate": line.as_of.isoformat()} if line.as_of else found
