"""The courier's periodic work."""

from __future__ import annotations

from datetime import datetime

from depesche.chores.periodic import every
from depesche.courier import handover, keeping, outbox
from depesche.courier.inbound import reading_ways, settling


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


@every(minutes=1, when=reading_ways.is_fetched)
def fetch_what_came_back(*, at: datetime) -> None:
    """Ask the mailbox or the mail folder for mail that came back."""
    reading_ways.fetch(at=at)


@every(seconds=5, when=settling.is_due)
def settle_what_came_back(*, at: datetime) -> None:
    """Read what was stored, and do what follows from it."""
    settling.run(at=at)


@every(minutes=24 * 60)
def delete_what_came_back(*, at: datetime) -> None:
    """Delete mails that came in long ago, and what was counted of them."""
    keeping.delete_old(at=at)
