"""The loop of worker and scheduler: a round at least every second, sooner when somebody rings, on through a lost database."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import Error, close_old_connections, connections

from depesche.chores import memory, wake
from depesche.kernel import clock

AFTER_A_LOSS = 2.0  # seconds
log = logging.getLogger(__name__)


def until(stop: threading.Event, one_round: Callable[[datetime], None]) -> None:
    """Run rounds until ``stop`` is set; a database that is away is waited for."""
    with wake.Listener() as listener:
        while not stop.is_set():
            close_old_connections()
            try:
                one_round(clock.now())
            except Error as error:
                log.warning("the database cannot be used, trying again: %s", error)
                connections.close_all()
                stop.wait(AFTER_A_LOSS)
            memory.leftovers.give_back()
            listener.wait(_to_the_next_second())
    connections.close_all()


def _to_the_next_second() -> float:
    return 1.0 - clock.now().microsecond / 1_000_000 + 0.01
