"""Figures in the plain text of a mail: columns below each other where they fit, else a line for each figure."""

from __future__ import annotations

import textwrap

from depesche.brand.letterhead_blocks import Table

GAP = "  "


def plain(table: Table, *, width: int) -> str:
    """Write a table as text; only its address may be longer than ``width``."""
    above = [*textwrap.wrap(table.title, width), *textwrap.wrap(table.subtitle, width)]
    rows = [tuple(" ".join(cell.split()) for cell in row) for row in (table.columns, *table.rows)]
    wide = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    body = _columns(rows, wide) if sum(wide) + len(GAP) * (len(wide) - 1) <= width else _lines(rows, width)
    below = [line for note in (table.more, *table.notes) for line in textwrap.wrap(note, width, break_on_hyphens=False)]
    return "\n".join([*above, "", *body, "", *below, table.url]).rstrip()


def _columns(rows: list[tuple[str, ...]], wide: list[int]) -> list[str]:
    return [
        GAP.join(cell.rjust(room) if place else cell.ljust(room) for place, (cell, room) in enumerate(zip(row, wide, strict=True))).rstrip()
        for row in rows
    ]


def _lines(rows: list[tuple[str, ...]], width: int) -> list[str]:
    names, *figures = rows
    found = []
    for row in figures:
        found += textwrap.wrap(row[0], width)
        found += [
            line
            for name, cell in zip(names[1:], row[1:], strict=True)
            for line in textwrap.wrap(f"{name}: {cell}", width, initial_indent="  ", subsequent_indent="    ")
        ]
    return found
