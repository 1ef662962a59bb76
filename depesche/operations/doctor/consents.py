"""Are the live consents what the ledger says (I-5)?"""

from __future__ import annotations

from depesche.audience import folding
from depesche.operations.doctor.finding import Finding, State

NAME = "consents"
IS_SLOW = True


def check() -> Finding:
    """Fold the consent log and compare it with the tables."""
    found = folding.compare()
    if found:
        return Finding(
            State.FAILURE,
            f"Tables and ledger differ in {len(found)} places. First: {found[0]}.",
            "Stop sending, and run `depesche ledger verify` for the whole list.",
        )
    return Finding(State.OK, "Live consents, grants and suppressions are what the ledger says.")
