"""Who says what in the demo's articles: sources, claims and drafts of assertions, which begin to count with the article that carries them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from depesche.brand.models import User
from depesche.kernel import options
from depesche.newsroom.claims import asserting, claiming, sourcing
from depesche.newsroom.claims.asserting import Statement
from depesche.newsroom.claims.claiming import Wanted
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.sourcing import Known
from depesche.newsroom.claims.terms import ClaimKind, Comparator, Precision, SourceKind, Stance
from depesche.newsroom.models import Claim, Question, Source, Topic
from depesche.operations.demo import content

KEYS = re.compile(r'data-(claim|assertion)="([CA]\d+)"')


@dataclass(frozen=True)
class Numbers:
    """The numbers of the rows, by their keys in the demo's files."""

    claims: dict[str, int]
    assertions: dict[str, int]


def make(topics: Mapping[str, Topic], *, by: User, at: datetime) -> Numbers:
    """Enter sources, claims and drafts of assertions."""
    told = content.claims()
    sources: dict[str, Source] = {}
    for key, source in told["sources"].items():
        sources[key] = sourcing.enter(_known(source, sources), by=by, at=at)
    questions = {key: Question.objects.create(text=text, text_en=text_en) for key, (text, text_en) in told["questions"].items()}
    claims = {key: claiming.create(_wanted(claim, questions, topics), by=by, at=at) for key, claim in told["claims"].items()}
    drafts = {key: _draft(one, claims, sources, by=by, at=at) for key, one in told["assertions"].items()}
    return Numbers({key: claim.pk for key, claim in claims.items()}, drafts)


def numbered(value: Any, numbers: Numbers) -> Any:
    """Put the numbers of rows in the place of the keys in a block's texts."""
    if isinstance(value, str):
        return KEYS.sub(lambda found: f'data-{found[1]}="{getattr(numbers, found[1] + "s")[found[2]]}"', value)
    if isinstance(value, list):
        return [numbered(one, numbers) for one in value]
    if isinstance(value, dict):
        return {key: numbered(one, numbers) for key, one in value.items()}
    return value


def figure(text: str, measure: str) -> Figure | None:
    """Read a figure of the demo's file, such as ``~ 1500 Soldaten``."""
    if not text:
        return None
    comparator, number, unit = text.split(" ", 2)
    return Figure(measure=measure, unit=unit, comparator=Comparator(comparator), low=Decimal(number))


def _known(told: Mapping[str, Any], sources: Mapping[str, Source]) -> Known:
    more = {**told, "kind": SourceKind(told.get("kind", "person"))}
    if "parent" in told:
        more["parent"] = sources[told["parent"]]
    return Known(**more)


def _wanted(told: Mapping[str, Any], questions: Mapping[str, Question], topics: Mapping[str, Topic]) -> Wanted:
    return Wanted(
        text=told["text"],
        text_en=told["text_en"],
        kind=ClaimKind(told.get("kind", "fact")),
        question=questions.get(told.get("question", "")),
        topics=[topics[key] for key in told.get("topics", ())],
        review_by=told.get("review_by"),
    )


def _draft(told: Mapping[str, Any], claims: Mapping[str, Claim], sources: Mapping[str, Source], *, by: User, at: datetime) -> int:
    plain = {name: told[name] for name in ("occasion", "place", "wording", "is_verbatim", "hedge", "basis", "origin") if name in told}
    day = told.get("said_on")
    statement = Statement(
        source=sources[told["source"]],
        stance=Stance(told["stance"]),
        said_on=_moment(day) if day else None,
        precision=Precision.DAY if day else Precision(told.get("precision", "unknown")),
        figure=figure(told.get("figure", ""), told.get("measure", "")),
        figure_as_of=told.get("as_of"),
        **plain,
    )
    return asserting.draft(claims[told["claim"]], statement, by=by, at=at).pk


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(options.current().time_zone))
