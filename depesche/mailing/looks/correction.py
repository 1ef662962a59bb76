"""A mail of its own for a mistake: what was wrong, what is right, why."""

from __future__ import annotations

from dataclasses import replace

from depesche.brand.letterhead import Amends, Headline, Look, Sheet
from depesche.mailing.looks.around import Around
from depesche.mailing.looks.parts import Parts


def sheet(amends: Amends, parts: Parts, around: Around) -> Sheet:
    """Lay out the mail; its headline says of which issues. What an editor adds stands below."""
    blocks = [Headline(amends.heading), replace(amends, heading=""), *parts.intro, *parts.stories, *parts.evidence, *parts.offers]
    return around.sheet(Look.CORRECTION, blocks, label=amends.label)
