"""What the publisher's part does in the background."""

from __future__ import annotations

from datetime import datetime

from depesche.brand import callback
from depesche.chores import periodic


@periodic.every(minutes=10)
def delete_old_callback_requests(*, at: datetime) -> None:
    """Delete requests to be called back whose time is over."""
    callback.delete_due(at=at)
