"""How far claims have spread beyond pages: parts above register who counts it, such as mailing its sent issues and their recipients."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Reach:
    """How many issues carried a claim, and how many people got one of them and may be mailed."""

    issues: int
    recipients: int


Counter = Callable[[Collection[int]], Reach]
_counters: dict[str, Counter] = {}


def register(name: str, counter: Counter) -> None:
    """Add who counts; called in ``AppConfig.ready()``.

    :param counter: gets the numbers of claims, returns how far any of them has spread
    """
    _counters[name] = counter


def of(claim_ids: Collection[int]) -> dict[str, Reach]:
    """Return how far claims have spread, by the name of who counted."""
    return {name: counter(claim_ids) for name, counter in sorted(_counters.items())} if claim_ids else {}
