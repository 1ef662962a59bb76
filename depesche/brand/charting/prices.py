"""Prices and how they changed, from what was pasted or typed: what, unit, price, change, change in per cent; the last two may be missing.

A first row that names the columns may stand above. Of the two changes, the one that is missing is computed from the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from depesche.brand.charting import money, numbers, reading
from depesche.brand.charting.numbers import Quantity, Style
from depesche.brand.charting.reading import Line, unreadable

FEWEST, MOST, MOST_ROWS = 3, 5, 60
PRICE, CHANGE, PERCENT = 2, 3, 4  # columns, from 0
HUNDRED, CENT = Decimal(100), Decimal("0.01")


@dataclass(frozen=True)
class Price:
    """What a unit of something costs, and how that changed since the last price; ``percent`` is 1 for one per cent."""

    name: str
    unit: str
    price: Decimal
    decimals: int
    change: Decimal | None = None
    percent: Decimal | None = None


def prices(text: str, *, currency: str, style: Style | None = None) -> tuple[Price, ...]:
    """Read prices in a currency (ISO 4217).

    :raises Refusal: code ``table-unreadable``, naming row and column
    """
    found = reading.lines(text)
    if found and not _is_figure(found[0]):
        found = found[1:]
    if not found:
        raise unreadable(_("The table has no row with a price."))
    if len(found) > MOST_ROWS:
        raise unreadable(_("The table has %(rows)d rows of figures; at most %(most)d are possible.") % {"rows": len(found), "most": MOST_ROWS})
    style = style or numbers.style_of((cell for line in found for cell in line.cells[PRICE:]), otherwise=reading.own_style())
    return tuple(_price(line, currency=currency, style=style) for line in found)


def _price(line: Line, *, currency: str, style: Style) -> Price:
    if not FEWEST <= len(line.cells) <= MOST:
        raise unreadable(
            _("Row %(row)d has %(columns)d columns; there are what, unit, price, and if you like change and change in per cent.")
            % {"row": line.number, "columns": len(line.cells)},
            _("If numbers have decimal commas, set the columns apart by tabs or semicolons."),
        )
    if not line.cells[0]:
        raise unreadable(_("Row %(row)d, column 1: it must say what has this price.") % {"row": line.number})
    price = _figure(line, PRICE, currency=currency, style=style)
    if price is None or price.value < 0:
        raise unreadable(_("Row %(row)d, column 3: there must be a price.") % {"row": line.number})
    change, percent = _changes(line, price.value, currency=currency, style=style)
    return Price(line.cells[0], line.cells[1], price.value, price.decimals, change, percent)


def _changes(line: Line, price: Decimal, *, currency: str, style: Style) -> tuple[Decimal | None, Decimal | None]:
    first, second = (_figure(line, place, currency=currency, style=style) for place in (CHANGE, PERCENT))
    if first is not None and first.unit == "%":
        if second is not None:
            raise unreadable(_("Row %(row)d, column 4: the change in per cent belongs into column 5.") % {"row": line.number})
        first, second = None, first
    change, percent = (one.value if one else None for one in (first, second))
    if (change is not None and change >= price > 0) or (percent is not None and percent <= -HUNDRED):
        raise unreadable(_("Row %(row)d: the price before the change would have been nothing or less.") % {"row": line.number})
    if change is not None and percent is not None and change * percent < 0:
        raise unreadable(_("Row %(row)d: one change goes up, the other down.") % {"row": line.number})
    if change is not None and percent is None and price > 0:
        percent = _cents(change / (price - change) * HUNDRED)
    elif percent is not None and change is None:
        change = _cents(price - price / (1 + percent / HUNDRED))
    return change, percent


def _figure(line: Line, place: int, *, currency: str, style: Style) -> Quantity | None:
    cell = line.cells[place] if place < len(line.cells) else ""
    if numbers.is_nothing(cell):
        return None
    about = {"row": line.number, "column": place + 1, "cell": cell, "style": style.value, "currency": currency}
    found = numbers.read(cell, style)
    if found is None:
        sentence = (
            _("Row %(row)d, column %(column)d: “%(cell)s” is not written as the other numbers are, such as %(style)s.")
            if numbers.styles(cell)
            else _("Row %(row)d, column %(column)d: “%(cell)s” is not a number.")
        )
        raise unreadable(sentence % about)
    if found.unit not in _allowed(place, currency):
        raise unreadable(_("Row %(row)d, column %(column)d: “%(cell)s” is not in %(currency)s.") % about)
    return found


def _allowed(place: int, currency: str) -> Sequence[str]:
    if place == PERCENT:
        return ("", "%")
    return ("", currency, money.sign(currency), *(("Euro",) if currency == "EUR" else ()), *(("%",) if place == CHANGE else ()))


def _is_figure(line: Line) -> bool:
    return len(line.cells) > PRICE and bool(numbers.styles(line.cells[PRICE]))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
