"""Plots of the desk's first page: groups of drawings, each from one gauge, for those who may see its numbers.

Drawn by ``brand/charting`` as plain SVG with the table behind it. All gauges of a page are read in one query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from depesche.brand import gauges
from depesche.brand.charting import chart, fills, wording
from depesche.brand.charting.chart import Kind
from depesche.brand.charting.drawing import Drawing
from depesche.brand.charting.fills import Fill
from depesche.brand.charting.moments import Grain, Moment
from depesche.brand.charting.reading import Row, Table

OLD = timedelta(hours=2)


@dataclass(frozen=True)
class Plot:
    """A drawing: ``sentence`` says the numbers that matter most; without a table, there is that sentence only."""

    key: str
    title: str
    sentence: str
    kind: Kind = Kind.LINE
    table: Table | None = None
    unit: str = ""

    @cached_property
    def drawing(self) -> Drawing | None:
        """What is drawn; names stand above, as there is no room beside on a phone."""
        if self.table is None:
            return None
        drawn = chart.draw(self.table, self.kind)
        return replace(drawn, names=(), room=0, legend=self.table.names) if len(self.table.names) > 1 else drawn

    @property
    def fills(self) -> tuple[Fill, ...]:
        """The patterns of its areas."""
        return fills.of(self.drawing) if self.drawing else ()

    @property
    def alternative(self) -> str:
        """What it shows, in sentences."""
        return wording.alternative(self.table, self.kind) if self.table else ""

    @property
    def cells(self) -> list[tuple[str, list[str]]]:
        """The rows of the table behind it, as readers see them."""
        return [(wording.label(row), wording.cells(self.table, row)) for row in self.table.rows] if self.table else []


class Drawer(Protocol):
    """What a part registers."""

    def __call__(self, data: Mapping[str, Any], *, at: datetime) -> Sequence[Plot]:
        """Draw what a gauge said."""


@dataclass(frozen=True)
class Group:
    """Plots of one gauge, for those who have one of the permissions; ``more`` is the name of the address that tells more."""

    gauge: str
    title: Any
    asks_for: tuple[str, ...]
    draw: Drawer
    place: int
    more: str = ""
    more_label: Any = ""


@dataclass(frozen=True)
class Shown:
    """A group as a person sees it; ``taken_at`` is ``None`` before its numbers were taken for the first time."""

    group: Group
    plots: tuple[Plot, ...]
    taken_at: datetime | None
    is_old: bool = False


_groups: dict[str, Group] = {}


def register(group: Group) -> None:
    """Add a group.

    :raises ValueError: if its gauge has one
    """
    if group.gauge in _groups:
        raise ValueError(f"the gauge {group.gauge} is drawn twice")
    _groups[group.gauge] = group


def shown(user: Any, *, at: datetime) -> list[Shown]:
    """Return the groups that a person may see, in their order."""
    mine = [group for group in _groups.values() if any(user.has_perm(permission) for permission in group.asks_for)]
    found = gauges.taken([group.gauge for group in mine])
    return [_shown(group, found.get(group.gauge), at=at) for group in sorted(mine, key=lambda group: group.place)]


def table(
    corner: str, names: Sequence[str], rows: Iterable[tuple[Any, Sequence[int | Decimal | None]]], *, unit: str = "", decimals: int = 0
) -> Table:
    """Return a table of figures; a row is about a day or about what its label says."""
    return Table(
        corner,
        tuple(names),
        (decimals,) * len(names),
        (unit,) * len(names),
        tuple(_row(number, about, values) for number, (about, values) in enumerate(rows, 1)),
    )


def _row(number: int, about: Any, values: Sequence[int | Decimal | None]) -> Row:
    told = tuple(None if value is None else Decimal(value) for value in values)
    return Row(number, about, None, told) if isinstance(about, str) else Row(number, "", Moment(about, Grain.DAY), told)


def _shown(group: Group, said: gauges.Taken | None, *, at: datetime) -> Shown:
    if said is None:
        return Shown(group, (), None)
    return Shown(group, tuple(group.draw(said.data, at=at)), said.at, is_old=at - said.at > OLD)
