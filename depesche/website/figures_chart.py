"""Figures that several people gave, as bars and as a table: each with what it counts, never added up (newsroom.md, 1.3 X4, 3.4).

A solid bar is what is stated, a hatched one what is planned; an open end is "more than". Only units given at least twice get bars.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from depesche.newsroom.claims import figure_words, figures
from depesche.newsroom.claims.figures import Figure
from depesche.newsroom.claims.terms import Comparator

TEMPLATE = "website/figures_chart.html"
OPEN_END = Decimal("0.12")  # how far an open end reaches, as a share of the longest bar
FEWEST = 2  # figures of a unit that make bars worth drawing
UPWARDS = frozenset({Comparator.MORE, Comparator.AT_LEAST})
DOWNWARDS = frozenset({Comparator.LESS, Comparator.AT_MOST})


@dataclass(frozen=True)
class Given:
    """A figure and who gave it. ``when`` and ``status`` are words for readers, ``path`` leads to the claim; all three may be empty."""

    figure: Figure
    source: str
    is_plan: bool = False
    when: str = ""
    status: str = ""
    path: str = ""


@dataclass(frozen=True)
class Segment:
    """A part of a bar, from ``start`` to ``end`` in per cent: ``solid``, ``plan``, ``span`` (of a range), ``up`` or ``down`` (open)."""

    kind: str
    start: str
    end: str
    width: str


@dataclass(frozen=True)
class Bar:
    """One line of the drawing."""

    number: str
    measure: str
    source: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Panel:
    """The bars of one unit; units are never mixed."""

    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    number: str
    measure: str
    source: str
    when: str
    status: str
    path: str
    is_plan: bool


@dataclass(frozen=True)
class Chart:
    """What the template needs. ``measures`` is how many different things are counted, ``conflicts`` names those with contradicting figures."""

    title: str
    panels: tuple[Panel, ...]
    rows: tuple[Row, ...]
    measures: int
    conflicts: tuple[str, ...]

    @property
    def has_plans(self) -> bool:
        """Whether the legend explains hatching."""
        return any(segment.kind == "plan" for segment in self._segments)

    @property
    def has_open_ends(self) -> bool:
        """Whether the legend explains open ends."""
        return any(segment.kind in {"up", "down"} for segment in self._segments)

    @property
    def has_moments(self) -> bool:
        """Whether the table needs a column for the day."""
        return any(row.when for row in self.rows)

    @property
    def has_statuses(self) -> bool:
        """Whether the table needs a column for the status."""
        return any(row.status for row in self.rows)

    @property
    def _segments(self) -> list[Segment]:
        return [segment for panel in self.panels for bar in panel.bars for segment in bar.segments]


def chart(given: Iterable[Given], *, title: str = "") -> Chart | None:
    """Return the drawing and the table of these figures, in their order; ``None`` without any."""
    all_of_them = tuple(given)
    if not all_of_them:
        return None
    return Chart(
        title=title,
        panels=tuple(_panels(all_of_them)),
        rows=tuple(_row(one) for one in all_of_them),
        measures=len({(_folded(one.figure.measure), _folded(one.figure.unit)) for one in all_of_them}),
        conflicts=_conflicts([one.figure for one in all_of_them]),
    )


def _panels(given: Sequence[Given]) -> Iterable[Panel]:
    by_unit: dict[str, list[Given]] = {}
    for one in given:
        by_unit.setdefault(_folded(one.figure.unit), []).append(one)
    for some in by_unit.values():
        longest = max(_reach(one.figure) for one in some)
        if len(some) >= FEWEST and longest > 0 and all(one.figure.low >= 0 for one in some):
            yield Panel(some[0].figure.unit, tuple(_bar(one, longest=longest) for one in some))


def _reach(figure: Figure) -> Decimal:
    """How far the bar of a figure goes; an open end goes on behind its number."""
    end = figure.high if figure.high is not None else figure.low
    return end / (1 - OPEN_END) if figure.comparator in UPWARDS else end


def _bar(given: Given, *, longest: Decimal) -> Bar:
    figure = given.figure
    stop = figure.low / longest
    kind = "plan" if given.is_plan else "solid"
    segments = [_segment("down", Decimal(0), stop)] if figure.comparator in DOWNWARDS else [_segment(kind, Decimal(0), stop)]
    if figure.comparator in UPWARDS:
        segments.append(_segment("up", stop, min(Decimal(1), stop + OPEN_END)))
    if figure.comparator == Comparator.RANGE and figure.high is not None:
        segments.append(_segment("span", stop, figure.high / longest))
    return Bar(figure_words.words(figure), figure.measure, given.source, tuple(segments))


def _segment(kind: str, start: Decimal, end: Decimal) -> Segment:
    return Segment(kind, _percent(start), _percent(end), _percent(end - start))


def _percent(share: Decimal) -> str:
    return f"{share * 100:.1f}%"


def _row(given: Given) -> Row:
    return Row(figure_words.words(given.figure), given.figure.measure, given.source, given.when, given.status, given.path, given.is_plan)


def _conflicts(given: Sequence[Figure]) -> tuple[str, ...]:
    """Name each measure for which two figures exclude each other, once."""
    found = (one.measure for one, other in combinations(given, 2) if figures.conflict(one, other))
    return tuple(dict.fromkeys(found))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
