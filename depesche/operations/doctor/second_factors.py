"""Is a stolen password enough to become an administrator?"""

from __future__ import annotations

from depesche.brand import second_factors
from depesche.operations.doctor.finding import Finding, State

NAME = "second factors"


def check() -> Finding:
    """Look for administrators who log in with a password alone."""
    without = second_factors.administrators_without()
    if not without:
        return Finding(State.OK, "All administrators have a second factor.")
    count = len(without)
    return Finding(
        State.WARNING,
        f"{count} administrator{'s have' if count > 1 else ' has'} no second factor: {', '.join(person.email for person in without)}.",
        "Set one up at the desk (My account, Second factor), and demand it of the role (Settings, Security).",
    )
