"""Figures: what a comparator and a number mean, and when two of them contradict each other (newsroom.md, 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from depesche.newsroom.claims.terms import Comparator

ABOUT = Decimal("0.1")  # "about" is ten per cent either way


@dataclass(frozen=True)
class Figure:
    """A number somebody gave: of what (``measure``), counted in what (``unit``). ``high`` is set for a range only."""

    measure: str
    unit: str
    comparator: Comparator
    low: Decimal
    high: Decimal | None = None


@dataclass(frozen=True)
class Interval:
    """The numbers that a figure allows; ``None`` is no end on that side. An open end does not belong to it."""

    low: Decimal | None
    high: Decimal | None
    is_low_open: bool = False
    is_high_open: bool = False


def interval(figure: Figure) -> Interval:
    """Return what a figure allows."""
    number = figure.low
    spread = abs(number) * ABOUT
    return {
        Comparator.EXACT: Interval(number, number),
        Comparator.ABOUT: Interval(number - spread, number + spread),
        Comparator.MORE: Interval(number, None, is_low_open=True),
        Comparator.LESS: Interval(None, number, is_high_open=True),
        Comparator.AT_LEAST: Interval(number, None),
        Comparator.AT_MOST: Interval(None, number),
        Comparator.RANGE: Interval(number, figure.high),
    }[figure.comparator]


def conflict(one: Figure, other: Figure) -> bool:
    """Whether two figures contradict each other: the same measure in the same unit, and no number that both allow."""
    if (_folded(one.measure), _folded(one.unit)) != (_folded(other.measure), _folded(other.unit)):
        return False
    return _is_below(interval(one), interval(other)) or _is_below(interval(other), interval(one))


def _is_below(one: Interval, other: Interval) -> bool:
    if one.high is None or other.low is None:
        return False
    return one.high < other.low or (one.high == other.low and (one.is_high_open or other.is_low_open))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
