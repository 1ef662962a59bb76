"""Colours and how well they can be told apart: contrast by WCAG 2.2 (1.4.3), lightness by Oklab. Colours are ``#rrggbb``, ratios 1 to 21."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

READABLE = 4.5  # WCAG 2.2, 1.4.3 (AA): text
SHAPES = 3.0  # WCAG 2.2, 1.4.11: graphics
STEP = 0.004  # of Oklab's lightness, less than an eye tells
_HEX = re.compile(r"#[0-9a-f]{6}")

Triple = tuple[float, float, float]


class NoColour(ValueError):
    """A text that names no colour."""


def parse(text: str) -> str:
    """Return a colour in small letters with its six digits; ``#abc`` and ``ABCDEF`` are understood.

    :raises NoColour: if it is none
    """
    found = "#" + text.strip().removeprefix("#").lower()
    if len(found) == 4:
        found = "#" + "".join(2 * digit for digit in found[1:])
    if not _HEX.fullmatch(found):
        raise NoColour(text)
    return found


def known(text: str) -> str:
    """Return the colour that a stored text names, or nothing: no page depends on what a program wrote past the form."""
    try:
        return parse(text)
    except NoColour:
        return ""


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def least(colour: str, grounds: Iterable[str]) -> float:
    """Return the contrast on that ground where it is faintest."""
    return min(contrast(colour, ground) for ground in grounds)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def toned(colour: str, grounds: Iterable[str], *, ratio: float = READABLE) -> str:
    """Return the colour if it can be read on all grounds, else its nearest darker or lighter tone that can; the hue stays.

    Grounds are either all light or all dark; the tone moves away from them.
    """
    on = tuple(grounds)
    lightness, a, b = _oklab(colour)
    away = -STEP if luminance(on[0]) > 0.18 else STEP
    found = colour
    while least(found, on) < ratio and 0 <= lightness + away <= 1:
        lightness += away
        found = _within(lightness, a, b)
    return found


def hue_saturation_lightness(colour: str) -> tuple[int, int, int]:
    """Return what CSS calls hsl(): degrees and two percentages."""
    red, green, blue = _channels(colour)
    high, low = max(red, green, blue), min(red, green, blue)
    lightness, spread = (high + low) / 2, high - low
    if not spread:
        return 0, 0, round(100 * lightness)
    hue = {red: (green - blue) / spread % 6, green: (blue - red) / spread + 2, blue: (red - green) / spread + 4}[high]
    return round(60 * hue) % 360, round(100 * spread / (1 - abs(2 * lightness - 1))), round(100 * lightness)


def _within(lightness: float, a: float, b: float) -> str:
    """Return the colour of this lightness and hue, with as much of its chroma as a screen can show."""
    for share in range(20, -1, -1):
        channels = _from_oklab(lightness, a * share / 20, b * share / 20)
        if all(-0.001 <= channel <= 1.001 for channel in channels):
            break
    return "#" + "".join(f"{round(255 * _encoded(min(max(channel, 0.0), 1.0))):02x}" for channel in channels)


def _channels(colour: str) -> Triple:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _linear(colour: str) -> Triple:
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in _channels(colour))
    return red, green, blue


def _encoded(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _oklab(colour: str) -> Triple:
    """Convert by Björn Ottosson's matrices (bottosson.github.io/posts/oklab)."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> Triple:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
