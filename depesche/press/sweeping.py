"""A thread beside the web server that brings this machine's store up to date: with changes made on other machines, and by processes that died
after their commit. It removes pages whose time is over and what was put aside, and mends a store that was damaged.

It sleeps until PostgreSQL tells of a change, somebody rings in the home folder, or the time of a page is over. Looking without being told is the
safety net. Changes made here reach the store in the moment of their commit.
"""

from __future__ import annotations

import logging
import select
import sqlite3
import threading
import time

from django.db import Error, close_old_connections, connections

from depesche.chores import wake
from depesche.kernel import clock
from depesche.press import rebuild, store
from depesche.press.catching_up import CatchingUp
from depesche.press.listening import Ear
from depesche.press.store import Store

EVERY, EVERY_WHEN_TOLD = 0.3, 5.0  # seconds; a change is shown within one
AFTER_TROUBLE = 1.0
BREATH = 0.05  # between two lots of pages whose time is over, for who waits for the lock
# Whoever told of a change is telling its own store just now; doing it twice would remove what was rendered meanwhile.
SETTLING = 0.03
log = logging.getLogger("depesche.press")


def start() -> threading.Thread:
    """Start sweeping; it ends with the process."""
    thread = threading.Thread(target=run, args=(threading.Event(),), name="page store", daemon=True)
    thread.start()
    return thread


def run(stop: threading.Event) -> None:
    """Sweep until ``stop`` is set; who sets it and cannot wait rings."""
    sweeper = Sweeper()
    with wake.Listener() as listener:
        while not stop.is_set():
            _sleep(sweeper.sweep(), listener, sweeper.ear)
    sweeper.ear.close()
    connections.close_all()


def _sleep(seconds: float, listener: wake.Listener, ear: Ear) -> None:
    rings, says = listener.fileno(), ear.fileno()
    ready, _, _ = select.select([one for one in (rings, says) if one is not None], [], [], seconds)
    if rings in ready:
        listener.wait(0)
    if says in ready:
        ear.take()
    if ready:
        time.sleep(SETTLING)


class Sweeper:
    """Remembers between two sweeps what the store was made for, should all of it disappear."""

    def __init__(self) -> None:
        self.ear = Ear()
        self._rows = CatchingUp(rebuild.Rows())
        self._stamp: str | None = None

    def sweep(self) -> float:
        """Sweep once; return in how many seconds to do it again, unless something happens before."""
        close_old_connections()
        kept = store.of_home()
        try:
            self.ear.try_out()
            soonest = self._look_after(kept)
        except (Error, sqlite3.Error, OSError) as error:
            log.warning("the page store could not be brought up to date, trying again: %s", error)
            connections.close_all()
            return AFTER_TROUBLE
        return min(EVERY_WHEN_TOLD if self.ear.hears else EVERY, soonest)

    def _look_after(self, kept: Store) -> float:
        stamp = kept.stamp()
        self._stamp = stamp or self._stamp
        if self._stamp is None:
            return EVERY
        if stamp is None:
            kept.mend(made_for=self._stamp)
        try:
            return self._bring_up_to_date(kept)
        except (sqlite3.Error, OSError) as error:
            kept.hide(error)
            if kept.is_lost(error):
                kept.mend(made_for=self._stamp)
            raise

    def _bring_up_to_date(self, kept: Store) -> float:
        now = clock.now()
        self._rows.catch_up(kept, at=now)
        kept.files.trust()
        end = kept.expire(now=now.timestamp())
        kept.files.sweep_up()
        return EVERY_WHEN_TOLD if end is None else max(BREATH, end - clock.now().timestamp())
