"""Leaving: for one purpose or for all, effective with the commit (L-31), by any channel (L-32)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from depesche.audience.models import Subscriber

Deed = Callable[[Subscriber, Collection[str], datetime], None]
_deeds: list[Deed] = []


class Route(StrEnum):
    """By which channel a person left."""

    LINK = "link"
    ONE_CLICK = "one-click"
    PREFERENCES = "preferences"
    NOT_ME = "not-me"
    DESK = "desk"
    SHELL = "shell"


@dataclass(frozen=True)
class Receipt:
    """What a withdrawal ended, when, and where the log has it. Without purposes: nothing was left to end."""

    at: datetime
    purposes: tuple[str, ...]
    titles: tuple[str, ...]
    index: int | None = None
    commitment: str = ""


def register(deed: Deed) -> None:
    """Have ``deed(subscriber, purpose_keys, at)`` run inside every withdrawal's transaction."""
    _deeds.append(deed)
