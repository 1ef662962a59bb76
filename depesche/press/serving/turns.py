"""One rendering of a page at a time in each process: who asks for the same page meanwhile waits for it, instead of rendering it as well."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_WAIT = 2.0  # seconds


class Turns:
    """Who renders which page now."""

    def __init__(self) -> None:
        self._busy: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    @contextmanager
    def take(self, path: str) -> Iterator[bool]:
        """Wait while somebody renders this page; yield whether that was so. All who waited go on at once: it may be a page that is never stored."""
        with self._lock:
            others = self._busy.get(path)
            if others is None:
                self._busy[path] = mine = threading.Event()
        if others is not None:
            others.wait(LONGEST_WAIT)
            yield True
            return
        try:
            yield False
        finally:
            with self._lock:
                del self._busy[path]
            mine.set()
