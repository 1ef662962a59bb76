"""What a source ever said to claims that readers may see; a source with none has no page."""

from __future__ import annotations

from django.db.models import F, QuerySet

from depesche.newsroom.claims.assertion_rows import Assertion
from depesche.newsroom.claims.source_rows import Source
from depesche.newsroom.claims.terms import AssertionState, Visibility


def by(source: Source) -> QuerySet[Assertion]:
    """Return what a source ever said to a claim that readers may see, the newest first."""
    public = Assertion.objects.filter(source=source, visibility=Visibility.PUBLIC, claim__public_since__isnull=False)
    counted = public.exclude(state=AssertionState.DRAFT).filter(claim__merged_into__isnull=True)
    return counted.order_by(F("said_on").desc(nulls_last=True), "-live_since", "-pk")
