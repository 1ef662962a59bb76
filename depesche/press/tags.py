"""The tags of a rendered page: what it shows, so that a change finds the pages to render anew.

Names: ``article:<id>``; ``section:<id>``, ``topic:<id>``, ``author:<id>``, ``month:<year>-<month>`` for who lists its articles;
``section-name:<id>``, ``topic-name:<id>``, ``author-name:<id>`` for who names it, as each of its articles does; ``offer:<id>``, ``document:<id>``,
``claim:<id>`` and ``source:<id>`` for who shows them, ``question:<id>`` for who compares the figures that answer it,
``topic-claims:<id>`` for who lists a topic's claims, ``claims`` for who lists all;
``most-read:home`` and ``most-read:section:<id>`` for who shows the list of the most read;
``legal:<slug>``, ``corrections`` for the log of corrections, ``home``, ``listing``, ``menu``, ``brand``, ``breaking``;
``live:<article>`` for its ticker's entries, whose changes reach readers once a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

Found = TypeVar("Found")

# On every page: rather than look for all of them, all are put aside at once.
SITE_WIDE = frozenset({"brand", "menu", "breaking"})
# A change that says so changes what stands in front; the others are rendered when somebody asks.
IN_FRONT = frozenset({"home", "listing", *SITE_WIDE})


class Used(set[str]):
    """The tags of a page, the moment from which on it would say something else although nobody changed anything, and what was read once for it."""

    end: datetime | None = None

    def __init__(self) -> None:
        """Begin with no tags."""
        super().__init__()
        self.known: dict[Callable[[], Any], Any] = {}

    def until(self, moment: datetime) -> None:
        """Note such a moment; the earliest counts."""
        self.end = moment if self.end is None else min(self.end, moment)


_collected: ContextVar[Used | None] = ContextVar("depesche_tags", default=None)


def use(*tags: str) -> None:
    """Note that what is rendered now depends on these tags; outside of a rendering nothing is noted."""
    found = _collected.get()
    if found is not None:
        found.update(tags)


def until(moment: datetime | None) -> None:
    """Note that what is rendered now holds until a moment, such as the end of an offer; ``None`` is no end."""
    found = _collected.get()
    if found is not None and moment is not None:
        found.until(moment)


def once(read: Callable[[], Found]) -> Found:
    """Read what several parts of a page show; within one rendering only once. The caller notes its tags each time."""
    found = _collected.get()
    if found is None:
        return read()
    if read not in found.known:
        found.known[read] = read()
    known: Found = found.known[read]
    return known


@contextmanager
def collecting() -> Iterator[Used]:
    """Collect the tags used inside the block; an outer block gets them too, because its page shows the inner one's content."""
    outer = _collected.get()
    found = Used()
    if outer is not None:
        found.known = outer.known
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)
        if outer is not None:
            outer.update(found)
            if found.end is not None:
                outer.until(found.end)
