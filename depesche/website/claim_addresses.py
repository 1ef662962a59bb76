"""Where the pages of claims and sources stand: those that readers and search engines may find."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from depesche.newsroom.claims import outdating
from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.claim_rows import Claim
from depesche.newsroom.claims.source_rows import Source
from depesche.newsroom.claims.terms import AssertionState, Visibility
from depesche.press import tags
from depesche.website import paths


def found() -> list[str]:
    """Return the paths of every public claim and of every source that readers have met; protected sources are left out."""
    tags.use(outdating.LISTS)
    public = Assertion.objects.exclude(state=AssertionState.DRAFT).filter(visibility=Visibility.PUBLIC, claim__public_since__isnull=False)
    met = Source.objects.filter(pk__in=public.order_by().values("source"), is_protected=False, merged_into__isnull=True)
    return [
        *(paths.of_claim(slug) for slug in _public().order_by("pk").values_list("slug", flat=True)),
        *(paths.of_source(slug) for slug in met.order_by("pk").values_list("slug", flat=True)),
    ]


def of_claims(numbers: Iterable[int]) -> list[str]:
    """Return the paths of those of these claims that readers may see."""
    return [paths.of_claim(slug) for slug in _public().filter(pk__in=list(numbers)).values_list("slug", flat=True)]


def _public() -> QuerySet[Claim]:
    return Claim.objects.filter(public_since__isnull=False, merged_into__isnull=True)
