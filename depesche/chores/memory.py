"""Memory that a piece of work needed goes back to the machine when it is done.

Pictures in circles of objects would wait for a collection that hardly ever comes, and glibc keeps what is free for each thread that ever ran.
"""

from __future__ import annotations

import ctypes
import gc
import time
from functools import cache
from typing import Any

ARENAS = -8  # M_ARENA_MAX of mallopt(3)
AT_MOST = 2
PAUSE = 20.0  # seconds between two times of giving back: looking through all of it costs milliseconds


def share() -> None:
    """Let all threads take their memory from two places; to be called before there are threads."""
    if (mallopt := _of_glibc("mallopt")) is not None:
        mallopt(ARENAS, AT_MOST)


def keep_loaded() -> None:
    """Leave what is loaded by now out of every collection, which becomes short by that; to be called when everything is loaded."""
    gc.collect()
    gc.freeze()


class Leftovers:
    """What finished pieces of work left behind in this process."""

    def __init__(self) -> None:
        self._is_some = False
        self._given_back_at = float("-inf")

    def add(self) -> None:
        """Learn that a piece of work is done."""
        self._is_some = True

    def give_back(self) -> bool:
        """Give back what is free, if work was done since the last time and that is a while ago; return whether that was done."""
        if not self._is_some or time.monotonic() < self._given_back_at + PAUSE:
            return False
        self._is_some, self._given_back_at = False, time.monotonic()
        gc.collect()
        if (trim := _of_glibc("malloc_trim")) is not None:
            trim(0)
        return True


@cache
def _of_glibc(name: str) -> Any:
    try:
        return getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError, TypeError):
        return None


leftovers = Leftovers()
