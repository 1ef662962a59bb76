"""A few threads that work at the same time, each with database connections of its own."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable

from django.db import connections

from depesche.chores import memory, stopping

log = logging.getLogger(__name__)


def owner_name() -> str:
    """Return a name for this process that no other process has, on any machine."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


class Crew:
    """Starts named pieces of work, each in its thread; a name runs once at a time.

    The threads do not hold up the end of the process: whoever does not finish in time is cut off, as by a kill,
    which everything that runs here must survive anyway.
    """

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._threads: dict[str, threading.Thread] = {}

    def at_work(self) -> tuple[str, ...]:
        """Return the names of what is being done now."""
        self._threads = {name: thread for name, thread in self._threads.items() if thread.is_alive()}
        return tuple(self._threads)

    def is_at_work(self, name: str) -> bool:
        """Whether this piece of work is being done."""
        return name in self._threads and self._threads[name].is_alive()

    def start(self, name: str, work: Callable[[], None]) -> None:
        """Start a piece of work."""
        thread = threading.Thread(target=self._do, args=(name, work), name=name, daemon=True)
        self._threads[name] = thread
        thread.start()

    def _do(self, name: str, work: Callable[[], None]) -> None:
        stopping.listen_to(self._stop)
        try:
            work()
        except Exception:
            log.exception("%s failed", name)
        finally:
            connections.close_all()
            memory.leftovers.add()

    def wait(self, seconds: float) -> bool:
        """Wait for everybody to finish, at most this long; return whether all did."""
        end = time.monotonic() + seconds
        for thread in self._threads.values():
            thread.join(max(0.0, end - time.monotonic()))
        return not self.at_work()
