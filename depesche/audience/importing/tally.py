"""The counts of an import: every record counts once, so that they add up to the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from depesche.audience.importing.losses import REJECTED, Loss
from depesche.audience.importing.planning import Plan
from depesche.audience.importing.said import Grade, Status
from depesche.audience.models import ImportedRow

OUTCOMES = ("mailable", "unproven", "suppressed", "known", "refused", "rejected")
NAMES = {ImportedRow.Outcome.UNPROVEN.value: "unproven"}
LEAVING = (Status.LEFT, Status.BOUNCED, Status.COMPLAINED)


def begin(counts: Mapping[str, int]) -> Counter[str]:
    """Go on with counts, or begin with zeros."""
    names = ("rows", *OUTCOMES, *(grade.value for grade in Grade), *(status.value for status in LEAVING))
    return Counter({name: counts.get(name, 0) for name in names})


def add(counts: Counter[str], plans: Iterable[Plan], losses: Iterable[Loss]) -> None:
    """Add what became of a batch. Grades are counted of everybody who did not leave there; leavers are counted by how."""
    for plan in plans:
        counts["rows"] += 1
        counts[NAMES.get(plan.outcome, plan.outcome)] += 1
        counts[plan.row.status.value if plan.row.status.is_leaving else plan.row.grade.value] += 1
    for loss in losses:
        if loss.result == REJECTED:
            counts["rows"] += 1
            counts["rejected"] += 1
