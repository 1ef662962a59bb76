"""A claim as editors see it in the panel and at a mark: what it says, its status, who says what, where its page is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.terms import AssertionState, Comparator

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
    return Line(assertion.pk, assertion.source.name, str(assertion.get_stance_display()), figure(assertion.figure), is_draft)


def figure(found: Figure | None) -> str:
    """Write a figure as editors read it: "ca. 12.000 Soldaten (beschlossen)"; empty for none."""
    if found is None:
        return ""
    low = _number(found.low)
    number = _("%(low)s to %(high)s") % {"low": low, "high": _number(found.high)} if found.comparator == Comparator.RANGE else low
    before = "" if found.comparator in {Comparator.RANGE, Comparator.EXACT} else f"{found.comparator.label} "
    measure = f" ({found.measure})" if found.measure else ""
    return f"{before}{number} {found.unit}".strip() + measure


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


def _number(value: object) -> str:
    text = format(value, "f") if value is not None else ""
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return str(number_format(plain, use_l10n=True, force_grouping=True)) if plain else ""
