"""Word lists as they are written in the files of this package: separated by blanks, in lower case."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())
