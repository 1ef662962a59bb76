"""How wide text is in a font, at each weight of a variable one, and how high its lines are (OpenType 1.9.1: cmap, hmtx, fvar, avar, HVAR)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from depesche.operations.fonts import variations

# What newsrooms write: letters as often as in German and English news, with the spaces between words.
TEXT = (
    "die preise steigen wieder, sagt der verband, und niemand weiss, wie lange noch. in der stadt wurde am montag ein neues archiv eroeffnet. "
    "the council has not yet said when the bridge will be open to traffic again, but engineers expect it to be ready by the end of may."
)


@dataclass(frozen=True)
class Font:
    """A font's measures, each as a part of the type size; ``weights`` are the least and the greatest, equal for a font that has one."""

    ascent: float
    descent: float
    gap: float
    weights: tuple[int, int]
    tables: Mapping[str, bytes]

    def width(self, weight: int) -> float:
        """Return how wide a letter of :data:`TEXT` is on average at a weight."""
        glyphs = characters(self.tables["cmap"])
        known = [glyph for letter in TEXT if (glyph := glyphs.get(ord(letter)))]
        advances = _advances(self.tables)
        more = variations.widened(self.tables, weight)
        (unit,) = struct.unpack_from(">H", self.tables["head"], 18)
        return float(sum(advances[min(glyph, len(advances) - 1)] + more(glyph) for glyph in known) / len(known) / unit)


def of(tables: Mapping[str, bytes]) -> Font:
    """Return the measures of a font."""
    (unit,) = struct.unpack_from(">H", tables["head"], 18)
    ascent, descent, gap = struct.unpack_from(">hhh", tables["hhea"], 4)
    least, _usual, most = variations.weights(tables)
    return Font(ascent / unit, -descent / unit, gap / unit, (least, most), tables)


def characters(cmap: bytes) -> dict[int, int]:
    """Return the glyph of each character of the basic plane (cmap, format 4)."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    for number in range(count):
        _platform, _encoding, place = struct.unpack_from(">HHL", cmap, 4 + 8 * number)
        if struct.unpack_from(">H", cmap, place)[0] == 4:
            return _segments(cmap[place:])
    raise IndexError


def _segments(table: bytes) -> dict[int, int]:
    doubled = struct.unpack_from(">H", table, 6)[0]
    count = doubled // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", table, 14 + skipped + doubled * part) for part, skipped in enumerate((0, 2, 2, 2))
    )
    found = dict[int, int]()
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for letter in range(first, min(last, 0xFFFE) + 1):
            glyph = letter
            if offsets[number]:
                place = 16 + 3 * doubled + 2 * number + offsets[number] + 2 * (letter - first)
                glyph = struct.unpack_from(">H", table, place)[0]
                if not glyph:
                    continue
            found[letter] = (glyph + deltas[number]) & 0xFFFF
    return found


def _advances(tables: Mapping[str, bytes]) -> list[int]:
    (count,) = struct.unpack_from(">H", tables["hhea"], 34)
    return [struct.unpack_from(">H", tables["hmtx"], 4 * number)[0] for number in range(count)]
