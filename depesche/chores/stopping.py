"""Whether the process wants to end: long work asks now and then, and stops at a place from which it can go on later."""

from __future__ import annotations

import threading

_here = threading.local()


def asked() -> bool:
    """Whether the worker or scheduler that runs this thread was asked to stop; ``False`` anywhere else."""
    stop: threading.Event | None = getattr(_here, "stop", None)
    return stop is not None and stop.is_set()


def listen_to(stop: threading.Event) -> None:
    """Tie this thread to an event (done by the crew for each of its threads)."""
    _here.stop = stop
