"""Is there room left?"""

from __future__ import annotations

import shutil

from depesche.kernel import options
from depesche.operations.doctor.finding import Finding, State

NAME = "disk"
MEGABYTE = 1024 * 1024
LOW = 2048
EMPTY = 256


def check() -> Finding:
    """Look at the file system of the home folder; below 2 GB is low, below 256 MB is a failure."""
    free = shutil.disk_usage(options.current().home).free // MEGABYTE
    if free < EMPTY:
        return Finding(State.FAILURE, f"Only {free} MB are free.", "Make room: a full disk loses sign-ups and withdrawals.")
    if free < LOW:
        return Finding(State.WARNING, f"Only {free} MB are free.", "Make room soon.")
    return Finding(State.OK, f"{free} MB are free.")
