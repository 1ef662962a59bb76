"""Do sign-ups come from many addresses, or does a proxy hide them all behind its own (B-07)?"""

from __future__ import annotations

from depesche.audience import intake, limits
from depesche.kernel import clock, option_types, options
from depesche.operations.doctor.finding import Finding, State

NAME = "sign-ups"
ENOUGH = 20
MOST_PERCENT = 90


def check() -> Finding:
    """Look at the sign-ups of the last day; a site on this very machine is let be."""
    total, largest = limits.concentration(intake.CLIENT, span=limits.DAY, at=clock.now())
    if total < ENOUGH or option_types.is_loopback(options.current().host) or largest * 100 <= total * MOST_PERCENT:
        return Finding(State.OK, f"{total} sign-ups in the last day.")
    return Finding(
        State.FAILURE,
        f"{largest} of {total} sign-ups in the last day came from one network, so the limits hit everybody or nobody.",
        "Name your proxy's network in trusted_proxies, or look who is signing up.",
    )
