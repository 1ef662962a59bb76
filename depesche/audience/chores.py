"""The audience's periodic work."""

from __future__ import annotations

from datetime import datetime

from depesche.audience import handing_over, intake, limits, purging
from depesche.chores.periodic import every


@every(seconds=1, when=intake.is_waiting)
def take_up(*, at: datetime) -> None:
    """Take up what public forms sent in."""
    intake.work_off(at=at)


@every(seconds=5, when=handing_over.is_waiting)
def record_hand_overs(*, at: datetime) -> None:
    """Record the confirmation mails that were handed over (L-21)."""
    handing_over.record(at=at)


@every(minutes=15, when=purging.has_unconfirmed)
def purge_unconfirmed(*, at: datetime) -> None:
    """Erase sign-ups that nobody confirmed (L-26)."""
    purging.purge_unconfirmed(at=at)


@every(minutes=60)
def tidy(*, at: datetime) -> None:
    """Forget counts, forms that could not be taken up, and proofs whose time is over (L-27)."""
    limits.forget_old(at=at)
    intake.forget_stuck(at=at)
    purging.end_proofs(at=at)
