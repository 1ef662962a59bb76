"""Answers that are ready to be sent: headers and bytes of a stored page in one form, so that a hit costs one look at the disk and nothing else."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from depesche.press.files import Files, Version, is_storable
from depesche.press.serving import answering
from depesche.press.serving.asking import Asked
from depesche.press.serving.reading import Held, Reader
from depesche.press.serving.rsgi import Headers

ROOM = 32 * 1024 * 1024  # bytes, for each process
MANY_WISHES = 1000  # that many different Accept-Encoding are remembered; readers' browsers have a dozen
LONGEST_WISH = 200  # characters of one that is remembered; a header may have 400,000
HEADERS_WEIGH = 2000  # bytes, about

Way = tuple[tuple[str, ...], bool]  # the forms that are wanted, in their order, and whether TLS was used


@dataclass(frozen=True)
class Ready:
    """An answer with status 200, which holds until a moment (seconds since 1970)."""

    headers: Headers
    body: bytes
    until: float


@dataclass
class Shelf:
    """The ready answers of one page, the file to look at, and what must be seen there."""

    mark: str
    version: Version
    answers: dict[Way, Ready] = field(default_factory=dict)
    weight: int = 0


class ReadyAnswers:
    """The ready answers of one host; for one thread."""

    def __init__(self, files: Files, reader: Reader, *, is_secure: bool, room: int = ROOM) -> None:
        """Take the files, who reads them, whether the site insists on TLS, and how many bytes may stay in memory."""
        self._files, self._reader, self._is_secure, self._room = files, reader, is_secure, room
        self._shelves: dict[str, Shelf] = {}
        self._weight = 0
        self._wishes: dict[str | None, tuple[str, ...]] = {}

    def find(self, path: str, *, encodings: str | None, is_https: bool, now: float) -> Ready | None:
        """Return the answer to a plain GET; ``None`` if the page is not stored whole, or its time is over.

        :param encodings: the header Accept-Encoding as it came
        :param now: seconds since 1970
        """
        wishes = self._wishes.get(encodings) or self._read(encodings)
        shelf = self._shelves.get(path)
        if shelf is not None:
            if self._files.look_at(shelf.mark) == shelf.version:
                ready = shelf.answers.get((wishes, is_https))
                if ready is not None and now < ready.until:
                    return ready
            else:
                self._clear(path)
        return self._prepare(Asked(path, is_https=is_https, encodings=encodings), wishes, now=now)

    def _read(self, encodings: str | None) -> tuple[str, ...]:
        found = answering.wishes(encodings)
        if encodings is None or len(encodings) <= LONGEST_WISH:
            if len(self._wishes) >= MANY_WISHES:
                self._wishes.clear()
            self._wishes[encodings] = found
        return found

    def _prepare(self, asked: Asked, wishes: tuple[str, ...], *, now: float) -> Ready | None:
        held = self._reader.read(asked.path, now=now) if is_storable(asked.path) else None
        if held is None:
            return None
        reply = answering.reply(held.facts, asked, now=now, host_is_secure=self._is_secure)
        body = self._reader.body(held, reply.form) if reply.form is not None else None
        if body is None:
            return None
        ready = Ready([(name.lower(), value) for name, value in reply.headers], body, _end(held, now=now))
        self._keep(held, (wishes, asked.is_https), ready)
        return ready

    def _keep(self, held: Held, way: Way, ready: Ready) -> None:
        path = held.facts.path
        shelf = self._shelves.get(path)
        if shelf is None or shelf.version != held.version:
            self._clear(path)
            shelf = self._shelves[path] = Shelf(self._files.mark(path), held.version)
        weight = 0 if way in shelf.answers else HEADERS_WEIGH + len(ready.body)
        shelf.answers[way] = ready
        shelf.weight += weight
        self._weight += weight
        while self._weight > self._room and self._shelves:
            self._clear(next(iter(self._shelves)))

    def _clear(self, path: str) -> None:
        shelf = self._shelves.pop(path, None)
        if shelf is not None:
            self._weight -= shelf.weight


def _end(held: Held, *, now: float) -> float:
    """Return when the answer would be another one: the page's time is over, or Last-Modified may be told."""
    until = math.inf if held.facts.until is None else held.facts.until
    moment = answering.modified(held.facts)
    return until if moment <= now else min(until, moment)
