"""A thread beside the web server that takes in what the page server of this machine counted."""

from __future__ import annotations

import logging
import threading
import time

from django.db import Error, close_old_connections

from depesche.kernel import clock
from depesche.newsroom import counting_reads

EVERY = 60.0  # seconds
log = logging.getLogger("depesche.reads")


def start() -> threading.Thread:
    """Start taking in; it ends with the process."""
    thread = threading.Thread(target=_run, name="reads", daemon=True)
    thread.start()
    return thread


def _run() -> None:
    while True:
        try:
            counting_reads.take_in(at=clock.now())
        except (Error, OSError) as error:
            log.warning("what was read cannot be taken in, trying again: %s", error)
        close_old_connections()
        time.sleep(EVERY)
