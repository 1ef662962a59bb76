"""How areas are told apart without colour: the first and the fourth are full, the third is hollow, the others are striped."""

from __future__ import annotations

from dataclasses import dataclass

from depesche.brand.charting.drawing import Drawing

# Height of the tile, and what is filled. Stripes lie, so that they stay what they are however wide the drawing is pulled.
STRIPES = {2: (6, "M0 0h6v3h-6z"), 5: (3, "M0 0h6v1h-6z"), 6: (12, "M0 0h6v6h-6z")}


@dataclass(frozen=True)
class Fill:
    """A pattern: the number of its series, the height of its tile, and the path that is filled."""

    number: int
    height: int
    path: str


def of(drawing: Drawing) -> tuple[Fill, ...]:
    """Return the patterns that a drawing uses."""
    return tuple(Fill(shape.number, *STRIPES[shape.number]) for shape in drawing.shapes if shape.area and shape.number in STRIPES)
