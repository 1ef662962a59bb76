"""Tasks and periodic work that leave a trace in a file, for tests with real processes."""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path

from django_tasks import task

from depesche.chores import periodic
from depesche.kernel.refusal import Refusal


def write(path: str, line: str) -> None:
    """Append a line in one write, so that processes do not mix."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


@task()
def note(path: str, seconds: float = 0) -> str:
    write(path, "started")
    time.sleep(seconds)
    write(path, "finished")
    return "done"


@task()
def fail(path: str) -> None:
    write(path, "tried")
    raise ValueError("it does not work")


@task()
def refuse(path: str) -> None:
    write(path, "tried")
    raise Refusal(code="no", message="No.")


def declare(path: str, seconds: float) -> None:
    """Make the note of a slot the only periodic work of this process, due every two seconds."""
    periodic._jobs.clear()

    @periodic.every(seconds=2)
    def mark(*, at: datetime) -> None:
        write(path, f"{at.timestamp():.3f}")
        time.sleep(seconds)
