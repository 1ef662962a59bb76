"""Blocks that are filled from claims, questions and sources, as readers see them; a constant number of queries for a whole body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from depesche.kernel import clock
from depesche.newsroom.claims import block_claims, marking, outdating, showing, wording
from depesche.newsroom.claims.showing import Shown
from depesche.newsroom.claims.terms import PRO, VIEWS, Status
from depesche.press import tags
from depesche.website import figures_chart, paths, rich_text
from depesche.website.body_blocks import Block, FactCheck, Figures, Knowledge, Moment, Quote, Statement, Timeline
from depesche.website.evidence import lines
from depesche.website.figures_chart import Given

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage

KNOWN = frozenset({Status.CONFIRMED, Status.CORROBORATED, Status.ESTABLISHED})
WRONG = frozenset({Status.REFUTED, Status.WITHDRAWN})
NOT_SHOWN = frozenset({Status.ATTRIBUTED})  # somebody's view is neither known nor unknown


@dataclass(frozen=True)
class Around:
    """What the blocks of one body need beside themselves: the claims they show, and those that the article's own words carry."""

    claims: Mapping[int, Shown]
    own: tuple[int, ...] = ()


def around(body: Any, *, article: ArticlePage | None) -> Around:
    """Read everything that the blocks of a body show; in an editor's preview drafts count, and claims that readers have not met."""
    if not any(block.block_type in BUILDERS for block in body):
        return Around({})
    is_preview = rich_text.is_marking()
    own = marking.of(article) if article is not None and any(_shows_own(block) for block in body) else []
    wanted = [*(mark.claim for mark in own), *(one.claim for one in block_claims.of(body))]
    drafts = [mark.assertion for mark in own if mark.assertion] if is_preview else []
    found = showing.shown(wanted, at=clock.now(), drafts=drafts)
    claims = {pk: found[pk] for pk in wanted if pk in found and (is_preview or found[pk].claim.public_since)}
    return Around(claims, tuple(dict.fromkeys(mark.claim for mark in own)))


def quote(value: Any, _around: Around | None = None) -> Quote | None:
    """Show words with their speaker; a chosen source says name and role, unless a role is written for the day of the quote."""
    text = (value["quote"] or "").strip()
    if not text:
        return None
    source = value.get("source")
    if source is None:
        return Quote(text, (value["speaker"] or "").strip(), (value["role"] or "").strip())
    source = source.merged_into or source
    tags.use(outdating.of_source(source.pk))
    behind = "" if source.is_protected else source.role or source.speaks_for
    return Quote(text, wording.name(source), (value["role"] or "").strip() or behind)


def _shows_own(block: Any) -> bool:
    return bool(block.block_type == "knowledge" and not any(block.value["claims"]))


def _figures(value: Any, around: Around) -> Figures | None:
    question = value["question"]
    if question is None:
        return None
    tags.use(outdating.of_question(question.pk))
    answering = [one for one in _each_once(around.claims.values()) if one.claim.question_id == question.pk]
    title = (value["heading"] or "").strip() or wording.question(question)
    given = (_given(one) for one in answering)
    chart = figures_chart.chart((figure for some in given for figure in some), title=title)
    return Figures(chart) if chart else None


def _given(one: Shown) -> list[Given]:
    status, path = wording.label(one).word, _path(one)
    found = ((assertion, lines.given(assertion, status=status, path=path)) for assertion in one.assertions)
    return [replace(given, when=lines.when(assertion) if assertion.said_on else "") for assertion, given in found if given is not None]


def _knowledge(value: Any, around: Around) -> Knowledge | None:
    chosen = [claim.pk for claim in value["claims"] if claim] or around.own
    shown = [around.claims[pk] for pk in chosen if pk in around.claims]
    by_side: dict[str, list[Statement]] = {"known": [], "unknown": [], "wrong": []}
    for one in _each_once(shown):
        if one.verdict.status not in NOT_SHOWN:
            by_side[_side(one.verdict.status)].append(_statement(one))
    sides = {name: tuple(some) for name, some in by_side.items()}
    return Knowledge((value["heading"] or "").strip(), **sides) if any(sides.values()) else None


def _side(status: Status) -> str:
    return "known" if status in KNOWN else "wrong" if status in WRONG else "unknown"


def _timeline(value: Any, around: Around) -> Timeline | None:
    entries = sorted(value["entries"], key=lambda entry: (entry["day"], entry["time"] or time()))
    moments = tuple(_moment(entry, around) for entry in entries if entry["day"])
    return Timeline((value["heading"] or "").strip(), moments) if moments else None


def _moment(entry: Any, around: Around) -> Moment:
    one = around.claims.get(entry["claim"].pk) if entry["claim"] else None
    at = datetime.combine(entry["day"], entry["time"] or time())
    said = date_format(entry["day"], "DATE_FORMAT")
    if entry["time"]:
        said = _("%(day)s, %(time)s") % {"day": said, "time": time_format(entry["time"], "TIME_FORMAT")}
    machine = at.strftime("%Y-%m-%dT%H:%M" if entry["time"] else "%Y-%m-%d")
    return Moment(said, machine, rich_text.inline(entry["text"].source).strip(), _statement(one) if one else None)


def _fact_check(value: Any, around: Around) -> FactCheck | None:
    one = around.claims.get(value["claim"].pk) if value["claim"] else None
    if one is None:
        return None
    labels = dict(value.block.child_blocks["assessment"].field.choices)
    return FactCheck(
        claim=_statement(one),
        claimants=tuple(dict.fromkeys(wording.speaker(assertion.source) for assertion in one.assertions if assertion.stance in PRO | VIEWS)),
        assessment=value["assessment"],
        verdict=str(labels.get(value["assessment"], "")),
        summary=(value["summary"] or "").strip(),
        html=rich_text.html(value["facts"].source),
    )


def _statement(one: Shown) -> Statement:
    return Statement(wording.text(one.claim), _standing(one), _path(one))


def _standing(one: Shown) -> str:
    """Say in a few words how far a claim is certain, and who stands behind it; an editor's own judgement says so."""
    label = wording.label(one)
    names = {str(assertion.source_id): wording.name(assertion.source) for assertion in one.assertions}
    said, behind = label.text, _listed(names[key] for key in one.verdict.speakers)
    if said == label.word and behind and not label.reason:
        said = _("%(status)s: %(names)s") % {"status": said, "names": behind}
    if one.verdict.status == Status.DISPUTED:
        said = _("%(said)s; denied by %(names)s") % {"said": said, "names": _listed(names[key] for key in one.verdict.deniers)}
    return " · ".join(part for part in (said, label.note) if part)


def _each_once(some: Iterable[Shown]) -> list[Shown]:
    """Drop what was asked for by two numbers because one claim was merged into the other."""
    return list({one.claim.pk: one for one in some}.values())


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _path(one: Shown) -> str:
    return paths.of_claim(one.claim.slug) if one.claim.public_since else ""


BUILDERS: dict[str, Callable[[Any, Around], Block | None]] = {
    "figures": _figures,
    "knowledge": _knowledge,
    "timeline": _timeline,
    "fact_check": _fact_check,
}
