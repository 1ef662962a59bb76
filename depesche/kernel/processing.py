"""What is done with personal data, part by part: the ground of the record of processing activities (Art. 30 GDPR, L-43).

Every part that keeps personal data registers here what it does with it, beside its keeper (``personal_data.py``). Texts may be lazy translations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """One table: its name in the database, what of people is in it, and how long it stays."""

    table: str
    data: object
    until: object


@dataclass(frozen=True)
class Activity:
    """One processing activity, as Art. 30(1) asks for it; ``basis`` is the legal basis."""

    title: object
    aim: object
    basis: object
    persons: object
    data: object
    recipients: tuple[object, ...]
    kept: tuple[Kept, ...]


Describe = Callable[[], Activity]
_described: dict[str, Describe] = {}


def register(name: str, describe: Describe) -> None:
    """Add an activity; ``describe`` is asked each time, as it reads options.

    :raises ValueError: if the name is taken
    """
    if name in _described:
        raise ValueError(f"processing activity {name!r} is registered twice")
    _described[name] = describe


def activities() -> tuple[Activity, ...]:
    """Return all activities in the order of their names."""
    return tuple(_described[name]() for name in sorted(_described))
