"""Mailing's periodic work."""

from __future__ import annotations

from datetime import datetime

from depesche.chores import wake
from depesche.chores.periodic import every
from depesche.mailing import sending


@every(seconds=1, when=sending.is_wanted)
def send(*, at: datetime) -> None:
    """Go on with the campaigns being sent; when a run ended because its time was over, the next starts at once."""
    if sending.run(at=at):
        wake.wake()
