"""Can mail leave?"""

from __future__ import annotations

from depesche.courier import way
from depesche.kernel import option_types, options
from depesche.operations.doctor.finding import Finding, State

NAME = "mail"


def check() -> Finding:
    """Connect, encrypt and log in as a mail would."""
    problem = way.trial()
    if problem is not None:
        return Finding(State.FAILURE, problem.message, problem.help)
    return Finding(State.OK, f"Mail leaves by {option_types.redact(options.current().smtp_url)}.")
