"""Does the ledger verify?"""

from __future__ import annotations

from depesche.ledger import verification
from depesche.operations.doctor.finding import Finding, State

NAME = "ledger"


def check() -> Finding:
    """Verify every log from its first entry."""
    report = verification.verify()
    if report.problems:
        return Finding(State.FAILURE, f"The ledger does not verify: {report.problems[0]}", "Run `depesche ledger verify` and compare with a backup.")
    return Finding(State.OK, "The ledger verifies.")
