"""Draws the demo's authors: invented faces of a few flat shapes."""

from __future__ import annotations

from dataclasses import dataclass

from depesche.operations.demo.strokes import (
    AMBER,
    BRONZE,
    DEEP,
    DUSK,
    GREEN,
    HEIGHT,
    MIST,
    NIGHT,
    PAPER,
    ROSE,
    STEEL,
    WIDTH,
    Colour,
    Draw,
    box,
    disc,
    line,
    ring,
)

SKIN: dict[str, Colour] = {"light": (236, 200, 172), "tan": (205, 160, 124), "brown": (150, 104, 74)}
X, Y = WIDTH / 2, HEIGHT / 2


@dataclass(frozen=True)
class Face:
    """What tells one drawn person from another."""

    ground: Colour
    skin: Colour
    hair: Colour
    coat: Colour
    is_long: bool = False
    has_beard: bool = False
    has_glasses: bool = False


FACES = {
    "portraet-seidel": Face(DEEP, SKIN["light"], AMBER, MIST),
    "portraet-reimers": Face(GREEN, SKIN["tan"], BRONZE, NIGHT, has_beard=True),
    "portraet-hartung": Face(DUSK, SKIN["light"], NIGHT, PAPER, is_long=True),
    "portraet-voss": Face(AMBER, SKIN["brown"], NIGHT, STEEL, has_glasses=True),
}


def paint_face(paint: Draw, name: str) -> None:
    """Paint the face of this name into the middle of the canvas."""
    face = FACES[name]
    if face.is_long:
        box(paint, (X - 205, Y - 190, X + 205, Y + 260), face.hair, 190)
    box(paint, (X - 320, Y + 190, X + 320, HEIGHT + 200), face.coat, 210)
    box(paint, (X - 70, Y + 80, X + 70, Y + 270), face.skin, 60)
    disc(paint, (X, Y - 130), 195, face.hair)
    if face.has_beard:
        box(paint, (X - 168, Y - 60, X + 168, Y + 175), face.hair, 160)
    box(paint, (X - 160, Y - 190, X + 160, Y + (95 if face.has_beard else 155)), face.skin, 155)
    box(paint, (X - 165, Y - 265, X + 165, Y - 110), face.hair, 76)
    for side in (-1, 1):
        disc(paint, (X + side * 62, Y - 25), 13, NIGHT)
        if face.has_glasses:
            ring(paint, (X + side * 66, Y - 25), 48, NIGHT, 8)
    if face.has_glasses:
        line(paint, NIGHT, 8, (X - 20, Y - 30), (X + 20, Y - 30))
    line(paint, ROSE if face.skin != SKIN["light"] else DUSK, 10, (X - 46, Y + 70), (X, Y + 84), (X + 46, Y + 70))
