"""Taking the publisher's theme into use: tried out first, in a process of its own, when it is another one than before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import structlog

from depesche.kernel import options, theme
from depesche.kernel.theme import Trouble

LONGEST = 120.0  # seconds
log = structlog.get_logger("depesche.start")


def take_what_is_new() -> None:
    """Take the theme in the home folder if it is new and in order; else keep the one in use, and keep why."""
    home = options.current().home
    folder = theme.written(home)
    state = theme.state_of(folder)
    if state == theme.in_use(home):
        theme.take(home, folder) if theme.trouble(home) else None
        return
    mistakes = mistakes_of(folder) if state else ()
    if mistakes:
        theme.note(home, Trouble(state, mistakes))
        log.warning("The theme is not used; readers see the one before.", mistakes=" ".join(mistakes))
        return
    theme.take(home, folder)
    log.info("The theme was taken into use." if state else "There is no theme any more.")


def mistakes_of(folder: Path) -> tuple[str, ...]:
    """Try a theme out; return a sentence for each mistake."""
    current = options.current()
    environment = {**os.environ, "DEPESCHE_HOME": str(current.home)}
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "depesche.operations.theme_trial", str(folder)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return (f"Trying the theme out took longer than {LONGEST:.0f} seconds.",)
    try:
        return tuple(map(str, json.loads(done.stdout.strip().splitlines()[-1])))
    except (ValueError, IndexError):
        return (f"The theme could not be tried out: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}",)
