"""A claim as editors see it in the panel and at a mark: what it says, its status, who says what, where its page is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from depesche.newsroom.claims import figure_words
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.terms import AssertionState

DESK_PAGE = "newsroom-claim"  # the claim's page at the desk
STANDING = (AssertionState.LIVE, AssertionState.DRAFT)


@dataclass(frozen=True)
class Line:
    """What one source says, in a line."""

    assertion: int
    source: str
    stance: str
    figure: str
    is_draft: bool


@dataclass(frozen=True)
class Shown:
    """A claim in short. ``url``: its page at the desk, empty where there is none."""

    claim: int
    text: str
    status: str
    lines: tuple[Line, ...]
    url: str = ""
    is_sure: bool = False


def standing(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Read claims together with what counts or will count."""
    return claims.prefetch_related("assertions__source")


def shown(claim: Claim, *, is_sure: bool = False) -> Shown:
    """Return a claim in short; ``is_sure``: the selected words say nearly the same."""
    lines = tuple(line(one) for one in claim.assertions.all() if one.state in STANDING)
    return Shown(claim.pk, claim.text, str(claim.get_status_display()), lines, url=page(claim), is_sure=is_sure)


def line(assertion: Assertion) -> Line:
    """Return a statement in a line."""
    is_draft = assertion.state == AssertionState.DRAFT
    return Line(assertion.pk, assertion.source.name, str(assertion.get_stance_display()), figure_words.with_measure(assertion.figure), is_draft)


def page(claim: Claim) -> str:
    """Return where a claim is kept at the desk."""
    try:
        return reverse(DESK_PAGE, args=[claim.pk])
    except NoReverseMatch:
        return ""


def in_order(claims: Sequence[int]) -> list[Claim]:
    """Read claims by their numbers, in this order; those that are gone are left out."""
    found = standing(Claim.objects.filter(pk__in=claims)).in_bulk()
    return [found[pk] for pk in claims if pk in found]
