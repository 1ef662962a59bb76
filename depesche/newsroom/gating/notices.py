"""What whoever publishes should know although it was published; the desk collects it for one request and shows it as messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_collected: ContextVar[list[str] | None] = ContextVar("depesche_notices", default=None)


@contextmanager
def collecting() -> Iterator[list[str]]:
    """Collect the notices of what happens inside the block."""
    found: list[str] = []
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)


def is_wanted() -> bool:
    """Whether anybody would see a notice; what only makes one need not be worked out else."""
    return _collected.get() is not None


def add(text: str) -> None:
    """Add a notice, once; without anybody who collects it is dropped."""
    found = _collected.get()
    if found is not None and text not in found:
        found.append(text)


def drop() -> None:
    """Forget the notices: what they told of was refused and rolled back after all."""
    found = _collected.get()
    if found is not None:
        found.clear()
