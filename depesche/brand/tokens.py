"""The design's tokens as Python reads them: said in one file, ``static/brand/tokens.css``; with the publisher's accent they are one palette."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from depesche.brand import colours

FILE = Path(__file__).with_name("static") / "brand" / "tokens.css"
Scheme = Mapping[str, str]
PAPERS = ("paper", "sunk")
# Which colours meet: each text with every ground that it may stand on. A style sheet that uses any other is refused by a test.
PAIRS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ink": (*PAPERS, "bad-sunk", "mark"),
        "soft": PAPERS,
        "accent": PAPERS,
        "bad": (*PAPERS, "bad-sunk"),
        "good": PAPERS,
        "band-ink": ("band",),
        "band-soft": ("band",),
        "band-accent": ("band",),
        "button-ink": ("button",),
        **{f"chart-{number}": PAPERS for number in range(1, 9)},
    }
)
IN_DARK = 5.5  # an accent a little clearer than it must be, as light letters on dark look thinner
DARK = "@media (prefers-color-scheme: dark)"
_LINE = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")


@dataclass(frozen=True)
class Palette:
    """The colours of both schemes by their names."""

    light: Scheme
    dark: Scheme


@cache
def house() -> Palette:
    """Return the colours as the file says them; what is not said for dark is as in light."""
    written = FILE.read_text(encoding="utf-8")
    first, _, rest = written.partition(DARK)
    light = {name: value for name, value in _LINE.findall(first) if value.startswith("#")}
    dark = {name: value for name, value in _LINE.findall(rest.partition(":root {\n  /*")[0]) if value.startswith("#")}
    return Palette(MappingProxyType(light), MappingProxyType(light | dark))


@cache
def palette(accent: str = "") -> Palette:
    """Return the colours with the publisher's accent in place of the house's, toned where it would be hard to read.

    :param accent: a colour; nothing, and what is no colour, is the house's
    """
    said, accent = house(), colours.known(accent)
    if accent in {"", said.light["accent"]}:
        return said
    light = colours.toned(accent, (said.light[paper] for paper in PAPERS))
    dark = colours.toned(accent, (said.dark[ground] for ground in (*PAPERS, "band")), ratio=IN_DARK)
    band = colours.toned(accent, [said.light["band"]], ratio=IN_DARK)
    return Palette(
        MappingProxyType({**said.light, "accent": light, "button": light, "band-accent": band}),
        MappingProxyType({**said.dark, "accent": dark, "button": dark, "band-accent": band}),
    )


def sheet(accent: str) -> str:
    """Return the CSS that puts an accent in place of the house's, for the end of a style sheet; paper stays as it is printed."""
    said, ours = house(), palette(accent)
    light = _changed(said.light, ours.light, without=())
    dark = _changed(said.dark, ours.dark, without=("band-accent",))  # the band is dark in both, and so is what was said for light
    return f"@media screen{{:root{{{light}}}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def declarations(scheme: Scheme) -> str:
    """Return the colours of one scheme as CSS declarations."""
    return "".join(f"--{name}:{value};" for name, value in scheme.items())


def _changed(before: Scheme, after: Scheme, *, without: Iterable[str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in after.items() if before[name] != value and name not in without)
