"""Who stores personal data: every part that does registers here how it exports and erases it (Art. 15, 17, 20 GDPR).

A registered keeper is called by ``audience/erasure.py`` and ``audience/export.py`` inside their transaction.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

OF_AN_ADDRESS = re.compile(r"[\w.+%&~'’-]*\Z")  # what may stand before the @ in running text; other signs part words
GOES_ON = re.compile(r"-*\.?[\w-]*\w")  # behind an address: a longer name of a host


@dataclass(frozen=True)
class Person:
    """The person in question, by all the names that parts store: the random subject id, the address, its look-up digest."""

    subject: UUID
    address: str
    lookup: str

    def is_named_in(self, *texts: str) -> bool:
        """Whether one of these texts holds the address, whole and in any case: "joann@example.org" is not "ann@example.org"."""
        return any(self._is_whole(text, found) for text in texts for found in re.finditer(re.escape(self.address), text, re.IGNORECASE))

    @staticmethod
    def _is_whole(text: str, found: re.Match[str]) -> bool:
        before = OF_AN_ADDRESS.search(text, max(0, found.start() - 64), found.start())
        return not (before and re.search(r"\w", before[0])) and not GOES_ON.match(text, found.end())


@dataclass(frozen=True)
class Keeper:
    """One part's store of personal data."""

    name: str
    export: Callable[[Person], object]
    erase: Callable[[Person], int]


_keepers: dict[str, Keeper] = {}


def register(keeper: Keeper) -> None:
    """Add a keeper; registering a name twice is a bug.

    :raises ValueError: if the name is taken
    """
    if keeper.name in _keepers:
        raise ValueError(f"personal data keeper {keeper.name!r} is registered twice")
    _keepers[keeper.name] = keeper


def keepers() -> tuple[Keeper, ...]:
    """Return all keepers in the order of their names."""
    return tuple(_keepers[name] for name in sorted(_keepers))
