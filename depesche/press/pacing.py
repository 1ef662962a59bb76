"""How often pages may be outdated: at once, but for what may change many times a second."""

from __future__ import annotations

from datetime import datetime

# Tags of what may change many times a second: pages that show it are removed once a second at most.
PACED = "live:"


def is_due(tag: str, outdated_at: datetime, *, at: datetime) -> bool:
    """Whether pages with a tag are to be removed now: at once, or when the second is over in which it was outdated."""
    return not tag.startswith(PACED) or int(outdated_at.timestamp()) < int(at.timestamp())
