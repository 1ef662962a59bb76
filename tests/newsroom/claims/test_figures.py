"""When two figures contradict each other."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.newsroom.claims.figures import Figure, conflict
from depesche.newsroom.claims.terms import Comparator

pytestmark = pytest.mark.once

NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2)
FIGURES = st.builds(
    Figure,
    measure=st.just("in Russland"),
    unit=st.just("Soldaten"),
    comparator=st.sampled_from([one for one in Comparator if one != Comparator.RANGE]),
    low=NUMBERS,
)


def figure(comparator: str, low: int, high: int | None = None, measure: str = "in Russland", unit: str = "Soldaten") -> Figure:
    return Figure(measure, unit, Comparator(comparator), Decimal(low), None if high is None else Decimal(high))


@pytest.mark.parametrize(
    ("one", "other", "is_conflict"),
    [
        (figure("=", 1500), figure("=", 12000), True),
        (figure(">", 1000), figure("=", 10000), False),
        (figure(">", 1000), figure("=", 1000), True),
        (figure("≥", 1000), figure("=", 1000), False),
        (figure("~", 1000), figure("=", 1100), False),
        (figure("~", 1000), figure("=", 1101), True),
        (figure("<", 10), figure(">", 10), True),
        (figure("≤", 10), figure("≥", 10), False),
        (figure("range", 5, 10), figure("range", 10, 20), False),
        (figure("range", 5, 9), figure("range", 10, 20), True),
        (figure("=", 1500), figure("=", 12000, measure="in Ausbildung"), False),
        (figure("=", 4, unit="Brigaden"), figure("=", 12000), False),
        (figure("=", 1500, measure="In  Russland"), figure("=", 12000), True),
    ],
)
def test_only_the_same_measure_without_a_common_number_is_a_contradiction(one: Figure, other: Figure, is_conflict: bool) -> None:
    assert conflict(one, other) is conflict(other, one) is is_conflict, "statements 18 and 19"


@given(FIGURES, FIGURES)
def test_a_contradiction_is_mutual(one: Figure, other: Figure) -> None:
    assert conflict(one, other) == conflict(other, one)


@given(FIGURES)
def test_nobody_contradicts_himself(one: Figure) -> None:
    assert not conflict(one, one)
