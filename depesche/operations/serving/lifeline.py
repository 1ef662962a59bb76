"""A child that never outlives its parent, however the parent ends.

Linux sends SIGTERM when the parent dies (also by SIGKILL). Everywhere a watching thread notices the new parent, asks the process to end
and ends it by force when that did not help.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
LOOK_EVERY = 0.5
GRACE = 8.0
ORPHANED = 70


def hold() -> None:
    """Tie this process to the parent that it has now."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(ORPHANED)
