"""Identifiers in the order of their time."""

from __future__ import annotations

import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.kernel import time_ordered

pytestmark = pytest.mark.once


def test_an_identifier_is_a_uuid_of_version_7() -> None:
    before = time.time_ns() // 1_000_000
    found = time_ordered.uuid7()

    assert (found.version, found.variant) == (7, uuid.RFC_4122)
    assert before <= found.int >> 80 <= time.time_ns() // 1_000_000


def test_a_later_one_is_greater() -> None:
    first = time_ordered.uuid7()
    time.sleep(0.002)

    assert time_ordered.uuid7() > first


@given(st.integers(min_value=2, max_value=500))
def test_no_two_are_alike(number: int) -> None:
    assert len({time_ordered.uuid7() for _ in range(number)}) == number


def test_everything_but_the_time_is_random() -> None:
    fixed = (0xF << 76) | (0b11 << 62)
    ones = zeros = 0
    for _ in range(200):
        found = time_ordered.uuid7().int & ((1 << 80) - 1)
        ones, zeros = ones | found, zeros | ~found

    assert (ones & zeros | fixed) & ((1 << 80) - 1) == (1 << 80) - 1
