"""The claims of an article as they will stand once it is published: what is live, and the article's own drafts with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from depesche.newsroom.claims import deriving, marking
from depesche.newsroom.claims.assertion_rows import Assertion, Evidence
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.marking import Mark
from depesche.newsroom.claims.status import Verdict
from depesche.newsroom.claims.terms import AssertionState, Status, Visibility

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage


@dataclass(frozen=True)
class Judged:
    """A claim that an article carries: what counts for it, and the status that follows."""

    claim: Claim
    assertions: tuple[Assertion, ...]
    verdict: Verdict


def of(article: ArticlePage, *, at: datetime) -> dict[int, Judged]:
    """Return every claim that an article, live or draft, states, by its number, in reading order; in three queries, none without marks."""
    return of_marks(marking.stated(article), at=at)


def of_marks(marks: Sequence[Mark], *, at: datetime) -> dict[int, Judged]:
    """Return the claims of these marks, by the marked number; one that no longer exists is left out, a merged one leads to the other."""
    if not marks:
        return {}
    claims = _claims({mark.claim for mark in marks})
    said: dict[int, list[Assertion]] = {claim.pk: [] for claim in claims.values()}
    drafts = {mark.assertion for mark in marks if mark.assertion}
    for assertion in _counting(said, drafts):
        said[assertion.claim_id].append(assertion)
    order = dict.fromkeys(mark.claim for mark in marks if mark.claim in claims)
    return {pk: _judged(claims[pk], said[claims[pk].pk], at=at) for pk in order}


def unsourced(article: ArticlePage, *, at: datetime) -> list[Claim]:
    """Return the claims of an article for which nobody stands, each once."""
    return [one.claim for one in of(article, at=at).values() if one.verdict.status == Status.UNSOURCED]


def _claims(numbers: set[int]) -> dict[int, Claim]:
    found = Claim.objects.in_bulk(numbers)
    into = {claim.merged_into_id for claim in found.values() if claim.merged_into_id}
    others = _claims(into) if into else {}
    return {pk: others.get(claim.merged_into_id or 0, claim) for pk, claim in found.items()}


def _judged(claim: Claim, said: list[Assertion], *, at: datetime) -> Judged:
    return Judged(claim, tuple(said), deriving.verdict(claim, said, at=at))


def _counting(claims: Collection[int], drafts: set[int]) -> list[Assertion]:
    counts = Q(state=AssertionState.LIVE) | Q(state=AssertionState.DRAFT, pk__in=drafts)
    found = Assertion.objects.filter(counts, claim_id__in=claims, visibility=Visibility.PUBLIC).select_related("source")
    return list(found.prefetch_related(Prefetch("evidence", queryset=Evidence.objects.order_by("pk"))))
