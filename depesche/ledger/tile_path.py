"""The path of a tile (C2SP tlog-tiles): ``<level>/x001/x234/067`` and ``.p/<width>`` for a partial one; plain."""

from __future__ import annotations

import re
from typing import NamedTuple

FORM = re.compile(r"(?P<level>0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?")
HIGHEST_LEVEL = 63
FULL_WIDTH = 256


class Place(NamedTuple):
    """Which tile, and how many of its hashes (256: the full tile)."""

    level: int
    tile: int
    width: int


def parse(path: str) -> Place | None:
    """Return the place, or ``None`` if this is not the one path of any tile."""
    found = FORM.fullmatch(path)
    if found is None:
        return None
    level, index, width = int(found["level"]), int(found["index"].replace("x", "").replace("/", "")), int(found["width"] or FULL_WIDTH)
    if level > HIGHEST_LEVEL or encode_index(index) != found["index"] or (found["width"] and width >= FULL_WIDTH):
        return None
    return Place(level, index, width)


def encode_index(index: int) -> str:
    """Return an index in groups of three digits, all but the last marked with ``x``: 1234067 is ``x001/x234/067``."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
