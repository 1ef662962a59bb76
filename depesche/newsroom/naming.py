"""Articles named within a sentence that says why something stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.utils.translation import gettext as _

NAMED = 5


def articles(titles: Iterable[str]) -> str:
    """Return headlines as a list, the first five of many; empty for none. No more are read than that takes."""
    found = list(islice(titles, NAMED + 1))
    more = " …" if len(found) > NAMED else ""
    return ", ".join(_("“%(title)s”") % {"title": title} for title in found[:NAMED]) + more
