"""Charts as plain geometry that a template writes down as SVG: no script, no style attribute, readable beside their table of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from depesche.brand.charting import axis as axes
from depesche.brand.charting.axis import Axis

WIDTH, HEIGHT = 760, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 40, 16, 36
MOST_LABELS = 8
COLOURS = 8  # so many the style sheet knows; more series share


@dataclass(frozen=True)
class Series:
    """One row of numbers and its name."""

    name: str
    values: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum."""
        return sum(self.values)


@dataclass(frozen=True)
class Mark:
    """A line across, or a label below: where it stands and what it says."""

    at: float
    text: str


@dataclass(frozen=True)
class Bar:
    """One piece of a bar."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True)
class Shape:
    """What one series looks like: a line (``points``) or pieces of bars; ``colour`` counts from 1."""

    name: str
    colour: int
    points: str = ""
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A drawing with the table of its numbers; ``rows`` are (label, numbers)."""

    key: str
    title: str
    said: str
    shapes: tuple[Shape, ...]
    across: tuple[Mark, ...]
    below: tuple[Mark, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def lines(key: str, title: str, said: str, *, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """Draw how numbers went."""
    axis = _axis(max((value for one in series for value in one.values), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(len(labels) - 1, 1)
    shapes = [
        Shape(one.name, place % COLOURS + 1, points=" ".join(f"{LEFT + step * n:.1f},{_y(value, axis):.1f}" for n, value in enumerate(one.values)))
        for place, one in enumerate(series)
    ]
    return _chart(key, title, said, labels=labels, series=series, shapes=shapes, axis=axis, places=[LEFT + step * n for n in range(len(labels))])


def bars(key: str, title: str, said: str, *, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """Draw bars, the series upon each other."""
    sums = [sum(values) for values in zip(*(one.values for one in series), strict=True)] if series else []
    axis = _axis(max(sums, default=0))
    step = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    reached = [list(accumulate(values)) for values in zip(*(one.values for one in series), strict=True)]
    shapes = []
    for place, one in enumerate(series):
        pieces = tuple(
            Bar(
                x=round(LEFT + step * (n + 0.1), 1),
                y=round(_y(reached[n][place], axis), 1),
                width=round(step * 0.8, 1),
                height=round(_y(reached[n][place] - value, axis) - _y(reached[n][place], axis), 1),
                text=f"{labels[n]}: {one.name} {value}",
            )
            for n, value in enumerate(one.values)
            if value
        )
        shapes.append(Shape(one.name, place % COLOURS + 1, bars=pieces))
    places = [LEFT + step * (n + 0.5) for n in range(len(labels))]
    return _chart(key, title, said, labels=labels, series=series, shapes=shapes, axis=axis, places=places)


def _chart(
    key: str,
    title: str,
    said: str,
    *,
    labels: Sequence[str],
    series: Sequence[Series],
    shapes: Sequence[Shape],
    axis: Axis,
    places: Sequence[float],
) -> Chart:
    every = max(1, -(-len(labels) // MOST_LABELS))
    return Chart(
        key=key,
        title=title,
        said=said,
        shapes=tuple(shapes),
        across=tuple(Mark(round(_y(int(mark), axis), 1), str(int(mark))) for mark in axis.marks),
        below=tuple(Mark(round(place, 1), labels[n]) for n, place in enumerate(places) if n % every == 0),
        names=tuple(one.name for one in series),
        rows=tuple((label, tuple(one.values[n] for one in series)) for n, label in enumerate(labels)),
    )


def _y(value: int, axis: Axis) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * axis.share(Decimal(value))


def _axis(most: int) -> Axis:
    """Return an axis of whole numbers from zero."""
    return axes.covering(Decimal(0), Decimal(max(most, 1)), smallest=Decimal(1))
