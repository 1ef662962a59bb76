"""An issue that editors put together: a lead story, others below it."""

from __future__ import annotations

from depesche.brand.letterhead import Look, Sheet
from depesche.mailing.looks.around import Around
from depesche.mailing.looks.parts import Parts


def sheet(parts: Parts, around: Around) -> Sheet:
    """Lay out an issue."""
    return around.sheet(Look.ISSUE, [*parts.corrections, *parts.intro, *parts.stories, *parts.evidence, *parts.offers, *parts.below])
