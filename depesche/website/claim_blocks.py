"""Blocks that are filled from claims, questions and sources, as readers see them; a constant number of queries for a whole body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from depesche.kernel import clock, options
from depesche.newsroom.claims import block_claims, deriving, marking, outdating, sourcing
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.source_rows import Source
from depesche.newsroom.claims.terms import ClaimKind, Precision, Stance, Status
from depesche.newsroom.gating import judging
from depesche.newsroom.gating.judging import Judged
from depesche.press import tags
from depesche.website import figures_chart, rich_text
from depesche.website.body_blocks import Block, FactCheck, Figures, Knowledge, Moment, Quote, Statement, Timeline
from depesche.website.figures_chart import Given

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage

KNOWN = frozenset({Status.CONFIRMED, Status.CORROBORATED, Status.ESTABLISHED})
WRONG = frozenset({Status.REFUTED, Status.WITHDRAWN})
NOT_SHOWN = frozenset({Status.ATTRIBUTED})  # somebody's view is neither known nor unknown
Claims = Mapping[int, Judged]


@dataclass(frozen=True)
class Around:
    """What the blocks of one body need beside themselves: the claims they show, and those that the article's own words carry."""

    claims: Claims
    own: tuple[int, ...] = ()


def around(body: Any, *, article: ArticlePage | None) -> Around:
    """Read everything that the blocks of a body show, and note the tags; in an editor's preview drafts count, too."""
    if not any(block.block_type in BUILDERS for block in body):
        return Around({})
    is_preview = rich_text.is_marking()
    own = marking.of(article) if article is not None and any(_shows_own(block) for block in body) else []
    marks = [*own, *(marking.Mark(one.block, one.text, one.claim) for one in block_claims.of(body))]
    found = judging.of_marks(marks if is_preview else [replace(mark, assertion=None) for mark in marks], at=clock.now())
    claims = {pk: one for pk, one in found.items() if is_preview or one.claim.public_since}
    for pk, one in found.items():
        _note(pk, one)
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
    tags.use(sourcing.tag(source.pk))
    behind = "" if source.is_protected else source.role or source.speaks_for
    return Quote(text, _name(source), (value["role"] or "").strip() or behind)


def _shows_own(block: Any) -> bool:
    return bool(block.block_type == "knowledge" and not any(block.value["claims"]))


def _note(asked: int, one: Judged) -> None:
    claim = one.claim
    tags.use(deriving.tag(asked), deriving.tag(claim.pk), *(sourcing.tag(assertion.source_id) for assertion in one.assertions))
    if claim.override and claim.override_until and claim.override_until > clock.now():
        tags.until(claim.override_until)


def _figures(value: Any, around: Around) -> Figures | None:
    question = value["question"]
    if question is None:
        return None
    tags.use(outdating.of_question(question.pk))
    answering = [one for one in around.claims.values() if one.claim.question_id == question.pk]
    title = (value["heading"] or "").strip() or (_is_english() and question.text_en) or question.text
    chart = figures_chart.chart((given for one in answering for given in _given(one)), title=title)
    return Figures(chart) if chart else None


def _given(one: Judged) -> Iterator[Given]:
    for assertion in one.assertions:
        if (figure := assertion.figure) is not None:
            yield Given(
                figure=figure,
                source=_name(assertion.source),
                is_plan=one.claim.kind == ClaimKind.PLAN or assertion.stance == Stance.PLANS,
                when=_when(assertion),
                status=str(one.verdict.status.label),
                path=_path(one.claim),
            )


def _knowledge(value: Any, around: Around) -> Knowledge | None:
    chosen = [claim.pk for claim in value["claims"] if claim] or around.own
    shown = [around.claims[pk] for pk in chosen if pk in around.claims]
    by_side: dict[str, list[Statement]] = {"known": [], "unknown": [], "wrong": []}
    for one in dict.fromkeys(shown):
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
        claimants=tuple(dict.fromkeys(_name(assertion.source) for assertion in one.assertions if assertion.said.stance != Stance.DENIES)),
        assessment=value["assessment"],
        verdict=str(labels.get(value["assessment"], "")),
        summary=(value["summary"] or "").strip(),
        html=rich_text.html(value["facts"].source),
    )


def _statement(one: Judged) -> Statement:
    claim = one.claim
    return Statement((_is_english() and claim.text_en) or claim.text, _standing(one), _path(claim))


def _standing(one: Judged) -> str:
    """Say in a few words how far a claim is certain, and who stands behind it."""
    names = {str(assertion.source_id): _name(assertion.source) for assertion in one.assertions}
    said = [str(one.verdict.status.label)]
    if behind := _listed(names[key] for key in one.verdict.speakers):
        said.append(behind)
    if against := _listed(names[key] for key in one.verdict.deniers):
        said.append(_("denied by %(names)s") % {"names": against})
    return "; ".join([": ".join(said[:2]) if behind else said[0], *said[2 if behind else 1 :]])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _name(source: Source) -> str:
    return (_is_english() and source.name_en) or source.name


def _when(assertion: Assertion) -> str:
    """Return the day on which something was said, as far as it is known."""
    if assertion.said_on is None or assertion.precision not in {Precision.MINUTE, Precision.DAY}:
        return ""
    return date_format(assertion.said_on, "DATE_FORMAT")


def _path(claim: Claim) -> str:
    return f"/claims/{claim.slug}/" if claim.public_since else ""


def _is_english() -> bool:
    return options.current().language == "en"


BUILDERS: dict[str, Callable[[Any, Around], Block | None]] = {
    "figures": _figures,
    "knowledge": _knowledge,
    "timeline": _timeline,
    "fact_check": _fact_check,
}
