"""Everything about one claim as plain data: what counts, what counted, where it stands, its versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format

from depesche.newsroom import claim_uses, protocol_words
from depesche.newsroom.claim_desk import touching
from depesche.newsroom.claim_desk.touching import Touched
from depesche.newsroom.claim_uses import Use
from depesche.newsroom.claims import deriving, figure_words, figures
from depesche.newsroom.claims.status import Note, Verdict
from depesche.newsroom.claims.terms import AssertionState, Precision
from depesche.newsroom.gating import bypassing
from depesche.newsroom.gating.bypassing import Bypass
from depesche.newsroom.models import Assertion, Claim, Evidence, Relay, Source, TakenDown


@dataclass(frozen=True)
class Line:
    """One statement: who, how, what figure, when and where, on what evidence, and how it ended."""

    assertion: Assertion
    figure: str
    when: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class Version:
    """What readers saw from a moment on, and why; ``is_past`` when the claim says something else now, ``taken`` when its words are gone."""

    number: int
    since: datetime
    because: str
    status: str
    rule: str
    text: str
    is_past: bool
    taken: TakenDown | None


@dataclass(frozen=True)
class ClaimView:
    """A claim at the desk."""

    claim: Claim
    verdict: Verdict
    behind: tuple[str, ...]
    is_nobody_by_name: bool
    live: tuple[Line, ...]
    drafts: tuple[Line, ...]
    ended: tuple[Line, ...]
    contradictions: tuple[tuple[str, str], ...]
    versions: tuple[Version, ...]
    bypasses: tuple[Bypass, ...]
    uses: tuple[Use, ...]
    touched: Touched
    is_overdue: bool


def of(claim: Claim, *, at: datetime) -> ClaimView:
    """Return everything about a claim."""
    said = _assertions(claim)
    counting = [one for one in said if one.state == AssertionState.LIVE]
    verdict = deriving.verdict(claim, [one for one in counting if one.visibility == "public"], at=at)
    names = Source.objects.in_bulk([int(key) for key in verdict.speakers])
    return ClaimView(
        claim=claim,
        verdict=verdict,
        behind=tuple(names[int(key)].name for key in verdict.speakers if int(key) in names),
        is_nobody_by_name=Note.NOBODY_BY_NAME in verdict.notes,
        live=tuple(map(line, counting)),
        drafts=tuple(line(one) for one in said if one.state == AssertionState.DRAFT),
        ended=tuple(line(one) for one in reversed(said) if one.state in {AssertionState.SUPERSEDED, AssertionState.RETRACTED}),
        contradictions=tuple(_contradictions(counting)),
        versions=tuple(_versions(claim)),
        bypasses=tuple(bypassing.of_claim(claim)),
        uses=tuple(claim_uses.of_claim(claim)),
        touched=touching.of([claim.pk]),
        is_overdue=claim.review_by is not None and claim.review_by < timezone.localdate(at),
    )


def line(assertion: Assertion) -> Line:
    """Return a statement as the desk shows it."""
    via = ", ".join(relay.source.name for relay in assertion.via.all())
    details = (assertion.occasion, assertion.place, assertion.basis, assertion.hedge and f"„{assertion.hedge}“", via and f"via {via}")
    return Line(assertion, figure_words.with_measure(assertion.figure), _when(assertion), tuple(one for one in details if one))


def _assertions(claim: Claim) -> list[Assertion]:
    ways = Prefetch("via", queryset=Relay.objects.select_related("source"))
    found = claim.assertions.select_related("source", "added_by", "independent_by", "taken_down__by").prefetch_related(
        ways, Prefetch("evidence", queryset=Evidence.objects.order_by("pk"))
    )
    return list(found.order_by("added_at", "pk"))


def _when(assertion: Assertion) -> str:
    if assertion.said_on is None:
        return str(assertion.get_precision_display()) if assertion.precision == Precision.BEFORE_ARTICLE else ""
    local = timezone.localtime(assertion.said_on)
    return date_format(local, "SHORT_DATETIME_FORMAT" if assertion.precision == Precision.MINUTE else "SHORT_DATE_FORMAT")


def _contradictions(said: Iterable[Assertion]) -> Iterable[tuple[str, str]]:
    given = [(one, figure) for one in said if (figure := one.figure) is not None]
    for place, (one, figure) in enumerate(given):
        for other, another in given[place + 1 :]:
            if figures.conflict(figure, another):
                yield f"{one.source}: {figure_words.with_measure(figure)}", f"{other.source}: {figure_words.with_measure(another)}"


def _versions(claim: Claim) -> Iterable[Version]:
    for one in claim.versions.select_related("taken_down__by").order_by("-number"):
        is_past = bool(claim.merged_into_id) or (one.text, one.text_en) != (claim.text, claim.text_en)
        because, taken = protocol_words.deed(one.because), getattr(one, "taken_down", None)
        yield Version(one.number, one.made_at, because, one.get_status_display(), one.rule, one.text, is_past, taken)
