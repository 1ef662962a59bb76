"""Is the publisher's theme in use, and if not, why?"""

from __future__ import annotations

from depesche.kernel import options, theme
from depesche.operations.doctor.finding import Finding, State

NAME = "theme"


def check() -> Finding:
    """Compare what was written with what is in use."""
    home = options.current().home
    folder = theme.written(home)
    state, used, trouble = theme.state_of(folder), theme.in_use(home), theme.trouble(home)
    if state == used:
        return Finding(State.OK, f"The theme in {folder} is in use." if used else "There is no theme; pages look as Depesche made them.")
    if trouble is not None and trouble.state == state:
        kept = "the theme before" if used else "Depesche's own look"
        return Finding(
            State.FAILURE,
            f"The theme in {folder} is not used, readers see {kept}. {' '.join(trouble.sentences)}",
            "Mend it, look with `depesche theme`, and start `depesche serve` anew.",
        )
    return Finding(
        State.WARNING, f"The theme in {folder} was changed and is not used yet.", "Start `depesche serve` anew: it tries the theme and takes it."
    )
