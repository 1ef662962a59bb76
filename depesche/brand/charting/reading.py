"""A table of figures from what was pasted or typed: the first row names the columns, the first column says what each row is about.

Whatever cannot be read is refused with its row and column, counted from 1 as a spreadsheet does.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from depesche.brand.charting import moments, numbers
from depesche.brand.charting.moments import Moment
from depesche.brand.charting.numbers import Style
from depesche.kernel.refusal import Refusal

MOST_ROWS, MOST_COLUMNS, LONGEST = 400, 9, 100_000
SEPARATORS = "\t;,"
MANY_DATES = 3


@dataclass(frozen=True)
class Line:
    """One row as pasted: its number and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """What a row is about, when that is, and its figures; a gap is ``None``. ``number`` is where it stood."""

    number: int
    label: str
    moment: Moment | None
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Table:
    """Figures: ``names``, ``decimals`` and ``units`` belong to the columns behind the first, whose name is ``corner``."""

    corner: str
    names: tuple[str, ...]
    decimals: tuple[int, ...]
    units: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def has_moments(self) -> bool:
        """Whether the rows are days, months or years."""
        return all(row.moment for row in self.rows)


def unreadable(message: object, help_text: object = "") -> Refusal:
    """Return the refusal of a table that cannot be read; code ``table-unreadable``."""
    return Refusal(code="table-unreadable", message=message, help=help_text)


def lines(text: str) -> list[Line]:
    """Cut a text into rows and cells: by tabs if there are any, else by semicolons, else by commas; empty rows are left out.

    :raises Refusal: code ``table-unreadable``
    """
    if len(text) > LONGEST:
        raise unreadable(_("The table has more than %(number)d characters.") % {"number": LONGEST})
    separator = next((mark for mark in SEPARATORS if mark in text), "")
    if not separator:
        raise unreadable(
            _("This is one column only; at least two are needed."),
            _("Copy the cells in the spreadsheet and paste them here, or set the columns apart by semicolons."),
        )
    reader = csv.reader(text.replace("\x00", "").splitlines(), delimiter=separator, skipinitialspace=True)
    try:
        found = [Line(reader.line_num, _trimmed(cells)) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise unreadable(_("Row %(row)d cannot be read.") % {"row": reader.line_num}) from error
    return found


def table(text: str, *, style: Style | None = None) -> Table:
    """Read a table of figures.

    :param style: how its numbers are written; found out if it is not said
    :raises Refusal: code ``table-unreadable``, naming row and column
    """
    found = lines(text)
    if len(found) < 2:  # names and figures
        raise unreadable(_("The table needs a row that names the columns, and at least one row of figures."))
    head, body = found[0], found[1:]
    _check_size(head, body)
    _check_head(head)
    told = [[*line.cells[1:], *[""] * (len(head.cells) - len(line.cells))] for line in body]
    style = style or numbers.style_of((cell for cells in told for cell in cells), otherwise=own_style())
    columns = [_column([cells[place] for cells in told], place=place, head=head, body=body, style=style) for place in range(len(head.cells) - 1)]
    when = _moments(body)
    rows = tuple(
        Row(line.number, line.cells[0], when[place], tuple(column[place] for column, _decimals, _unit in columns)) for place, line in enumerate(body)
    )
    return Table(head.cells[0], head.cells[1:], tuple(column[1] for column in columns), tuple(column[2] for column in columns), rows)


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Drop empty cells at the end, and spaces around what stands in the others."""
    told = [" ".join(cell.split()) for cell in cells]
    while told and not told[-1]:
        told.pop()
    return tuple(told)


def _check_size(head: Line, body: Sequence[Line]) -> None:
    if len(body) > MOST_ROWS:
        raise unreadable(_("The table has %(rows)d rows of figures; at most %(most)d are possible.") % {"rows": len(body), "most": MOST_ROWS})
    if not 1 < len(head.cells) <= MOST_COLUMNS:
        raise unreadable(_("Row %(row)d names %(columns)d columns; from 2 to %(most)d are possible.") % _numbers(head, most=MOST_COLUMNS))
    for line in body:
        if len(line.cells) > len(head.cells):
            raise unreadable(
                _("Row %(row)d has %(columns)d columns, the first row names %(named)d.") % _numbers(line, named=len(head.cells)),
                _("If numbers have decimal commas, set the columns apart by tabs or semicolons."),
            )
        if not line.cells[0]:
            raise unreadable(_("Row %(row)d, column 1: it must say what the figures are about.") % {"row": line.number})


def _check_head(head: Line) -> None:
    for place, name in enumerate(head.cells[1:], 2):
        if not name:
            raise unreadable(_("Row %(row)d, column %(column)d: the column has no name.") % {"row": head.number, "column": place})
        if numbers.styles(name) and moments.looks(name) is None:
            raise unreadable(
                _("Row %(row)d, column %(column)d: the first row names the columns, but here is the number “%(cell)s”.")
                % {"row": head.number, "column": place, "cell": name},
                _("Put a row above it that says what the columns are."),
            )
    if len(set(head.cells[1:])) < len(head.cells) - 1:
        twice = next(name for name, count in Counter(head.cells[1:]).items() if count > 1)
        raise unreadable(_("Row %(row)d: two columns are named “%(name)s”.") % {"row": head.number, "name": twice})


def _column(cells: Sequence[str], *, place: int, head: Line, body: Sequence[Line], style: Style) -> tuple[tuple[Decimal | None, ...], int, str]:
    """Return a column's figures, how many decimals they have, and their unit."""
    found = [None if numbers.is_nothing(cell) else numbers.read(cell, style) for cell in cells]
    units = Counter(one.unit for one in found if one is not None)
    unit = units.most_common(1)[0][0] if units else ""
    for cell, one, line in zip(cells, found, body, strict=True):
        about = {"row": line.number, "column": place + 2, "name": head.cells[place + 1], "cell": cell, "style": style.value, "unit": unit}
        if one is None and not numbers.is_nothing(cell):
            raise unreadable(str(_refused(cell)) % about)
        if one is not None and one.unit != unit:
            raise unreadable(str(_other_unit(unit)) % about)
    if not units:
        raise unreadable(_("Column %(column)d (“%(name)s”) has no figures.") % {"column": place + 2, "name": head.cells[place + 1]})
    return tuple(one.value if one else None for one in found), max(one.decimals for one in found if one), unit


def _refused(cell: str) -> object:
    if numbers.styles(cell):
        return _("Row %(row)d, column %(column)d (“%(name)s”): “%(cell)s” is not written as the other numbers are, such as %(style)s.")
    return _("Row %(row)d, column %(column)d (“%(name)s”): “%(cell)s” is not a number.")


def _other_unit(unit: str) -> object:
    if unit:
        return _("Row %(row)d, column %(column)d (“%(name)s”): “%(cell)s” has another unit than the others, which are in %(unit)s.")
    return _("Row %(row)d, column %(column)d (“%(name)s”): “%(cell)s” has a unit, the others have none.")


def _moments(body: Sequence[Line]) -> list[Moment | None]:
    """Return when each row was if all of them are days, months or years; one that is not, among many, is a slip."""
    grains = Counter(moments.looks(line.cells[0]) for line in body)
    grain, count = grains.most_common(1)[0]
    if grain is None or (count < len(body) and (count < MANY_DATES or count * 2 <= len(body))):
        return [None] * len(body)
    found = [moments.read(line.cells[0]) for line in body]
    seen: dict[object, int] = {}
    for line, moment in zip(body, found, strict=True):
        if moment is None or moment.grain is not grain:
            raise unreadable(
                _("Row %(row)d, column 1: “%(cell)s” is no date like those of the other rows.") % {"row": line.number, "cell": line.cells[0]}
            )
        if moment.day in seen:
            raise unreadable(_("Row %(row)d is about the same date as row %(other)d.") % {"row": line.number, "other": seen[moment.day]})
        seen[moment.day] = line.number
    return list(found)


def own_style() -> Style:
    """Return how numbers are written where nothing tells: as in the active language."""
    return Style.ENGLISH if (get_language() or "").startswith("en") else Style.GERMAN


def _numbers(line: Line, **more: int) -> dict[str, int]:
    return {"row": line.number, "columns": len(line.cells), **more}
