"""Numbers as people write them in spreadsheets, German or English, with signs for units; and how readers are shown them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from django.utils.formats import number_format
from django.utils.translation import pgettext

MOST_DIGITS, MOST_DECIMALS = 15, 6
NOTHING = frozenset({"", "-", "–", "—", "…", "...", "n/a", "na", "k.a.", "k. a.", "#nv", "#n/a"})
MINUS = str.maketrans({"−": "-", "–": "-"})
GAPS = re.compile("(?<=\\d)[ '’\u00a0\u2009\u202f](?=\\d{3}(?!\\d))")  # as thousands are set apart in Switzerland and by ISO 80000-1
CELL = re.compile(
    r"(?P<lead>[+-])?\s*(?P<before>[€$£¥]|[A-Z]{3}(?=\s))?\s*(?P<sign>[+-])?\s*(?P<digits>[0-9][0-9.,]*)"
    r"(?:\s*(?P<sign_after>[%‰€$£¥])|\s+(?P<after>[^\W\d][\w./²³ ]{0,19}))?"
)


class Style(Enum):
    """How thousands and decimals are set apart; the value says how 1234.5 looks."""

    GERMAN = "1.234,5"
    ENGLISH = "1,234.5"


SHAPES = {
    Style.GERMAN: re.compile(r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?", re.ASCII),
    Style.ENGLISH: re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII),
}


@dataclass(frozen=True)
class Quantity:
    """A number with the sign or word of its unit (empty without), and how many decimals were typed."""

    value: Decimal
    decimals: int
    unit: str


@dataclass(frozen=True)
class _Typed:
    sign: str
    digits: str
    unit: str


def is_nothing(cell: str) -> bool:
    """Whether a cell says that there is no figure."""
    return cell.strip().casefold() in NOTHING


def read(cell: str, style: Style) -> Quantity | None:
    """Return the number in a cell; ``None`` for anything else, and for more than 15 digits before or 6 behind the decimal mark."""
    typed = _typed(cell)
    if typed is None or not SHAPES[style].fullmatch(typed.digits):
        return None
    thousands, mark = (".", ",") if style is Style.GERMAN else (",", ".")
    whole, _mark, decimals = typed.digits.replace(thousands, "").partition(mark)
    if len(whole) > MOST_DIGITS or len(decimals) > MOST_DECIMALS:
        return None
    return Quantity(Decimal(f"{typed.sign}{whole}.{decimals or '0'}"), len(decimals), typed.unit)


def styles(cell: str) -> frozenset[Style]:
    """Return the styles in which a cell is a number; both for "12" and for "1.234"."""
    return frozenset(style for style in Style if read(cell, style) is not None)


def style_of(cells: Iterable[str], *, otherwise: Style) -> Style:
    """Return the style in which most cells are written that leave no doubt; without any, the other one."""
    clear = [found for found in map(styles, cells) if len(found) == 1]
    german = sum(Style.GERMAN in found for found in clear)
    if not clear or german * 2 == len(clear):
        return otherwise
    return Style.GERMAN if german * 2 > len(clear) else Style.ENGLISH


def write(value: Decimal, decimals: int, *, signed: bool = False) -> str:
    """Write a number as readers of the active language do, with a true minus; ``signed`` shows the plus, too."""
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return sign + number_format(abs(value), decimal_pos=decimals, use_l10n=True, force_grouping=True)


def short(marks: Sequence[Decimal], decimals: int) -> list[str]:
    """Write the figures of an axis, large ones in millions, billions or trillions."""
    largest = max(abs(mark) for mark in marks)
    for power, word in ((12, pgettext("axis", "tn")), (9, pgettext("axis", "bn")), (6, pgettext("axis", "m"))):
        if largest >= Decimal(10) ** power:
            told = [mark.scaleb(-power).normalize() for mark in marks]
            places = max(max(0, -int(mark.as_tuple().exponent)) for mark in told)
            return [with_unit(write(mark, places), word) if mark else "0" for mark in told]
    return [write(mark, decimals) for mark in marks]


def with_unit(text: str, unit: str) -> str:
    """Put a unit behind a number, on the same line."""
    return f"{text}\u00a0{unit}" if unit else text


def _typed(cell: str) -> _Typed | None:
    found = CELL.fullmatch(GAPS.sub("", " ".join(cell.translate(MINUS).split())))
    if found is None:
        return None
    if found["lead"] and found["sign"]:
        return None
    return _Typed(found["lead"] or found["sign"] or "", found["digits"], (found["before"] or found["sign_after"] or found["after"] or "").strip())
