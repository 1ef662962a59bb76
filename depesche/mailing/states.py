"""Which change of state a delivery may make; the database enforces the same table (M-01).

``unknown`` ends only when somebody finds out what became of the mail: it was taken, or it was refused. It is never sent again.
"""

from __future__ import annotations

from depesche.mailing.models import Delivery

State = Delivery.State
WAITING = (State.QUEUED, State.DEFERRED)
OPEN = (State.QUEUED, State.DEFERRED, State.HANDING_OVER)
ALLOWED: dict[State, tuple[State, ...]] = {
    State.QUEUED: (State.HANDING_OVER, State.SUPPRESSED, State.WITHOUT_CONSENT, State.CANCELLED),
    State.DEFERRED: (State.HANDING_OVER, State.SUPPRESSED, State.WITHOUT_CONSENT, State.CANCELLED, State.FAILED),
    State.HANDING_OVER: (State.ACCEPTED, State.DEFERRED, State.FAILED, State.UNKNOWN),
    State.UNKNOWN: (State.ACCEPTED, State.FAILED),
}
