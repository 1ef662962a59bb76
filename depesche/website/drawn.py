"""Pasted figures as readers see them: charts, and tables of prices. How they are drawn: ``brand/charting``; why so: ``docs/decisions/charts.md``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from depesche.brand.charting import chart as charting
from depesche.brand.charting import fills, wording
from depesche.brand.charting.drawing import Drawing
from depesche.brand.charting.fills import Fill
from depesche.kernel import clock
from depesche.newsroom import shown_figures
from depesche.newsroom.claims import outdating, spoken
from depesche.newsroom.shown_figures import Origin, Prices
from depesche.press import tags
from depesche.website import paths


@dataclass(frozen=True)
class SourceLine:
    """Whose figures these are; ``path`` leads to the source's page, empty if it has none."""

    name: str
    path: str
    text: str


@dataclass(frozen=True)
class Drawn:
    """A chart with the table behind it; ``rows`` are what they are about and their figures, ``alternative`` says it in sentences."""

    template: ClassVar[str] = "website/blocks/chart.html"
    title: str
    kind: str
    unit: str
    drawing: Drawing
    alternative: str
    corner: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    source: SourceLine
    note: str

    @property
    def fills(self) -> tuple[Fill, ...]:
        """The patterns that the drawing uses."""
        return fills.of(self.drawing)


@dataclass(frozen=True)
class Priced:
    """A table of prices with its moment and source."""

    template: ClassVar[str] = "website/blocks/prices.html"
    prices: Prices
    source: SourceLine


def chart(value: Any) -> Drawn | None:
    """Return a chart; ``None`` for one that cannot be read."""
    shown = shown_figures.chart(value)
    if shown is None:
        return None
    table = shown.table
    return Drawn(
        title=shown.title,
        kind=shown.kind,
        unit=shown.unit,
        drawing=charting.draw(table, shown.kind),
        alternative=shown.alternative,
        corner=table.corner,
        names=table.names,
        rows=tuple((wording.label(row), tuple(wording.cells(table, row))) for row in table.rows),
        source=_source(shown.origin),
        note=shown.note,
    )


def prices(value: Any) -> Priced | None:
    """Return a table of prices; the page is made anew when they become old."""
    now = clock.now()
    shown = shown_figures.prices(value, at=now)
    if shown is None:
        return None
    if not shown.old:
        tags.until(shown.old_from)
    return Priced(shown, _source(shown.origin))


def _source(origin: Origin) -> SourceLine:
    row = origin.row
    if row is None:
        return SourceLine("", "", origin.text)
    tags.use(outdating.of_source(row.pk))
    return SourceLine(origin.name, paths.of_source(row.slug) if spoken.by(row).exists() else "", origin.text)
