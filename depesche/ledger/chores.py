"""What the ledger does by itself."""

from __future__ import annotations

from datetime import datetime

from depesche.chores import periodic
from depesche.ledger import checkpoints, sweeping


def _has_grown(*, at: datetime) -> bool:
    return bool(checkpoints.grown())


@periodic.every(seconds=60, when=_has_grown)
def sign_checkpoints(*, at: datetime) -> None:
    """Sign every log that has grown since its last checkpoint."""
    checkpoints.sign_grown(at=at)


@periodic.every(minutes=60)
def sweep(*, at: datetime) -> None:
    """Empty SQLite's write-ahead log, should somebody have been reading when something was erased."""
    sweeping.sweep()
