"""A thread beside the web server that brings this machine's store up to date: with changes made on other machines, and by processes that died
after their commit; and that removes what was put aside. Changes made here reach the store in the moment of their commit."""

from __future__ import annotations

import logging
import sqlite3
import threading

from django.db import Error, close_old_connections, connections

from depesche.kernel import clock
from depesche.press import rebuild, store

EVERY = 0.3  # seconds; a change is shown within one
AFTER_TROUBLE = 2.0
log = logging.getLogger("depesche.press")


def start() -> threading.Thread:
    """Start sweeping; it ends with the process."""
    thread = threading.Thread(target=run, args=(threading.Event(),), name="page store", daemon=True)
    thread.start()
    return thread


def run(stop: threading.Event) -> None:
    """Sweep until ``stop`` is set."""
    while not stop.is_set():
        stop.wait(EVERY if sweep() else AFTER_TROUBLE)
    connections.close_all()


def sweep() -> bool:
    """Sweep once; return whether that was possible."""
    close_old_connections()
    kept = store.of_home()
    try:
        if kept.exists():
            rebuild.catch_up(kept, at=clock.now())
            kept.files.sweep_up()
    except (Error, sqlite3.Error, OSError) as error:
        log.warning("the page store could not be brought up to date, trying again: %s", error)
        connections.close_all()
        return False
    return True
