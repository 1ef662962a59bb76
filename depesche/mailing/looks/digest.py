"""A digest: the day, and what is new since the one before, each article with its section."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import ngettext

from depesche.brand.letterhead import Day, Look, Sheet, Teaser
from depesche.mailing.looks.around import Around
from depesche.mailing.looks.parts import Parts


def sheet(day: date, parts: Parts, around: Around) -> Sheet:
    """Lay out a digest of a day, in the active language; ``stories`` have their section in the kicker."""
    blocks = [_day(day, parts), *parts.corrections, *parts.intro, *parts.stories, *parts.evidence, *parts.offers, *parts.below]
    return around.sheet(Look.DIGEST, blocks)


def _day(day: date, parts: Parts) -> Day:
    count = sum(isinstance(one, Teaser) for one in parts.stories)
    said = ngettext("%(count)d new article", "%(count)d new articles", count) % {"count": count}
    return Day(number=str(day.day), weekday=date_format(day, "l"), month=date_format(day, "F Y"), said=said)
