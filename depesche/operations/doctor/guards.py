"""Are the triggers there that keep the ledger and deliveries from being changed behind our back?"""

from __future__ import annotations

from depesche.ledger import guards
from depesche.operations.doctor.finding import Finding, State

NAME = "guards"


def check() -> Finding:
    """Look for every registered guard."""
    gone = guards.missing()
    if gone:
        return Finding(
            State.FAILURE,
            f"Guards are missing: {', '.join(gone)}.",
            "Restart `depesche serve`: it makes them again. Then run `depesche ledger verify`.",
        )
    return Finding(State.OK, "All guards of the database are in place.")
