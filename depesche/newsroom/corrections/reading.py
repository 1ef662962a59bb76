"""Published corrections as readers find them: by article, by month, by claim, the newest first. Typing errors are none of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from depesche.newsroom.claims.correction_rows import CorrectionState, Severity
from depesche.newsroom.models import CorrectedClaim, Correction

ABOVE = frozenset({Severity.CORRECTION, Severity.RETRACTION})


def published() -> QuerySet[Correction]:
    """Return every published correction, the newest first."""
    found = Correction.objects.filter(state=CorrectionState.PUBLISHED).exclude(severity=Severity.TYPO)
    return found.order_by("-published_at", "-pk")


def of_article(article_id: int) -> QuerySet[Correction]:
    """Return the corrections of an article, the newest first."""
    return published().filter(articles__article_id=article_id)


def of_claims(claim_ids: Collection[int]) -> QuerySet[Correction]:
    """Return the corrections of claims, each once, the newest first."""
    return published().filter(pk__in=CorrectedClaim.objects.filter(claim_id__in=claim_ids).values("correction_id"))


def of_month(year: int, month: int) -> QuerySet[Correction]:
    """Return the corrections of one month in the site's time zone."""
    return published().filter(published_at__year=year, published_at__month=month)


def months() -> list[date]:
    """Return the first days of the months that have corrections, the newest first."""
    found = published().order_by().annotate(month=TruncMonth("published_at")).values_list("month", flat=True).distinct()
    return sorted({moment.date() for moment in found if isinstance(moment, datetime)}, reverse=True)
