"""What looks after the site in the background."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from depesche.chores import periodic
from depesche.kernel import clock
from depesche.operations import examining, health_figures


@periodic.every(minutes=10)
def look_after_health(*, at: datetime) -> None:
    """Take a sample of pages, queue and disk for the desk."""
    health_figures.take(at=at)


@periodic.every(minutes=30)
def examine(*, at: datetime) -> None:
    """Let the doctor make a round, without the checks that read everything."""
    examining.examine(at=at, slow=False)


@periodic.every(minutes=24 * 60)
def examine_everything(*, at: datetime) -> None:
    """Let the doctor make the whole round, with ledger and consents."""
    examining.examine(at=at, slow=True)


@task()
def examine_now() -> None:
    """Let the doctor make the whole round because somebody at the desk asked for it."""
    examining.examine(at=clock.now(), slow=True)
