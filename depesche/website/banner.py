"""The breaking-news banner below the header of every page that readers see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from depesche.newsroom import breaking
from depesche.website import paths


@dataclass(frozen=True)
class Banner:
    """One line; ``path`` is where it leads and may be empty."""

    text: str
    path: str


def banner(*, on: str, at: datetime) -> Banner | None:
    """Return what stands below the header now; nothing on the page that it leads to.

    :param on: the path of the page, as its canonical address has it
    """
    found = breaking.now(at=at)
    if found is None:
        return None
    path = paths.of(found.article) if found.article else found.link
    return None if path and path == on else Banner(str(found), path)
