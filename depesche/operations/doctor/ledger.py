"""Does the ledger verify?"""

from __future__ import annotations

from depesche.ledger import verification
from depesche.operations.doctor.finding import Finding, State

NAME = "ledger"
IS_SLOW = True


def check() -> Finding:
    """Verify every log from its first entry."""
    report = verification.verify()
    if not report.ok:
        count = len(report.deviations) + len(report.guards)
        return Finding(
            State.FAILURE,
            f"The ledger does not verify: {count} deviations.",
            "Run `depesche ledger verify` for each of them, and compare with a backup.",
        )
    entries = sum(log.entries for log in report.logs)
    return Finding(State.OK, f"The ledger verifies ({entries} entries).")
