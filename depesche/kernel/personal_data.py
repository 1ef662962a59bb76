"""Who stores personal data: every part that does registers here how it exports and erases it (Art. 15, 17, 20 GDPR).

A registered keeper is called by ``audience/erasure.py`` and ``audience/export.py`` inside their transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Person:
    """The person in question, by all the names that parts store: the random subject id, the address, its look-up digest."""

    subject: UUID
    address: str
    lookup: str


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
