"""Round numbers along an axis: steps of 1, 2 or 5 times a power of ten that cover what is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

STEPS = (1, 2, 5)
MOST = 6


@dataclass(frozen=True)
class Axis:
    """The marks from the lowest to the highest, at least two."""

    marks: tuple[Decimal, ...]

    @property
    def decimals(self) -> int:
        """How many decimals tell the marks apart."""
        exponent = (self.marks[1] - self.marks[0]).normalize().as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    def share(self, value: Decimal) -> float:
        """Return where a value stands, from 0 (the lowest mark) to 1 (the highest)."""
        low, high = self.marks[0], self.marks[-1]
        return float((value - low) / (high - low))


def covering(low: Decimal, high: Decimal, *, most: int = MOST, smallest: Decimal | None = None) -> Axis:
    """Return the finest axis of at most ``most`` marks (three or more) that covers ``low`` to ``high``.

    :param smallest: no step is smaller, such as 1 where things are counted
    """
    span = high - low
    power = (span if span > 0 else abs(high) or Decimal(1)).adjusted() - 2
    while True:
        for digit in STEPS:
            step = Decimal(digit).scaleb(power)
            if smallest is not None and step < smallest:
                continue
            first, last = (low / step).to_integral_value(ROUND_FLOOR), (high / step).to_integral_value(ROUND_CEILING)
            last = max(last, first + 1)
            if last - first < most:
                return Axis(tuple(step * number for number in range(int(first), int(last) + 1)))
        power += 1


def of_line(low: Decimal, high: Decimal, *, smallest: Decimal | None = None) -> Axis:
    """Return the axis of a line, which begins at zero only where that costs little: where the values are spread over more than half of the way."""
    if low > 0 and low <= high - low:
        low = Decimal(0)
    return covering(low, high, smallest=smallest)


def of_bars(low: Decimal, high: Decimal, *, smallest: Decimal | None = None) -> Axis:
    """Return the axis of bars, which always holds zero: their length is what is compared."""
    return covering(min(low, Decimal(0)), max(high, Decimal(0)), smallest=smallest)
