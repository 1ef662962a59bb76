"""Draws the demo's pictures and logo: flat shapes in few colours, the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from PIL import Image, ImageDraw

from depesche.operations.demo import portraits
from depesche.operations.demo.strokes import (
    AMBER,
    BRONZE,
    DEEP,
    DUSK,
    GOLD,
    HEIGHT,
    MIST,
    NIGHT,
    PAPER,
    ROSE,
    SILVER,
    STEEL,
    WIDTH,
    Colour,
    Draw,
    box,
    canvas,
    disc,
    encoded,
    line,
    ring,
    shape,
    turned,
)


def picture(name: str) -> bytes:
    """Draw the picture of this name as JPEG, 1600 by 900 pixels."""
    image, paint = canvas(*BACKGROUNDS[name])
    PAINTERS[name](paint)
    return encoded(image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), "JPEG")


def logo() -> bytes:
    """Draw the logo as PNG, 512 by 512 pixels: a bar and a rising line."""
    image = Image.new("RGBA", (1024, 1024), (0, 0, 0, 0))
    paint = ImageDraw.Draw(image)
    paint.rounded_rectangle((0, 0, 1023, 1023), 200, fill=NIGHT)
    paint.polygon([(190, 780), (300, 520), (724, 520), (834, 780)], fill=GOLD)
    paint.polygon([(300, 520), (360, 450), (664, 450), (724, 520)], fill=AMBER)
    paint.line([(220, 360), (420, 250), (560, 320), (800, 170)], fill=PAPER, width=44, joint="curve")
    return encoded(image.resize((512, 512), Image.Resampling.LANCZOS), "PNG")


def _world(paint: Draw) -> None:
    lands = [(330, 330, 210, 150), (430, 610, 100, 190), (800, 300, 120, 90), (830, 540, 130, 190), (1120, 310, 320, 150), (1330, 650, 100, 60)]
    for x in range(60, WIDTH, 26):
        for y in range(90, HEIGHT - 60, 26):
            if any(((x - a) / width) ** 2 + ((y - b) / height) ** 2 < 1 + 0.18 * math.sin(x / 41 + y / 57) for a, b, width, height in lands):
                disc(paint, (x, y), 7, STEEL)
    places = [(790, 300), (1310, 380), (1270, 420)]
    for start, end in ((places[0], places[1]), (places[2], places[1])):
        arc = [
            (start[0] + (end[0] - start[0]) * t / 30, start[1] + (end[1] - start[1]) * t / 30 - 120 * math.sin(math.pi * t / 30)) for t in range(31)
        ]
        line(paint, AMBER, 5, *arc)
    for place in places:
        ring(paint, place, 26, AMBER, 4)
        disc(paint, place, 12, GOLD)


def _notes(paint: Draw) -> None:
    for number, colour in enumerate([(54, 96, 112), (70, 120, 104), (112, 150, 110), (90, 130, 150), (60, 104, 92)]):
        centre, tilt = (800.0, 1150.0), -152 + number * 31
        near, far = 420, 1010
        corners = [
            turned(centre, near, tilt - 22),
            turned(centre, far, tilt - 11),
            turned(centre, far, tilt + 11),
            turned(centre, near, tilt + 22),
        ]
        shape(paint, colour, *corners)
        line(paint, PAPER, 4, *corners, corners[0])
        disc(paint, turned(centre, 740, tilt), 78, PAPER)
        disc(paint, turned(centre, 740, tilt), 62, colour)


def _cranes(paint: Draw) -> None:
    disc(paint, (1120, 560), 150, AMBER)
    for x, size in ((180, 0.8), (470, 1.0), (860, 1.25), (1330, 0.9)):
        top = 740 - 460 * size
        for leg in (0, 120 * size):
            box(paint, (x + leg, top, x + leg + 14 * size, 760), NIGHT)
        box(paint, (x - 130 * size, top, x + 330 * size, top + 16 * size), NIGHT)
        line(paint, NIGHT, 6, (x - 130 * size, top), (x + 60 * size, top - 110 * size), (x + 330 * size, top))
        line(paint, NIGHT, 3, (x + 250 * size, top), (x + 250 * size, top + 150 * size))
        box(paint, (x + 215 * size, top + 150 * size, x + 285 * size, top + 195 * size), BRONZE)
    box(paint, (0, 755, WIDTH, HEIGHT), NIGHT)
    for x in range(40, WIDTH, 190):
        box(paint, (x, 700, x + 150, 756), (DEEP, BRONZE, STEEL)[x // 190 % 3])


def _waves(paint: Draw) -> None:
    shape(paint, (252, 226, 178), (1270, 300), (160, 150), (160, 330))
    shape(paint, PAPER, (1240, 720), (1252, 330), (1296, 330), (1308, 720))
    for y in (400, 520, 640):
        box(paint, (1246 - (y - 400) / 60, y, 1302 + (y - 400) / 60, y + 50), DUSK)
    box(paint, (1246, 280, 1302, 332), AMBER, 8)
    for depth, colour in enumerate([(62, 92, 120), (44, 72, 102), (30, 54, 82), NIGHT]):
        crest = [(x, 610 + depth * 80 + 26 * math.sin(x / (120 + depth * 30) + depth * 1.9)) for x in range(0, WIDTH + 20, 20)]
        shape(paint, colour, *crest, (WIDTH, HEIGHT), (0, HEIGHT))


def _bar(paint: Draw, corner: tuple[float, float], size: float) -> None:
    x, y = corner
    shape(paint, GOLD, (x, y), (x + 40 * size, y - 90 * size), (x + 260 * size, y - 90 * size), (x + 300 * size, y))
    shape(
        paint,
        AMBER,
        (x + 40 * size, y - 90 * size),
        (x + 66 * size, y - 118 * size),
        (x + 234 * size, y - 118 * size),
        (x + 260 * size, y - 90 * size),
    )
    box(paint, (x + 100 * size, y - 60 * size, x + 200 * size, y - 30 * size), BRONZE, 6)


def _bars(paint: Draw) -> None:
    for row, count in enumerate((4, 3, 2, 1)):
        for place in range(count):
            _bar(paint, (800 - (count * 305 - 20) / 2 + place * 305, 800 - row * 116), 0.95)
    box(paint, (0, 802, WIDTH, HEIGHT), (12, 22, 38))


def _grid(paint: Draw) -> None:
    for x in range(100, WIDTH, 100):
        line(paint, (46, 70, 98), 1, (x, 80), (x, 820))
    for y in range(120, HEIGHT, 100):
        line(paint, (46, 70, 98), 1, (60, y), (1540, y))
    rise = [(x, 690 - (x - 80) * 0.3 - 62 * math.sin(x / 95) - 34 * math.sin(x / 33 + 1)) for x in range(80, 1531, 6)]
    shape(paint, (40, 64, 84), *rise, (1530, 820), (80, 820))
    line(paint, AMBER, 8, *rise)
    disc(paint, rise[-1], 18, GOLD)


def _scales(paint: Draw) -> None:
    box(paint, (792, 210, 808, 740), NIGHT)
    box(paint, (620, 730, 980, 760), NIGHT, 12)
    line(paint, NIGHT, 14, (380, 340), (1220, 240))
    for x, y in ((380, 340), (1220, 240)):
        line(paint, STEEL, 4, (x - 130, y + 260), (x, y), (x + 130, y + 260))
        shape(paint, NIGHT, (x - 150, y + 260), (x + 150, y + 260), (x + 90, y + 310), (x - 90, y + 310))
    disc(paint, (380, 536), 64, GOLD)
    ring(paint, (380, 536), 46, BRONZE, 5)
    for number in range(9):
        disc(paint, (1220 - 92 + (number % 5) * 46, 478 - (number // 5) * 42), 22, SILVER)
    disc(paint, (800, 210), 26, GOLD)


def _columns(paint: Draw) -> None:
    for number, height in enumerate((560, 330, 220, 150, 110)):
        box(paint, (190 + number * 260, 780 - height, 350 + number * 260, 780), GOLD if number == 0 else STEEL, 10)
    line(paint, NIGHT, 6, (120, 783), (1480, 783))


def _honeycomb(paint: Draw) -> None:
    for row in range(9):
        for column in range(13):
            centre = (column * 138 + (row % 2) * 69 - 20, row * 119 - 10)
            shade = round(90 + 60 * math.sin(row * 1.7 + column * 0.9))
            colour = MIST if (row * 5 + column * 3) % 11 == 0 else (shade, shade + 8, shade + 16)
            shape(paint, colour, *[turned(centre, 72, 30 + 60 * corner) for corner in range(6)])


def _vault(paint: Draw) -> None:
    centre = (800.0, 450.0)
    disc(paint, centre, 380, (52, 64, 78))
    disc(paint, centre, 350, STEEL)
    disc(paint, centre, 270, SILVER)
    disc(paint, centre, 240, (150, 162, 174))
    for bolt in range(8):
        disc(paint, turned(centre, 310, bolt * 45 + 22), 20, NIGHT)
    for spoke in range(3):
        line(paint, NIGHT, 22, turned(centre, 150, spoke * 60 + 15), turned(centre, 150, spoke * 60 + 195))
    ring(paint, centre, 150, NIGHT, 20)
    disc(paint, centre, 54, GOLD)


def _coins(paint: Draw) -> None:
    for x, count in ((330, 9), (560, 6), (790, 11)):
        for number in range(count):
            y = 760 - number * 40
            box(paint, (x - 100, y - 34, x + 100, y), BRONZE if number % 2 else GOLD, 16)
            box(paint, (x - 92, y - 30, x + 92, y - 24), AMBER, 3)
    box(paint, (960, 250, 1500, 310), STEEL, 8)
    box(paint, (960, 250, 1010, 640), STEEL, 8)
    box(paint, (1190, 230, 1330, 330), SILVER, 8)
    box(paint, (1190, 250, 1240, 640), SILVER, 8)
    for x in range(1030, 1490, 20):
        line(paint, NIGHT, 2, (x, 310), (x, 290 if x % 100 else 276))
    disc(paint, (1100, 560), 90, GOLD)
    ring(paint, (1100, 560), 70, BRONZE, 5)


def _card(paint: Draw) -> None:
    box(paint, (0, 690, WIDTH, HEIGHT), (120, 88, 62))
    box(paint, (420, 210, 1180, 690), PAPER, 34)
    box(paint, (420, 210, 1180, 290), DEEP, 34)
    box(paint, (420, 255, 1180, 290), DEEP)
    box(paint, (470, 340, 690, 630), MIST, 12)
    disc(paint, (580, 440), 56, STEEL)
    shape(paint, STEEL, (490, 630), (520, 540), (640, 540), (670, 630))
    for number, width in enumerate((380, 300, 340, 220)):
        box(paint, (740, 350 + number * 70, 740 + width, 376 + number * 70), STEEL if number else NIGHT, 8)
    disc(paint, (1100, 610), 36, GOLD)


def _calendar(paint: Draw) -> None:
    box(paint, (410, 130, 1190, 800), PAPER, 26)
    box(paint, (410, 130, 1190, 250), DUSK, 26)
    box(paint, (410, 215, 1190, 250), DUSK)
    for x in (560, 800, 1040):
        box(paint, (x - 12, 90, x + 12, 170), NIGHT, 10)
    for number in range(31):
        x, y = 460 + number % 7 * 98, 290 + number // 7 * 98
        box(paint, (x, y, x + 78, y + 78), GOLD if number == 23 else MIST, 8)


def _ounce(paint: Draw) -> None:
    disc(paint, (520, 450), 250, GOLD)
    ring(paint, (520, 450), 222, BRONZE, 7)
    ring(paint, (520, 450), 150, AMBER, 5)
    shape(paint, AMBER, *[turned((520, 450), 130 if corner % 2 else 56, corner * 36 - 18) for corner in range(10)])
    box(paint, (900, 220, 1260, 680), GOLD, 26)
    box(paint, (930, 250, 1230, 650), AMBER, 16)
    box(paint, (980, 320, 1180, 356), BRONZE, 8)
    for y in (430, 480, 530):
        box(paint, (1000, y, 1160, y + 18), BRONZE, 6)


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
    **{name: partial(portraits.paint_face, name=name) for name in portraits.FACES},
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
    **{name: (face.ground, face.ground) for name, face in portraits.FACES.items()},
}
