"""A figure in words, for readers and editors alike."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.terms import Comparator


def words(figure: Figure) -> str:
    """Return a figure as one says it, with its unit: "more than 1,000 soldiers"."""
    low, high = number(figure.low), number(figure.high) if figure.high is not None else ""
    said = {
        Comparator.EXACT: "%(low)s",
        Comparator.ABOUT: _("about %(low)s"),
        Comparator.MORE: _("more than %(low)s"),
        Comparator.LESS: _("fewer than %(low)s"),
        Comparator.AT_LEAST: _("at least %(low)s"),
        Comparator.AT_MOST: _("at most %(low)s"),
        Comparator.RANGE: _("%(low)s to %(high)s"),
    }[figure.comparator]
    return f"{said % {'low': low, 'high': high}} {figure.unit}".strip()


def with_measure(figure: Figure | None) -> str:
    """Return a figure with what it counts: "about 1,500 soldiers (shipped)"; empty for none."""
    if figure is None:
        return ""
    return f"{words(figure)} ({figure.measure})" if figure.measure else words(figure)


def number(value: Decimal) -> str:
    """Write a number as people do, without the zeros that the database adds."""
    plain = format(Decimal(value).normalize(), "f")
    decimals = len(plain.partition(".")[2])
    return str(number_format(Decimal(plain), decimal_pos=decimals, use_l10n=True, force_grouping=True))
