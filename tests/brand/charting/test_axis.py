"""Axes: round marks that cover what is drawn."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.brand.charting import axis, chart, reading
from depesche.brand.charting.chart import Kind
from depesche.brand.charting.numbers import Style

pytestmark = pytest.mark.once
VALUES = st.decimals(min_value=-(10**15), max_value=10**15, places=6, allow_nan=False, allow_infinity=False)


@given(one=VALUES, other=VALUES, most=st.integers(3, 10))
def test_marks_are_even_and_round_and_cover_everything(one: Decimal, other: Decimal, most: int) -> None:
    low, high = sorted((one, other))

    marks = axis.covering(low, high, most=most).marks

    steps = {after - before for before, after in pairwise(marks)}
    assert marks[0] <= low <= high <= marks[-1]
    assert 2 <= len(marks) <= most
    assert len(steps) == 1
    assert str(steps.pop().normalize().as_tuple().digits[0]) in "125"


@given(one=VALUES, other=VALUES)
def test_the_marks_of_an_axis_can_be_told_apart_as_they_are_written(one: Decimal, other: Decimal) -> None:
    found = axis.of_line(*sorted((one, other)))

    written = [f"{mark:.{found.decimals}f}" for mark in found.marks]

    assert len(set(written)) == len(written)
    assert [Decimal(text) for text in written] == list(found.marks)


@given(one=VALUES, other=VALUES)
def test_bars_always_begin_at_zero(one: Decimal, other: Decimal) -> None:
    marks = axis.of_bars(*sorted((one, other))).marks

    assert Decimal(0) in marks


def test_a_line_does_not_begin_at_zero_where_that_would_flatten_it() -> None:
    assert axis.of_line(Decimal(2300), Decimal(2400)).marks[0] == 2300
    assert axis.of_line(Decimal(10), Decimal(2400)).marks[0] == 0
    assert axis.of_line(Decimal(7), Decimal(7)).marks[0] <= 7


@pytest.mark.parametrize("kind", [Kind.LINE, Kind.BAR, Kind.STACKED])
def test_whole_numbers_have_no_halves_on_their_axis(kind: Kind) -> None:
    days = "Tag;Anmeldungen\n" + "\n".join(f"2026-03-{day:02};{day % 3}" for day in range(1, 15))

    whole, halves = (chart.draw(reading.table(text, style=Style.ENGLISH), kind) for text in (days, days.replace(";2", ";2.5")))

    assert [word.text for word in whole.words if word.anchor == "end" and word.x == 0] == ["0", "1", "2"]
    assert any(word.text.endswith(".5") or word.text.endswith(",5") for word in halves.words if word.x == 0)
