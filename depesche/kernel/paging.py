"""One page of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """One page of a list: its items, its number from 1, and how many pages there are."""

    items: Sequence[Item]
    number: int
    pages: int

    @property
    def previous(self) -> int | None:
        """The number of the page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after, if there is one."""
        return self.number + 1 if self.number < self.pages else None


class NoSuchPage(LookupError):
    """The asked page number is no number or past the end."""


def bounds(asked: str | None, *, total: int, size: int) -> tuple[int, int, int]:
    """Turn an asked page number into ``(number, first, last)`` for slicing ``[first:last]``.

    :param asked: what the address carried; ``None`` means the first page
    :raises NoSuchPage: if it is no whole number from 1 to the number of pages
    """
    pages = page_count(total, size)
    text = asked or "1"
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise NoSuchPage(text)
    number = int(text)
    if not 1 <= number <= pages:
        raise NoSuchPage(text)
    return number, (number - 1) * size, min(number * size, total)


def page_count(total: int, size: int) -> int:
    """Return how many pages hold ``total`` items; an empty list has one page."""
    return max(1, -(-total // size))
