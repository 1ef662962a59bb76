"""Draws the demo's pictures and logo: flat shapes in few colours, the same on every machine."""

from __future__ import annotations

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
SCALE = 2
Colour = tuple[int, int, int]
Draw = ImageDraw.ImageDraw
NIGHT, DEEP, MIST = (18, 30, 49), (28, 52, 80), (222, 228, 232)
GOLD, AMBER, BRONZE = (214, 170, 72), (236, 204, 124), (150, 108, 40)
SILVER, STEEL, PAPER = (190, 198, 206), (104, 122, 140), (246, 243, 236)
DUSK, ROSE, GREEN = (196, 112, 84), (226, 168, 132), (70, 120, 104)


def picture(name: str) -> bytes:
    """Draw the picture of this name as JPEG, 1600 by 900 pixels."""
    canvas, paint = _canvas(*BACKGROUNDS[name])
    PAINTERS[name](paint)
    return _encoded(canvas.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), "JPEG")


def logo() -> bytes:
    """Draw the logo as PNG, 512 by 512 pixels: a bar and a rising line."""
    canvas = Image.new("RGBA", (1024, 1024), (0, 0, 0, 0))
    paint = ImageDraw.Draw(canvas)
    paint.rounded_rectangle((0, 0, 1023, 1023), 200, fill=NIGHT)
    paint.polygon([(190, 780), (300, 520), (724, 520), (834, 780)], fill=GOLD)
    paint.polygon([(300, 520), (360, 450), (664, 450), (724, 520)], fill=AMBER)
    paint.line([(220, 360), (420, 250), (560, 320), (800, 170)], fill=PAPER, width=44, joint="curve")
    return _encoded(canvas.resize((512, 512), Image.Resampling.LANCZOS), "PNG")


def _encoded(image: Image.Image, kind: str) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **({"quality": 86, "optimize": True} if kind == "JPEG" else {"optimize": True}))
    return target.getvalue()


def _canvas(top: Colour, bottom: Colour) -> tuple[Image.Image, Draw]:
    """A canvas with a vertical gradient; painters draw in pixels of the finished picture."""
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        column.putpixel((0, y), tuple(round(a + (b - a) * y / HEIGHT) for a, b in zip(top, bottom, strict=True)))
    canvas = column.resize((WIDTH * SCALE, HEIGHT * SCALE))
    return canvas, ImageDraw.Draw(canvas)


def _points(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def _box(paint: Draw, box: tuple[float, float, float, float], fill: Colour, radius: float = 0) -> None:
    paint.rounded_rectangle([value * SCALE for value in box], radius * SCALE, fill=fill)


def _disc(paint: Draw, centre: tuple[float, float], radius: float, fill: Colour) -> None:
    x, y = centre
    paint.ellipse([value * SCALE for value in (x - radius, y - radius, x + radius, y + radius)], fill=fill)


def _ring(paint: Draw, centre: tuple[float, float], radius: float, colour: Colour, width: int = 10) -> None:
    x, y = centre
    paint.ellipse([value * SCALE for value in (x - radius, y - radius, x + radius, y + radius)], outline=colour, width=width * SCALE)


def _shape(paint: Draw, fill: Colour, *points: tuple[float, float]) -> None:
    paint.polygon(_points(*points), fill=fill)


def _line(paint: Draw, colour: Colour, width: int, *points: tuple[float, float]) -> None:
    paint.line(_points(*points), fill=colour, width=width * SCALE, joint="curve")


def _turned(centre: tuple[float, float], radius: float, degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _world(paint: Draw) -> None:
    lands = [(330, 330, 210, 150), (430, 610, 100, 190), (800, 300, 120, 90), (830, 540, 130, 190), (1120, 310, 320, 150), (1330, 650, 100, 60)]
    for x in range(60, WIDTH, 26):
        for y in range(90, HEIGHT - 60, 26):
            if any(((x - a) / width) ** 2 + ((y - b) / height) ** 2 < 1 + 0.18 * math.sin(x / 41 + y / 57) for a, b, width, height in lands):
                _disc(paint, (x, y), 7, STEEL)
    places = [(790, 300), (1310, 380), (1270, 420)]
    for start, end in ((places[0], places[1]), (places[2], places[1])):
        arc = [
            (start[0] + (end[0] - start[0]) * t / 30, start[1] + (end[1] - start[1]) * t / 30 - 120 * math.sin(math.pi * t / 30)) for t in range(31)
        ]
        _line(paint, AMBER, 5, *arc)
    for place in places:
        _ring(paint, place, 26, AMBER, 4)
        _disc(paint, place, 12, GOLD)


def _notes(paint: Draw) -> None:
    for number, colour in enumerate([(54, 96, 112), (70, 120, 104), (112, 150, 110), (90, 130, 150), (60, 104, 92)]):
        centre, tilt = (800.0, 1150.0), -152 + number * 31
        near, far = 420, 1010
        corners = [
            _turned(centre, near, tilt - 22),
            _turned(centre, far, tilt - 11),
            _turned(centre, far, tilt + 11),
            _turned(centre, near, tilt + 22),
        ]
        _shape(paint, colour, *corners)
        _line(paint, PAPER, 4, *corners, corners[0])
        _disc(paint, _turned(centre, 740, tilt), 78, PAPER)
        _disc(paint, _turned(centre, 740, tilt), 62, colour)


def _cranes(paint: Draw) -> None:
    _disc(paint, (1120, 560), 150, AMBER)
    for x, size in ((180, 0.8), (470, 1.0), (860, 1.25), (1330, 0.9)):
        top = 740 - 460 * size
        for leg in (0, 120 * size):
            _box(paint, (x + leg, top, x + leg + 14 * size, 760), NIGHT)
        _box(paint, (x - 130 * size, top, x + 330 * size, top + 16 * size), NIGHT)
        _line(paint, NIGHT, 6, (x - 130 * size, top), (x + 60 * size, top - 110 * size), (x + 330 * size, top))
        _line(paint, NIGHT, 3, (x + 250 * size, top), (x + 250 * size, top + 150 * size))
        _box(paint, (x + 215 * size, top + 150 * size, x + 285 * size, top + 195 * size), BRONZE)
    _box(paint, (0, 755, WIDTH, HEIGHT), NIGHT)
    for x in range(40, WIDTH, 190):
        _box(paint, (x, 700, x + 150, 756), (DEEP, BRONZE, STEEL)[x // 190 % 3])


def _waves(paint: Draw) -> None:
    _shape(paint, (252, 226, 178), (1270, 300), (160, 150), (160, 330))
    _shape(paint, PAPER, (1240, 720), (1252, 330), (1296, 330), (1308, 720))
    for y in (400, 520, 640):
        _box(paint, (1246 - (y - 400) / 60, y, 1302 + (y - 400) / 60, y + 50), DUSK)
    _box(paint, (1246, 280, 1302, 332), AMBER, 8)
    for depth, colour in enumerate([(62, 92, 120), (44, 72, 102), (30, 54, 82), NIGHT]):
        crest = [(x, 610 + depth * 80 + 26 * math.sin(x / (120 + depth * 30) + depth * 1.9)) for x in range(0, WIDTH + 20, 20)]
        _shape(paint, colour, *crest, (WIDTH, HEIGHT), (0, HEIGHT))


def _bar(paint: Draw, corner: tuple[float, float], size: float) -> None:
    x, y = corner
    _shape(paint, GOLD, (x, y), (x + 40 * size, y - 90 * size), (x + 260 * size, y - 90 * size), (x + 300 * size, y))
    _shape(
        paint,
        AMBER,
        (x + 40 * size, y - 90 * size),
        (x + 66 * size, y - 118 * size),
        (x + 234 * size, y - 118 * size),
        (x + 260 * size, y - 90 * size),
    )
    _box(paint, (x + 100 * size, y - 60 * size, x + 200 * size, y - 30 * size), BRONZE, 6)


def _bars(paint: Draw) -> None:
    for row, (count, first) in enumerate([(4, 100), (3, 275), (2, 450), (1, 625)]):
        for place in range(count):
            _bar(paint, (first + place * 350, 800 - row * 135), 1.12)
    _box(paint, (0, 802, WIDTH, HEIGHT), (12, 22, 38))


def _grid(paint: Draw) -> None:
    for x in range(100, WIDTH, 100):
        _line(paint, (46, 70, 98), 1, (x, 80), (x, 820))
    for y in range(120, HEIGHT, 100):
        _line(paint, (46, 70, 98), 1, (60, y), (1540, y))
    line = [(x, 690 - (x - 80) * 0.3 - 62 * math.sin(x / 95) - 34 * math.sin(x / 33 + 1)) for x in range(80, 1531, 6)]
    _shape(paint, (40, 64, 84), *line, (1530, 820), (80, 820))
    _line(paint, AMBER, 8, *line)
    _disc(paint, line[-1], 18, GOLD)


def _scales(paint: Draw) -> None:
    _box(paint, (792, 210, 808, 740), NIGHT)
    _box(paint, (620, 730, 980, 760), NIGHT, 12)
    _line(paint, NIGHT, 14, (380, 340), (1220, 240))
    for x, y in ((380, 340), (1220, 240)):
        _line(paint, STEEL, 4, (x - 130, y + 260), (x, y), (x + 130, y + 260))
        _shape(paint, NIGHT, (x - 150, y + 260), (x + 150, y + 260), (x + 90, y + 310), (x - 90, y + 310))
    _disc(paint, (380, 536), 64, GOLD)
    _ring(paint, (380, 536), 46, BRONZE, 5)
    for number in range(9):
        _disc(paint, (1220 - 92 + (number % 5) * 46, 478 - (number // 5) * 42), 22, SILVER)
    _disc(paint, (800, 210), 26, GOLD)


def _columns(paint: Draw) -> None:
    for number, height in enumerate((560, 330, 220, 150, 110)):
        _box(paint, (190 + number * 260, 780 - height, 350 + number * 260, 780), GOLD if number == 0 else STEEL, 10)
    _line(paint, NIGHT, 6, (120, 783), (1480, 783))


def _honeycomb(paint: Draw) -> None:
    for row in range(9):
        for column in range(13):
            centre = (column * 138 + (row % 2) * 69 - 20, row * 119 - 10)
            shade = round(90 + 60 * math.sin(row * 1.7 + column * 0.9))
            colour = MIST if (row * 5 + column * 3) % 11 == 0 else (shade, shade + 8, shade + 16)
            _shape(paint, colour, *[_turned(centre, 72, 30 + 60 * corner) for corner in range(6)])


def _vault(paint: Draw) -> None:
    centre = (800.0, 450.0)
    _disc(paint, centre, 380, (52, 64, 78))
    _disc(paint, centre, 350, STEEL)
    _disc(paint, centre, 270, SILVER)
    _disc(paint, centre, 240, (150, 162, 174))
    for bolt in range(8):
        _disc(paint, _turned(centre, 310, bolt * 45 + 22), 20, NIGHT)
    for spoke in range(3):
        _line(paint, NIGHT, 22, _turned(centre, 150, spoke * 60 + 15), _turned(centre, 150, spoke * 60 + 195))
    _ring(paint, centre, 150, NIGHT, 20)
    _disc(paint, centre, 54, GOLD)


def _coins(paint: Draw) -> None:
    for x, count in ((330, 9), (560, 6), (790, 11)):
        for number in range(count):
            y = 760 - number * 40
            _box(paint, (x - 100, y - 34, x + 100, y), BRONZE if number % 2 else GOLD, 16)
            _box(paint, (x - 92, y - 30, x + 92, y - 24), AMBER, 3)
    _box(paint, (960, 250, 1500, 310), STEEL, 8)
    _box(paint, (960, 250, 1010, 640), STEEL, 8)
    _box(paint, (1190, 230, 1330, 330), SILVER, 8)
    _box(paint, (1190, 250, 1240, 640), SILVER, 8)
    for x in range(1030, 1490, 20):
        _line(paint, NIGHT, 2, (x, 310), (x, 290 if x % 100 else 276))
    _disc(paint, (1100, 560), 90, GOLD)
    _ring(paint, (1100, 560), 70, BRONZE, 5)


def _card(paint: Draw) -> None:
    _box(paint, (0, 690, WIDTH, HEIGHT), (120, 88, 62))
    _box(paint, (420, 210, 1180, 690), PAPER, 34)
    _box(paint, (420, 210, 1180, 290), DEEP, 34)
    _box(paint, (420, 255, 1180, 290), DEEP)
    _box(paint, (470, 340, 690, 630), MIST, 12)
    _disc(paint, (580, 440), 56, STEEL)
    _shape(paint, STEEL, (490, 630), (520, 540), (640, 540), (670, 630))
    for number, width in enumerate((380, 300, 340, 220)):
        _box(paint, (740, 350 + number * 70, 740 + width, 376 + number * 70), STEEL if number else NIGHT, 8)
    _disc(paint, (1100, 610), 36, GOLD)


def _calendar(paint: Draw) -> None:
    _box(paint, (410, 130, 1190, 800), PAPER, 26)
    _box(paint, (410, 130, 1190, 250), DUSK, 26)
    _box(paint, (410, 215, 1190, 250), DUSK)
    for x in (560, 800, 1040):
        _box(paint, (x - 12, 90, x + 12, 170), NIGHT, 10)
    for number in range(31):
        x, y = 460 + number % 7 * 98, 290 + number // 7 * 98
        _box(paint, (x, y, x + 78, y + 78), GOLD if number == 23 else MIST, 8)


def _ounce(paint: Draw) -> None:
    _disc(paint, (520, 450), 250, GOLD)
    _ring(paint, (520, 450), 222, BRONZE, 7)
    _ring(paint, (520, 450), 150, AMBER, 5)
    _shape(paint, AMBER, *[_turned((520, 450), 130 if corner % 2 else 56, corner * 36 - 18) for corner in range(10)])
    _box(paint, (900, 220, 1260, 680), GOLD, 26)
    _box(paint, (930, 250, 1230, 650), AMBER, 16)
    _box(paint, (980, 320, 1180, 356), BRONZE, 8)
    for y in (430, 480, 530):
        _box(paint, (1000, y, 1160, y + 18), BRONZE, 6)


PAINTERS: dict[str, Callable[[Draw], None]] = {
    "weltkarte": _world,
    "scheine": _notes,
    "kraene": _cranes,
    "wellen": _waves,
    "barren": _bars,
    "kurve": _grid,
    "waage": _scales,
    "saeulen": _columns,
    "waben": _honeycomb,
    "tresor": _vault,
    "muenzen": _coins,
    "ausweis": _card,
    "kalender": _calendar,
    "unze": _ounce,
}
BACKGROUNDS: dict[str, tuple[Colour, Colour]] = {
    "weltkarte": (NIGHT, DEEP),
    "scheine": (PAPER, MIST),
    "kraene": (ROSE, DUSK),
    "wellen": ((94, 112, 140), ROSE),
    "barren": (DEEP, NIGHT),
    "kurve": (NIGHT, (26, 44, 68)),
    "waage": (PAPER, (232, 222, 200)),
    "saeulen": (MIST, PAPER),
    "waben": ((70, 78, 88), (50, 58, 68)),
    "tresor": ((70, 84, 100), NIGHT),
    "muenzen": ((224, 214, 194), PAPER),
    "ausweis": ((206, 216, 214), (178, 194, 192)),
    "kalender": ((232, 214, 196), (216, 186, 160)),
    "unze": (NIGHT, (44, 56, 70)),
}
