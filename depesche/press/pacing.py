"""When outdated tags are applied: at once, but for what may change many times a second; and how long they are looked at again."""

from __future__ import annotations

from datetime import datetime, timedelta

# Tags of what may change many times a second: pages that show it are removed once a second at most.
PACED = "live:"
CLOCKS_DIFFER = 1  # seconds, between two machines
# No transaction is open for longer; younger rows are looked at again, as they may be committed out of order.
OUT_OF_ORDER = timedelta(hours=1)


def is_due(tag: str, outdated_at: datetime, *, at: datetime) -> bool:
    """Whether pages with a tag are to be removed now: at once, or when the second is over in which it was outdated.

    A moment that lies further ahead than clocks differ was written before somebody set the clock back, and is not waited for.
    """
    return not tag.startswith(PACED) or not 0 <= int(outdated_at.timestamp()) - int(at.timestamp()) <= CLOCKS_DIFFER
