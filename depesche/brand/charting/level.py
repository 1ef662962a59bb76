"""Drawings of things that have names: a row for each, its bars lying, name and figure above them, so that any name has room on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from depesche.brand.charting import axis as axes
from depesche.brand.charting import numbers
from depesche.brand.charting.axis import Axis
from depesche.brand.charting.drawing import FULL, TEXT_HEIGHT, Drawing, Shape, Words, place
from depesche.brand.charting.reading import Row, Table

BAR, SLIM, GAP, FOOT = 14, 10, 14, 24
LONGEST = 34  # letters beside a figure at 320 pixels


def bars(table: Table) -> Drawing:
    """Draw a bar for each figure; several columns stand below each other under the row's name."""
    axis = axes.of_bars(*_reach(table))
    words: list[Words] = []
    parts: list[list[str]] = [[] for _name in table.names]
    y = 0
    for row in table.rows:
        if len(table.names) > 1:
            words.append(Words(0, y + TEXT_HEIGHT - 3, _fitting(row.label, LONGEST + 8), is_strong=True))
            y += TEXT_HEIGHT + 2
        for column, value in enumerate(row.values):
            name = row.label if len(table.names) == 1 else table.names[column]
            words += _titled(name, _said(value, table, column), y=y, is_strong=len(table.names) == 1)
            y += TEXT_HEIGHT + 2
            if value:
                parts[column].append(_bar(axis, Decimal(0), value, y=y, height=BAR if len(table.names) == 1 else SLIM))
            y += (BAR if len(table.names) == 1 else SLIM) + 4
        y += GAP - 4
    shapes = tuple(Shape(number, area="".join(some)) for number, some in enumerate(parts, 1))
    zero = place(axis.share(Decimal(0)))
    return Drawing(height=y, top=0, bottom=y, shapes=shapes, words=tuple(words), zero_upright=zero or None)


def stacked(table: Table) -> Drawing:
    """Draw one bar for each row, the columns behind each other; the sum stands above."""
    sums = [sum((value or Decimal(0) for value in row.values), Decimal(0)) for row in table.rows]
    axis = axes.of_bars(Decimal(0), max(sums))
    words: list[Words] = []
    parts: list[list[str]] = [[] for _name in table.names]
    y = 0
    for row, total in zip(table.rows, sums, strict=True):
        words += _titled(row.label, numbers.with_unit(numbers.write(total, max(table.decimals)), table.units[0]), y=y)
        y += TEXT_HEIGHT + 2
        reached = Decimal(0)
        for column, value in enumerate(row.values):
            if value:
                parts[column].append(_bar(axis, reached, reached + value, y=y, height=BAR))
                reached += value
        y += BAR + GAP
    shapes = tuple(Shape(number, area="".join(some)) for number, some in enumerate(parts, 1))
    return Drawing(height=y, top=0, bottom=y, shapes=shapes, words=tuple(words), legend=table.names if len(table.names) > 1 else ())


def spans(table: Table) -> Drawing:
    """Draw from the lowest to the highest figure of each row; a third column is a mark between them."""
    axis = axes.of_line(*_reach(table))
    words: list[Words] = []
    areas, marks = [], []
    y = 0
    for row in table.rows:
        words += _titled(row.label, _from_to(row, table), y=y)
        y += TEXT_HEIGHT + 2
        low, high = row.values[:2]
        if low is not None and high is not None:
            areas.append(_bar(axis, low, high, y=y, height=BAR))
        marks += [f"M{place(axis.share(value))} {y - 2}v{BAR + 4}" for value in row.values[2:] if value is not None]
        y += BAR + GAP
    shapes = [Shape(1, area="".join(areas)), *([Shape(2, line="".join(marks))] if marks else [])]
    legend = (f"{table.names[0]} – {table.names[1]}", *table.names[2:]) if marks else ()
    return Drawing(y + FOOT, 0, y, tuple(shapes), (*words, *_scale(axis, y=y + FOOT - 6)), upright=_upright(axis), legend=legend)


def _titled(name: str, figure: str, *, y: int, is_strong: bool = True) -> list[Words]:
    baseline = y + TEXT_HEIGHT - 3
    return [Words(0, baseline, _fitting(name, LONGEST + 8 - len(figure)), is_strong=is_strong), Words(FULL, baseline, figure, "end")]


def _fitting(text: str, letters: int) -> str:
    """Shorten what would run into the figure; the table has it whole."""
    return text if len(text) <= letters else f"{text[: max(1, letters - 1)].rstrip()}…"


def _said(value: Decimal | None, table: Table, column: int) -> str:
    return "–" if value is None else numbers.with_unit(numbers.write(value, table.decimals[column]), table.units[column])


def _from_to(row: Row, table: Table) -> str:
    low, high = (numbers.write(value, table.decimals[n]) if value is not None else "–" for n, value in enumerate(row.values[:2]))
    return numbers.with_unit(f"{low} – {high}", table.units[0])


def _bar(axis: Axis, low: Decimal, high: Decimal, *, y: int, height: int) -> str:
    left, right = sorted((place(axis.share(low)), place(axis.share(high))))
    return f"M{left} {y}h{max(1, right - left) if right < FULL else right - left}v{height}H{left}z"


def _scale(axis: Axis, *, y: int) -> list[Words]:
    last = len(axis.marks) - 1
    return [
        Words(place(axis.share(mark)), y, label, "start" if not n else "end" if n == last else "middle", is_spare=n % 2 == 1)
        for n, (mark, label) in enumerate(zip(axis.marks, numbers.short(axis.marks, axis.decimals), strict=True))
    ]


def _upright(axis: Axis) -> tuple[int, ...]:
    return tuple(place(axis.share(mark)) for mark in axis.marks)


def _reach(table: Table) -> tuple[Decimal, Decimal]:
    values: Sequence[Decimal] = [value for row in table.rows for value in row.values if value is not None]
    return min(values), max(values)
