"""The courier's periodic work."""

from __future__ import annotations

from datetime import datetime

from depesche.chores.periodic import every
from depesche.courier import handover, outbox


@every(seconds=1, when=outbox.is_due)
def hand_over(*, at: datetime) -> None:
    """Hand over the single mails that are due."""
    outbox.hand_over_due(at=at)


@every(minutes=1)
def tidy(*, at: datetime) -> None:
    """Give up mails whose time is over, and take back those of a dead process."""
    handover.tidy(at=at)


@every(minutes=24 * 60)
def delete_old(*, at: datetime) -> None:
    """Delete mails that left long ago and prove nothing."""
    outbox.delete_old(at=at)
