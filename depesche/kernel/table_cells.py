"""Cells of tables that people open in table programs."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text(cell: str) -> str:
    """Return a cell that no table program takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
