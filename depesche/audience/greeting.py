"""What a publisher says in the welcome mail beside what it must say; a part above registers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from depesche.brand.letterhead_blocks import Block

Words = Callable[[str], Sequence[Block]]
_registered: list[Words] = []


def register(words: Words) -> None:
    """Add words by the reader's language; called once, when the process starts."""
    if words not in _registered:
        _registered.append(words)


def blocks(language: str) -> list[Block]:
    """Return what stands between the confirmation and the receipt."""
    return [block for words in _registered for block in words(language)]
