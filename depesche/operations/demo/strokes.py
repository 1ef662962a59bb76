"""The few strokes that the demo's pictures are made of, in pixels of the finished picture; drawn large and scaled down for smooth edges."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
SCALE = 2
Colour = tuple[int, int, int]
Draw = ImageDraw.ImageDraw
NIGHT, DEEP, MIST = (18, 30, 49), (28, 52, 80), (222, 228, 232)
GOLD, AMBER, BRONZE = (214, 170, 72), (236, 204, 124), (150, 108, 40)
SILVER, STEEL, PAPER = (190, 198, 206), (104, 122, 140), (246, 243, 236)
DUSK, ROSE, GREEN = (196, 112, 84), (226, 168, 132), (70, 120, 104)


def encoded(image: Image.Image, kind: str) -> bytes:
    """Return the picture as a file of this kind."""
    target = io.BytesIO()
    image.save(target, kind, **({"quality": 86, "optimize": True} if kind == "JPEG" else {"optimize": True}))
    return target.getvalue()


def canvas(top: Colour, bottom: Colour) -> tuple[Image.Image, Draw]:
    """A canvas with a vertical gradient; painters draw in pixels of the finished picture."""
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        column.putpixel((0, y), tuple(round(a + (b - a) * y / HEIGHT) for a, b in zip(top, bottom, strict=True)))
    image = column.resize((WIDTH * SCALE, HEIGHT * SCALE))
    return image, ImageDraw.Draw(image)


def scaled(*points: tuple[float, float]) -> list[tuple[float, float]]:
    """Scale points of the finished picture to the canvas."""
    return [(x * SCALE, y * SCALE) for x, y in points]


def box(paint: Draw, box: tuple[float, float, float, float], fill: Colour, radius: float = 0) -> None:  # noqa: PLR0917
    """Fill a rectangle, with rounded corners where asked."""
    paint.rounded_rectangle([value * SCALE for value in box], radius * SCALE, fill=fill)


def disc(paint: Draw, centre: tuple[float, float], radius: float, fill: Colour) -> None:  # noqa: PLR0917
    """Fill a circle."""
    x, y = centre
    paint.ellipse([value * SCALE for value in (x - radius, y - radius, x + radius, y + radius)], fill=fill)


def ring(paint: Draw, centre: tuple[float, float], radius: float, colour: Colour, width: int = 10) -> None:  # noqa: PLR0917
    """Draw a circle's line."""
    x, y = centre
    paint.ellipse([value * SCALE for value in (x - radius, y - radius, x + radius, y + radius)], outline=colour, width=width * SCALE)


def shape(paint: Draw, fill: Colour, *points: tuple[float, float]) -> None:
    """Fill a polygon."""
    paint.polygon(scaled(*points), fill=fill)


def line(paint: Draw, colour: Colour, width: int, *points: tuple[float, float]) -> None:
    """Draw a line through points."""
    paint.line(scaled(*points), fill=colour, width=width * SCALE, joint="curve")


def turned(centre: tuple[float, float], radius: float, degrees: float) -> tuple[float, float]:
    """Return the point at this distance and angle from a centre."""
    angle = math.radians(degrees)
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)
