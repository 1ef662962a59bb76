"""A chart: which kind, which figures it takes, how it is drawn, and what is said to who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from depesche.brand.charting import level, upright
from depesche.brand.charting.drawing import Drawing
from depesche.brand.charting.reading import Table, unreadable

MANY_ROWS = 12  # from here on, rows do not fit below each other
MOST_SERIES = 6
SPAN = (2, 3)  # lowest, highest, and perhaps one between


class Kind(StrEnum):
    """How figures are drawn."""

    LINE = "line"
    BAR = "bar"
    RANGE = "range"
    STACKED = "stacked"


LABELS = {
    Kind.LINE: _("lines: how something went"),
    Kind.BAR: _("bars: things compared"),
    Kind.RANGE: _("ranges: from the lowest to the highest"),
    Kind.STACKED: _("stacked bars: parts of a whole"),
}


def check(table: Table, kind: Kind) -> None:
    """Refuse figures that this kind of chart cannot show.

    :raises Refusal: code ``table-unreadable``, naming row and column
    """
    if len(table.names) > MOST_SERIES:
        raise unreadable(
            _("The table has %(number)d columns of figures; a chart shows at most %(most)d.") % {"number": len(table.names), "most": MOST_SERIES}
        )
    for place, unit in enumerate(table.units):
        if unit != table.units[0]:
            raise unreadable(
                _("Column %(column)d (“%(name)s”) is in %(unit)s, column 2 in %(other)s; a chart has one unit.")
                % {"column": place + 2, "name": table.names[place], "unit": unit or "–", "other": table.units[0] or "–"}
            )
    if kind is Kind.STACKED:
        _check_parts(table)
    if kind is Kind.RANGE:
        _check_spans(table)


def draw(table: Table, kind: Kind) -> Drawing:
    """Draw figures that were checked: over time or with many rows upright, else with a row for each name."""
    is_upright = table.has_moments or len(table.rows) > MANY_ROWS
    if kind is Kind.LINE:
        return upright.lines(table)
    return (UPRIGHT if is_upright else LEVEL)[kind](table)


def _check_parts(table: Table) -> None:
    for row in table.rows:
        for place, value in enumerate(row.values):
            if value is not None and value < 0:
                raise unreadable(
                    _("Row %(row)d, column %(column)d (“%(name)s”): parts of a whole cannot be less than nothing.")
                    % {"row": row.number, "column": place + 2, "name": table.names[place]}
                )


def _check_spans(table: Table) -> None:
    if len(table.names) not in SPAN:
        raise unreadable(
            _("A range needs two columns of figures, the lowest and the highest, and may have a third between; here are %(number)d.")
            % {"number": len(table.names)}
        )
    for row in table.rows:
        low, high = row.values[:2]
        if low is not None and high is not None and low > high:
            raise unreadable(_("Row %(row)d: the lowest figure is higher than the highest.") % {"row": row.number})


UPRIGHT: dict[Kind, Callable[[Table], Drawing]] = {Kind.BAR: upright.bars, Kind.STACKED: upright.stacked, Kind.RANGE: upright.band}
LEVEL: dict[Kind, Callable[[Table], Drawing]] = {Kind.BAR: level.bars, Kind.STACKED: level.stacked, Kind.RANGE: level.spans}
