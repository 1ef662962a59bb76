"""The tags of a rendered page: what it shows, so that a change finds the pages to render anew.

Names: ``article:<id>``, ``section:<id>``, ``topic:<id>``, ``author:<id>``, ``legal:<slug>``, ``home``, ``listing``, ``menu``, ``brand``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_collected: ContextVar[set[str] | None] = ContextVar("depesche_tags", default=None)


def use(*tags: str) -> None:
    """Note that what is rendered now depends on these tags; outside of a rendering nothing is noted."""
    found = _collected.get()
    if found is not None:
        found.update(tags)


@contextmanager
def collecting() -> Iterator[set[str]]:
    """Collect the tags used inside the block; an outer block gets them too, because its page shows the inner one's content."""
    outer = _collected.get()
    found: set[str] = set()
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)
        if outer is not None:
            outer.update(found)
