"""The audience's periodic work."""

from __future__ import annotations

from datetime import datetime

from depesche.audience import audience_figures, freshness, handing_over, intake, limits, purging, staleness, witness
from depesche.audience.importing import keeping, stating, waiting
from depesche.chores.periodic import every


@every(seconds=1, when=intake.is_waiting)
def take_up(*, at: datetime) -> None:
    """Take up what public forms sent in."""
    intake.work_off(at=at)


@every(seconds=5, when=handing_over.is_waiting)
def record_hand_overs(*, at: datetime) -> None:
    """Record the confirmation mails that were handed over (L-21)."""
    handing_over.record(at=at)


@every(seconds=2, when=waiting.is_waiting)
def move_in(*, at: datetime) -> None:
    """Look at uploads, carry imports out, take them back."""
    waiting.work_off(at=at)


@every(seconds=2, when=stating.is_waiting)
def carry_statements_out(*, at: datetime) -> None:
    """Carry signed statements out, or take them back (L-28)."""
    stating.work_off()


@every(minutes=15, when=purging.has_unconfirmed)
def purge_unconfirmed(*, at: datetime) -> None:
    """Erase sign-ups that nobody confirmed (L-26)."""
    purging.purge_unconfirmed(at=at)


@every(minutes=60, when=staleness.has_ended)
def end_unused(*, at: datetime) -> None:
    """End consents that were not used for years (L-09)."""
    staleness.end_all(at=at)


@every(minutes=60, when=witness.is_due)
def mail_checkpoints(*, at: datetime) -> None:
    """Mail the newest checkpoints to an archive outside, once a day."""
    witness.mail(at=at)


@every(minutes=60)
def tidy(*, at: datetime) -> None:
    """Forget counts, forms that were sent, uploads that nobody wanted, forms that could not be taken up, and proofs whose time is over (L-27)."""
    limits.forget_old(at=at)
    freshness.forget_spent(at=at)
    keeping.forget_old(at=at)
    intake.forget_stuck(at=at)
    purging.end_proofs(at=at)


@every(minutes=10)
def count(*, at: datetime) -> None:
    """Count for the desk how the audience grows."""
    audience_figures.take(at=at)
