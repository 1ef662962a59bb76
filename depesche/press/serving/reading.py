"""Reading stored pages, with the most wanted ones in memory: each hit looks once at the disk whether they are still there and the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from depesche.press.files import Files
from depesche.press.page import Facts

ROOM = 32 * 1024 * 1024  # bytes, for each process


@dataclass
class Held:
    """A page in memory: which version it is, its facts, and the forms that were asked for."""

    version: tuple[int, int, int]
    facts: Facts
    bodies: dict[str, bytes] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """Return about how many bytes it takes."""
        return 2000 + sum(map(len, self.bodies.values()))


class Reader:
    """Reads the pages of one host; many threads may share it."""

    def __init__(self, files: Files, *, room: int = ROOM) -> None:
        """Take the files to read, and how many bytes may stay in memory."""
        self._files, self._room = files, room
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()

    def read(self, path: str, *, now: float) -> Held | None:
        """Return a page that may be shown now; ``None`` if there is none, or its time is over.

        :param now: seconds since 1970
        """
        version = self._files.look(path)
        held = self._held.get(path)
        if held is None or held.version != version:
            self._drop(path)
            held = self._load(path, version)
        if held is None or (held.facts.until is not None and held.facts.until <= now):
            return None
        return held

    def body(self, held: Held, form: str) -> bytes | None:
        """Return one form of the page's bytes, checked once when they come into memory; ``None`` if they are damaged or just being replaced."""
        body = held.bodies.get(form)
        if body is None:
            body = self._files.body(held.facts, form)
            if body is not None:
                self._hold(held, form, body)
        return body

    def _load(self, path: str, version: tuple[int, int, int] | None) -> Held | None:
        facts = self._files.facts(path) if version is not None else None
        return Held(version, facts) if version is not None and facts is not None else None

    def _hold(self, held: Held, form: str, body: bytes) -> None:
        with self._lock:
            self._take_out(held.facts.path)
            held.bodies[form] = body
            self._held[held.facts.path] = held
            self._weight += held.weight
            while self._weight > self._room and self._held:
                self._take_out(next(iter(self._held)))

    def _drop(self, path: str) -> None:
        if path in self._held:
            with self._lock:
                self._take_out(path)

    def _take_out(self, path: str) -> None:
        held = self._held.pop(path, None)
        if held is not None:
            self._weight -= held.weight
