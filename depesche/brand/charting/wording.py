"""A chart in words, for who hears a page or reads a mail, and its cells as readers see them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from depesche.brand.charting import moments, numbers
from depesche.brand.charting.chart import Kind
from depesche.brand.charting.reading import Row, Table

FEW = 8  # rows that are read out one by one


def label(row: Row) -> str:
    """Return what a row is about, dates as readers write them."""
    return moments.write(row.moment) if row.moment else row.label


def cells(table: Table, row: Row) -> list[str]:
    """Return the figures of a row as readers see them in a table; a gap is a dash."""
    return ["–" if value is None else _number(value, table, place) for place, value in enumerate(row.values)]


def alternative(table: Table, kind: Kind) -> str:
    """Say in sentences what a chart shows: every figure of a small one, the course of a large one."""
    if len(table.rows) > FEW or (table.has_moments and kind is not Kind.STACKED):
        return " ".join((_kind(kind), *(_course(table, place) for place in range(len(table.names)))))
    return " ".join((_kind(kind), *(_row(table, row) for row in table.rows)))


def _kind(kind: Kind) -> str:
    return {
        Kind.LINE: _("Line chart."),
        Kind.BAR: _("Bar chart."),
        Kind.RANGE: _("Chart of ranges."),
        Kind.STACKED: _("Stacked bars."),
    }[kind]


def _row(table: Table, row: Row) -> str:
    said = cells(table, row)
    if len(said) > 1:
        said = [f"{name} {cell}" for name, cell in zip(table.names, said, strict=True)]
    return f"{label(row)}: {', '.join(said)}."


def _course(table: Table, place: int) -> str:
    rows = sorted((row for row in table.rows if row.values[place] is not None), key=_when)
    first, last = rows[0], rows[-1]
    values = {id(row): row.values[place] or Decimal(0) for row in rows}
    low, high = min(rows, key=lambda row: values[id(row)]), max(rows, key=lambda row: values[id(row)])
    told = {"name": table.names[place]}
    for key, row in (("first", first), ("last", last), ("low", low), ("high", high)):
        told |= {key: _number(values[id(row)], table, place), f"{key}_when": label(row)}
    return (
        _("%(name)s: %(first)s (%(first_when)s) to %(last)s (%(last_when)s); lowest %(low)s (%(low_when)s), highest %(high)s (%(high_when)s).") % told
    )


def _when(row: Row) -> int:
    return row.moment.day.toordinal() if row.moment else row.number


def _number(value: Decimal, table: Table, place: int) -> str:
    return numbers.with_unit(numbers.write(value, table.decimals[place]), table.units[place])
