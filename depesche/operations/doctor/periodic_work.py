"""Does periodic work get done: sending, digests, tidying?"""

from __future__ import annotations

from datetime import timedelta

from depesche.chores import slots
from depesche.kernel import clock
from depesche.operations.doctor.finding import Finding, State

NAME = "periodic work"
OFTEN = 3  # tries
LONG = timedelta(minutes=15)  # sending is looked after every few seconds
NAMED = 5


def check() -> Finding:
    """Look at the newest slot of every job: tried again and again, given up, or none taken for long."""
    newest, at = slots.newest(), clock.now()
    failing = sorted(job for job, slot in newest.items() if slot.attempts >= (OFTEN if slot.finished_at is None else slots.MOST_ATTEMPTS))
    if failing:
        named = ", ".join(failing[:NAMED]) + (" and others" if len(failing) > NAMED else "")
        message = f"Periodic work fails again and again: {named}."
        return Finding(State.WARNING, message, "The log of `depesche serve` says why; it is tried again by itself.")
    taken = max((slot.due_at for slot in newest.values()), default=None)
    if taken is not None and taken < at - LONG:
        message = f"No periodic work has been begun since {taken:%d %B %Y, %H:%M} UTC: nothing is sent or tidied."
        return Finding(State.WARNING, message, "Run `depesche serve`, or a scheduler as docs/guides/scale.md shows.")
    return Finding(State.OK, "Periodic work is done." if newest else "No periodic work was begun yet.")
