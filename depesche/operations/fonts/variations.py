"""What the weights of a variable font change about its widths (OpenType 1.9.1: fvar, avar, HVAR, item variation stores)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise

WEIGHT = b"wght"
Axis = tuple[bytes, float, float, float]


def weights(tables: Mapping[str, bytes]) -> tuple[int, int, int]:
    """Return the least, the usual and the greatest weight; a font that has one weight is taken for an ordinary one."""
    found = [axis for axis in _axes(tables) if axis[0] == WEIGHT]
    return (int(found[0][1]), int(found[0][2]), int(found[0][3])) if found else (400, 400, 400)


def widened(tables: Mapping[str, bytes], weight: int) -> Callable[[int], float]:
    """Return by how many units each glyph is wider at a weight; the other axes stay where they are."""
    table = tables.get("HVAR")
    bent = [partial(_bent, number=number, table=tables.get("avar")) for number in range(len(_axes(tables)))]
    place = [_place(axis, weight, bent=bent[number]) for number, axis in enumerate(_axes(tables))]
    if table is None or not any(place):
        return lambda _glyph: 0.0
    store, mapping = struct.unpack_from(">LL", table, 4)
    parts = _parts(table[store:], place)
    index = _index(table[mapping:]) if mapping else lambda glyph: (0, glyph)

    def more(glyph: int) -> float:
        outer, inner = index(glyph)
        return parts[outer](inner)

    return more


def _axes(tables: Mapping[str, bytes]) -> list[Axis]:
    table = tables.get("fvar")
    if table is None:
        return []
    first, _reserved, count, size = struct.unpack_from(">HHHH", table, 4)
    said = (struct.unpack_from(">4slll", table, first + size * number) for number in range(count))
    return [(name, least / 65536, usual / 65536, most / 65536) for name, least, usual, most in said]


def _place(axis: Axis, weight: int, *, bent: Callable[[float], float]) -> float:
    """Return where on an axis a weight lies, from -1 to 1; 0 is the usual one."""
    name, least, usual, most = axis
    if name != WEIGHT:
        return 0.0
    value = min(max(float(weight), least), most)
    way = (most - usual) if value > usual else (usual - least)
    return bent((value - usual) / way if way else 0.0)


def _bent(value: float, *, number: int, table: bytes | None) -> float:
    """Return a place as the font's own scale has it (avar)."""
    if table is None:
        return value
    at = 8
    for _ in range(number):
        at += 2 + 4 * int(struct.unpack_from(">H", table, at)[0])
    (count,) = struct.unpack_from(">H", table, at)
    said = [struct.unpack_from(">hh", table, at + 2 + 4 * step) for step in range(count)]
    known = [(before / 16384, after / 16384) for before, after in said]
    for (low, low_to), (high, high_to) in pairwise(known):
        if low <= value <= high and high > low:
            return float(low_to + (value - low) / (high - low) * (high_to - low_to))
    return value


def _parts(store: bytes, place: list[float]) -> list[Callable[[int], float]]:
    """Return, for each part of a store, what a row of it adds."""
    _format, regions, count = struct.unpack_from(">HLH", store, 0)
    scales = _scales(store[regions:], place)
    offsets = struct.unpack_from(f">{count}L", store, 8)
    return [_part(store[offset:], scales) for offset in offsets]


def _scales(table: bytes, place: list[float]) -> list[float]:
    """Return how much of each region counts."""
    axes, count = struct.unpack_from(">HH", table, 0)
    found = []
    for region in range(count):
        scale = 1.0
        for axis in range(axes):
            scale *= _share(place[axis], struct.unpack_from(">hhh", table, 4 + 6 * (region * axes + axis)))
        found.append(scale)
    return found


def _share(value: float, region: tuple[int, ...]) -> float:
    start, peak, end = (part / 16384 for part in region)
    if peak == 0 or value == peak:
        return 1.0
    if value <= start or value >= end:
        return 0.0
    return (value - start) / (peak - start) if value < peak else (end - value) / (end - peak)


def _part(table: bytes, scales: list[float]) -> Callable[[int], float]:
    rows, words, count = struct.unpack_from(">HHH", table, 0)
    used = struct.unpack_from(f">{count}H", table, 6)
    is_long, words = bool(words & 0x8000), words & 0x7FFF
    row = f">{words}{'l' if is_long else 'h'}{count - words}{'h' if is_long else 'b'}"

    def more(inner: int) -> float:
        deltas = struct.unpack_from(row, table, 6 + 2 * count + struct.calcsize(row) * min(inner, rows - 1))
        return float(sum(scales[region] * delta for region, delta in zip(used, deltas, strict=True)))

    return more


def _index(table: bytes) -> Callable[[int], tuple[int, int]]:
    """Return in which part and row of the store a glyph is (DeltaSetIndexMap)."""
    kind, entry = table[0], table[1]
    count, first = (struct.unpack_from(">L", table, 2)[0], 6) if kind else (struct.unpack_from(">H", table, 2)[0], 4)
    size, bits = ((entry & 0x30) >> 4) + 1, (entry & 0x0F) + 1

    def index(glyph: int) -> tuple[int, int]:
        at = first + size * min(glyph, count - 1)
        found = int.from_bytes(table[at : at + size], "big")
        return found >> bits, found & ((1 << bits) - 1)

    return index
