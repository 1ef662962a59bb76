"""Is somebody's request about their data about to miss its month (Art. 12(3) GDPR, L-35)?"""

from __future__ import annotations

from depesche.audience import answering
from depesche.kernel import clock
from depesche.operations.doctor.finding import Finding, State

NAME = "data requests"


def check() -> Finding:
    """Look for requests that are due within a week, or overdue."""
    now = clock.now()
    pressing = list(answering.pressing(at=now))
    if not pressing:
        return Finding(State.OK, f"{answering.unanswered().count()} requests about personal data wait, none of them for long.")
    overdue = sum(request.due_at < now for request in pressing)
    return Finding(
        State.FAILURE if overdue else State.WARNING,
        f"{len(pressing)} requests about personal data are due within a week, {overdue} of them overdue.",
        "Answer them at the desk (Audience, Requests about personal data).",
    )
