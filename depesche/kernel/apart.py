"""Deeds of which none may stop the others: each is tried, and the first one's mistake is raised when all were."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)


class Apart:
    """Keeps mistakes apart from what follows.

    >>> apart, done = Apart(), []
    >>> for number in (1, 2):
    ...     with apart.one(f"number {number}"):
    ...         done.append(number)
    >>> apart.end()
    >>> done
    [1, 2]
    """

    def __init__(self) -> None:
        self._first: Exception | None = None

    @contextmanager
    def one(self, what: str) -> Iterator[None]:
        """Do one of them; what it raises is logged and kept."""
        try:
            yield
        except Exception as error:
            log.exception("%s failed; the others go on", what)
            self._first = self._first or error

    def end(self) -> None:
        """Raise the first mistake, if there was one."""
        if self._first is not None:
            raise self._first
