"""Do consents lie unused for so long that courts doubt them (L-09)?"""

from __future__ import annotations

from depesche.audience import staleness
from depesche.kernel import clock, options
from depesche.operations.doctor.finding import Finding, State

NAME = "unused consents"


def check() -> Finding:
    """Count consents without an accepted mail for the months of the option."""
    found = staleness.stale(at=clock.now())
    now = options.current()
    if not found:
        return Finding(State.OK, f"Every consent was given or used within {now.consent_stale_months} months.")
    return Finding(
        State.WARNING,
        f"{found} consents were not used for {now.consent_stale_months} months; after {now.consent_end_months} they end.",
        "Write to these people, or let the consents end.",
    )
