"""The history of a claim as readers may read it: what was said when, what was superseded or taken back, how the status changed (statement 21)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from depesche.newsroom.claims import showing, wording
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim, ClaimVersion
from depesche.newsroom.claims.terms import AssertionState, Status
from depesche.press import tags
from depesche.website.evidence import lines
from depesche.website.evidence.lines import Line


@dataclass(frozen=True)
class Moment:
    """One step of the history: an assertion, or another status or wording of the claim; the others are empty.
    ``removed`` stands for words that were taken down."""

    at: datetime
    line: Line | None = None
    shape: str = ""
    word: str = ""
    text: str = ""
    removed: str = ""


def of_claim(claim: Claim) -> tuple[Moment, ...]:
    """Return the history of a public claim, the oldest first."""
    return tuple(sorted([*_said(assertions(claim)), *_versions(claim)], key=lambda moment: (moment.at, moment.line is None)))


def assertions(claim: Claim) -> list[Assertion]:
    """Return every public assertion that ever counted."""
    found = showing.with_everything(Q(claim=claim) & ~Q(state=AssertionState.DRAFT))
    tags.use(*showing.sources_of(found))
    for assertion in found:
        assertion.claim = claim
    return found


def _said(found: list[Assertion]) -> Iterator[Moment]:
    for assertion in found:
        yield Moment(assertion.live_since or assertion.added_at, line=lines.line(assertion))


def _versions(claim: Claim) -> Iterator[Moment]:
    """Yield what readers saw change: the version with which the claim became public, and each with another status or wording since."""
    before: ClaimVersion | None = None
    for version in _public(list(claim.versions.select_related("taken_down").order_by("number")), claim):
        is_reworded = before is not None and version.text != before.text
        if before is None or version.status != before.status or is_reworded:
            status = Status(version.status)
            told = wording.version_text(version) if is_reworded else ""
            gone = lines.removed(getattr(version, "taken_down", None)) if is_reworded else ""
            yield Moment(version.made_at, shape=wording.SHAPES[status], word=wording.word(status), text=told, removed=gone)
        before = version


def _public(versions: list[ClaimVersion], claim: Claim) -> list[ClaimVersion]:
    since = claim.public_since
    earlier = [version for version in versions if since is None or version.made_at <= since]
    return [*earlier[-1:], *(version for version in versions if since is not None and version.made_at > since)]
