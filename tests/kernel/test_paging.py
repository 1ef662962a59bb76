"""Paging: what is no page is not silently the first."""

from __future__ import annotations

import pytest

from depesche.kernel import paging
from depesche.kernel.paging import NoSuchPage, Slice

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("asked", "expected"), [(None, (1, 0, 10)), ("", (1, 0, 10)), ("2", (2, 10, 20)), ("3", (3, 20, 25))])
def test_pages_of_twenty_five_items(asked: str | None, expected: tuple[int, int, int]) -> None:
    assert paging.bounds(asked, total=25, size=10) == expected


def test_an_empty_list_has_one_page() -> None:
    assert paging.bounds(None, total=0, size=10) == (1, 0, 0)


@pytest.mark.parametrize("asked", ["0", "4", "-1", "x", "1.5", "²", "9" * 10, " 1"])
def test_no_such_page(asked: str) -> None:
    with pytest.raises(NoSuchPage):
        paging.bounds(asked, total=25, size=10)


def test_neighbours() -> None:
    assert (Slice((), 1, 3).previous, Slice((), 1, 3).next) == (None, 2)
    assert (Slice((), 3, 3).previous, Slice((), 3, 3).next) == (2, None)
