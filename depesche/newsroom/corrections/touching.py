"""What a correction touches: the articles that carried what was wrong, and what parts above know of (sent issues and their recipients)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from depesche.newsroom import reach
from depesche.newsroom.models import ArticlePage, ClaimMark, ClaimVersion, CorrectedClaim, Correction
from depesche.newsroom.reach import Reach


@dataclass(frozen=True)
class Touched:
    """What a correction touches: articles with the note, published or not any more, and ``reaches`` by the name of who counted."""

    articles: tuple[ArticlePage, ...]
    reaches: dict[str, Reach]


def of(correction: Correction) -> Touched:
    """Return what a correction touches, or touched when it was published."""
    found = ArticlePage.objects.filter(pk__in=articles(correction)).order_by("-shown_at", "-pk")
    return Touched(tuple(found), reach.of(list(correction.claims.values_list("claim_id", flat=True))))


def articles(correction: Correction) -> set[int]:
    """Return the articles that a correction names, or that showed readers one of its claims in a wrong version."""
    named = {correction.article_id} if correction.article_id else set()
    return named | _carrying(correction.claims.select_related("claim"))


def _carrying(spans: Iterable[CorrectedClaim]) -> set[int]:
    """A mark shows the claim as it is at each moment, so what counts is whether it was there while the claim was wrong."""
    found: set[int] = set()
    for span in spans:
        began, ended = _moments(span)
        was_there = Q(until__isnull=True) | Q(until__gt=began)
        marks = ClaimMark.objects.filter(was_there, claim_id=span.claim_id)
        found |= set((marks.filter(since__lt=ended) if ended else marks).values_list("article_id", flat=True))
    return found


def _moments(span: CorrectedClaim) -> tuple[datetime, datetime | None]:
    """Return from when to when a claim was wrong; without an end if it still is."""
    made = dict(ClaimVersion.objects.filter(claim_id=span.claim_id, number__in=(span.first, span.last + 1)).values_list("number", "made_at"))
    return made[span.first], made.get(span.last + 1)


def wrong_versions(claims: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Return the spans of versions that published corrections call wrong, by claim."""
    found: dict[int, list[tuple[int, int]]] = {}
    rows = CorrectedClaim.objects.filter(correction__state="published", claim_id__in=claims)
    for claim_id, first, last in rows.values_list("claim_id", "first", "last"):
        found.setdefault(claim_id, []).append((first, last))
    return found
