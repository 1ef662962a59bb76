"""Mailing's periodic work."""

from __future__ import annotations

from datetime import datetime

from depesche.chores import wake
from depesche.chores.periodic import every
from depesche.mailing import scheduling, sending, sending_figures
from depesche.mailing.digests import making
from depesche.mailing.sending import resolving


@every(seconds=1, when=sending.is_wanted)
def send(*, at: datetime) -> None:
    """Go on with the campaigns being sent; when a run ended because its time was over, the next starts at once."""
    if sending.run(at=at):
        wake.wake()


@every(seconds=1, when=scheduling.is_due)
def start(*, at: datetime) -> None:
    """Start the campaigns whose time has come."""
    scheduling.start_due(at=at)


@every(seconds=10, when=making.is_due)
def digests(*, at: datetime) -> None:
    """Make the issues of digests whose time has come."""
    making.make_due(at=at)


@every(seconds=15, when=resolving.is_wanted)
def resolve(*, at: datetime) -> None:
    """Ask the mail server on this machine for mails whose answer was lost."""
    resolving.resolve(at=at)


@every(minutes=5)
def count(*, at: datetime) -> None:
    """Count for the desk what became of mails."""
    sending_figures.take(at=at)
