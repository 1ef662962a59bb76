"""The list of the most read, as it stands on the front page and in a section."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from depesche.newsroom import most_read
from depesche.newsroom.read_rows import Period
from depesche.website import teasers
from depesche.website.teasers import Teaser


@dataclass(frozen=True)
class Popular:
    """The most read, the first most; ``period`` says over which time."""

    period: str
    stories: tuple[Teaser, ...]


def at(place: str) -> Popular | None:
    """Return the list of a place, if there is one."""
    found = most_read.shown(place)
    if found is None:
        return None
    period = _("in the last 24 hours") if found.period is Period.DAY else _("in the last 7 days")
    return Popular(period, tuple(teasers.teaser(article) for article in found.articles))
