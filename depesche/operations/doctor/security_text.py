"""Does security.txt name a contact, and does it hold for a while (RFC 9116, L-45)?"""

from __future__ import annotations

from depesche.brand import security_text
from depesche.kernel import clock
from depesche.operations.doctor.finding import Finding, State

NAME = "security.txt"
NEXT = "Look whether the contact is still right, and set DEPESCHE_SECURITY_EXPIRES to a day within a year."


def check() -> Finding:
    """Look at the day after which nobody may rely on the text any more."""
    at = clock.now()
    until = security_text.expiry(at)
    if until <= at:
        return Finding(State.FAILURE, f"security.txt expired on {until:%Y-%m-%d}: whoever finds a weakness must not rely on it.", NEXT)
    if until - at <= security_text.WARNED:
        return Finding(State.WARNING, f"security.txt expires on {until:%Y-%m-%d}.", NEXT)
    return Finding(State.OK, f"security.txt names {security_text.contact()} until {until:%Y-%m-%d}.")
