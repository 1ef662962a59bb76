"""Real processes of worker and scheduler, to be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# SIGTERM is taken by a thread of its own: a handler that sets an Event can deadlock with the wait it interrupts.
START = """
import os, signal, threading
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
from depesche.operations import cli
cli.set_up_django()
from datetime import timedelta
from depesche.chores import scheduler, worker
from depesche.courier import catcher
from tests.chores import deeds
stop = threading.Event()
threading.Thread(target=lambda: (signal.sigwait([signal.SIGTERM]), stop.set()), daemon=True).start()
"""
WORKER = START + "worker.run(stop, lease=timedelta(seconds=2))"
SCHEDULER = START + "deeds.declare({path!r}, {seconds}); scheduler.run(stop, lease=timedelta(seconds=2))"
COURIER = START + "scheduler.run(stop)"
CATCHER = START + "catcher.run(stop)"


@contextmanager
def running(code: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run Python code in a process of its own, with the options of this test; kill it at the end."""
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **environment})
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def eventually(wanted: Callable[[], object], *, seconds: float = 30) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
