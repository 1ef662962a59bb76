"""What a theme is tried on: parts above register pages and mails made of sample content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Trial:
    """Something to render; ``template`` names what it is made of."""

    template: str
    render: Callable[[], object]


_registered: list[Callable[[], Iterable[Trial]]] = []


def register(trials: Callable[[], Iterable[Trial]]) -> None:
    """Add trials; called in ``AppConfig.ready()``."""
    if trials not in _registered:
        _registered.append(trials)


def every() -> Iterator[Trial]:
    """Yield all of them."""
    for trials in _registered:
        yield from trials()
