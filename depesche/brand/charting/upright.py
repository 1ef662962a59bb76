"""Drawings over time: lines, a band from the lowest to the highest, and bars that stand upright."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from depesche.brand.charting import axis as axes
from depesche.brand.charting import drawing, moments, numbers
from depesche.brand.charting.axis import Axis
from depesche.brand.charting.drawing import FULL, Drawing, Shape, Words, height, place, short
from depesche.brand.charting.reading import Row, Table

HEIGHT, TOP, BOTTOM = 290, 10, 260
MOST_DOTS = 24
GAP = 0.25  # of the room of a group of bars
Values = Sequence[Decimal | None]


def lines(table: Table) -> Drawing:
    """Draw how figures went, one line for each column."""
    rows, where = _rows(table)
    columns = _columns(rows)
    axis = axes.of_line(*_reach(columns), smallest=_step(table))
    shapes = [_line(number, values, where, axis=axis) for number, values in enumerate(columns, 1)]
    return _drawing(table, rows, where, axis=axis, shapes=shapes, ends=[_last(values) for values in columns])


def band(table: Table) -> Drawing:
    """Draw the room between a lowest and a highest figure, and a line for a third column if there is one."""
    rows, where = _rows(table)
    columns = _columns(rows)
    axis = axes.of_line(*_reach(columns), smallest=_step(table))
    whole = [n for n in range(len(rows)) if columns[0][n] is not None and columns[1][n] is not None]
    low, high = ([f"{where[n]} {short(_y(values[n], axis))}" for n in whole] for values in columns[:2])
    shapes = [Shape(1, area=f"M{'L'.join(high)}L{'L'.join(reversed(low))}z")] if whole else []
    shapes += [_line(number, values, where, axis=axis) for number, values in enumerate(columns[2:], 2)]
    drawn = _drawing(table, rows, where, axis=axis, shapes=shapes, ends=[])
    return drawn if len(columns) == 2 else _with_legend(drawn, (f"{table.names[0]} – {table.names[1]}", *table.names[2:]))


def bars(table: Table) -> Drawing:
    """Draw bars side by side for each row."""
    rows, _where = _rows(table)
    columns = _columns(rows)
    axis = axes.of_bars(*_reach(columns), smallest=_step(table))
    wide = FULL / len(rows)
    own = wide * (1 - GAP) / len(columns)
    shapes = []
    for number, values in enumerate(columns):
        parts = [_bar(wide * (n + GAP / 2) + own * number, own, low=Decimal(0), high=value, axis=axis) for n, value in enumerate(values) if value]
        shapes.append(Shape(number + 1, area="".join(parts)))
    drawn = _drawing(table, rows, _middles(len(rows)), axis=axis, shapes=shapes, ends=[])
    return _with_legend(drawn, table.names) if len(columns) > 1 else drawn


def stacked(table: Table) -> Drawing:
    """Draw bars whose columns stand upon each other."""
    rows, _where = _rows(table)
    columns = _columns(rows)
    tops = [list(accumulate(value or Decimal(0) for value in row.values)) for row in rows]
    axis = axes.of_bars(Decimal(0), max(top[-1] for top in tops), smallest=_step(table))
    wide = FULL / len(rows)
    shapes = []
    for number, values in enumerate(columns):
        parts = [
            _bar(wide * (n + GAP / 2), wide * (1 - GAP), low=tops[n][number] - value, high=tops[n][number], axis=axis)
            for n, value in enumerate(values)
            if value
        ]
        shapes.append(Shape(number + 1, area="".join(parts)))
    ends = [tops[-1][number] - (values[-1] or Decimal(0)) / 2 for number, values in enumerate(columns)]
    return _drawing(table, rows, _middles(len(rows)), axis=axis, shapes=shapes, ends=ends)


def _drawing(
    table: Table, rows: Sequence[Row], where: Sequence[int], *, axis: Axis, shapes: Sequence[Shape], ends: Sequence[Decimal | None]
) -> Drawing:
    """Put the axes around shapes; ``ends`` are where the names of the series belong."""
    marks = drawing.across(axis, top=TOP, bottom=BOTTOM)
    left, values = drawing.left_of(numbers.short(axis.marks, axis.decimals), marks)
    room = drawing.room_for(table.names) if ends else 0
    wanted = [(n, _y(end, axis) + 4, table.names[n - 1]) for n, end in enumerate(ends, 1) if end is not None] if room else []
    return Drawing(
        height=HEIGHT,
        top=TOP,
        bottom=BOTTOM,
        shapes=tuple(shapes),
        words=(*values, *_times(rows, where)),
        across=marks,
        zero_across=_y(Decimal(0), axis) if axis.marks[0] <= 0 <= axis.marks[-1] else None,
        names=drawing.beside(wanted, top=TOP, bottom=BOTTOM),
        left=left,
        room=room,
        legend=table.names if ends and not room and len(table.names) > 1 else (),
    )


def _with_legend(drawn: Drawing, names: Sequence[str]) -> Drawing:
    return Drawing(**{**vars(drawn), "names": (), "room": 0, "legend": tuple(names)})


def _times(rows: Sequence[Row], where: Sequence[int]) -> list[Words]:
    told = [row.moment for row in rows]
    known = [moment for moment in told if moment]
    if len(known) < len(rows):
        return drawing.below([row.label for row in rows], where, y=HEIGHT - 8)
    chosen = moments.marks(known)
    within = (max(one.day for one in known) - min(one.day for one in known)).days <= 366  # a year
    labels = [moments.short(moment, within_a_year=within) for moment in chosen]
    return drawing.below(labels, [where[told.index(moment)] for moment in chosen], y=HEIGHT - 8)


def _rows(table: Table) -> tuple[list[Row], list[int]]:
    """Return the rows in the order of time, and the place of each: as far apart as the days are."""
    if not table.has_moments:
        last = max(1, len(table.rows) - 1)
        return list(table.rows), [place(n / last) for n in range(len(table.rows))]
    rows = sorted(table.rows, key=lambda row: row.moment.day if row.moment else None)  # type: ignore[arg-type, return-value]
    days = [row.moment.day.toordinal() for row in rows if row.moment]
    return rows, [place((day - days[0]) / max(1, days[-1] - days[0])) for day in days]


def _middles(count: int) -> list[int]:
    return [place((n + 0.5) / count) for n in range(count)]


def _columns(rows: Sequence[Row]) -> list[Values]:
    return list(zip(*(row.values for row in rows), strict=True))


def _step(table: Table) -> Decimal | None:
    """Return the smallest step of the axis: what is written in whole numbers has no halves."""
    return None if any(table.decimals) else Decimal(1)


def _reach(columns: Sequence[Values]) -> tuple[Decimal, Decimal]:
    values = [value for column in columns for value in column if value is not None]
    return min(values), max(values)


def _last(values: Values) -> Decimal | None:
    return next((value for value in reversed(values) if value is not None), None)


def _y(value: Decimal | None, axis: Axis) -> float:
    return height(axis.share(value or Decimal(0)), top=TOP, bottom=BOTTOM)


def _line(number: int, values: Values, where: Sequence[int], *, axis: Axis) -> Shape:
    """Return a line that is broken where a figure is missing, with dots if there are few or if one stands alone."""
    points = ["" if value is None else f"{x} {short(_y(value, axis))}" for x, value in zip(where, values, strict=True)]
    runs = [run.split(";") for run in ";".join(points).replace(";;", "|").split("|")]
    runs = [[point for point in run if point] for run in runs]
    line = "".join(f"M{'L'.join(run)}" for run in runs if len(run) > 1)
    filled = [point for point in points if point]
    dotted = filled if len(filled) <= MOST_DOTS else [run[0] for run in runs if len(run) == 1]
    return Shape(number, line=line, dots="".join(f"M{point}h0" for point in dotted))


def _bar(x: float, wide: float, *, low: Decimal, high: Decimal, axis: Axis) -> str:
    start, end = _y(low, axis), _y(high, axis)
    left, right = round(x), max(round(x) + 1, round(x + wide))
    return f"M{left} {short(start)}V{short(end)}H{right}V{short(start)}z"
