"""The tables of a font file: WOFF2 (https://www.w3.org/TR/WOFF2/), or TrueType and OpenType as they lie on a computer."""

from __future__ import annotations

import struct
from collections.abc import Mapping

import brotli

from depesche.kernel.refusal import Refusal

WOFF2 = b"wOF2"
# The tables that widths are read from, by their number in WOFF2's list of known names (5.2); the others only take their place.
KNOWN = {0: "cmap", 1: "head", 2: "hhea", 3: "hmtx", 39: "avar", 47: "fvar"}
GLYF, LOCA, UNKNOWN = 10, 11, 63
LARGEST = 20_000_000  # bytes of a font that is unpacked


def read(content: bytes) -> Mapping[str, bytes]:
    """Return the tables by their names.

    :raises Refusal: code ``no-font`` for anything else
    """
    try:
        return _woff2(content) if content[:4] == WOFF2 else _open_type(content)
    except (struct.error, IndexError, brotli.error) as error:
        raise Refusal(code="no-font", message="This is no font file that can be read.", help="Take a WOFF2 file.") from error


def _open_type(content: bytes) -> dict[str, bytes]:
    if content[:4] not in {b"\0\1\0\0", b"OTTO", b"true"}:
        raise IndexError
    (count,) = struct.unpack_from(">H", content, 4)
    entries = (struct.unpack_from(">4sLLL", content, 12 + 16 * number) for number in range(count))
    return {name.decode("latin-1"): content[place : place + size] for name, _sum, place, size in entries}


def _woff2(content: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from(">H", content, 12)
    unpacked, packed = struct.unpack_from(">LL", content, 16)
    if unpacked > LARGEST:
        raise IndexError
    place, entries = 48, list[tuple[str, int, bool]]()
    for _ in range(count):
        name, size, is_changed, place = _entry(content, place)
        entries.append((name, size, is_changed))
    stream, found, at = brotli.decompress(content[place : place + packed]), dict[str, bytes](), 0
    for name, size, _is_changed in entries:
        found[name] = stream[at : at + size]
        at += size
    if ("hmtx", True) in {(name, is_changed) for name, _size, is_changed in entries}:
        found["hmtx"] = _metrics(found)
    return found


def _metrics(tables: Mapping[str, bytes]) -> bytes:
    """Return the widths as in any other font; a changed table (5.4) has them one after the other, behind a byte of flags."""
    (count,) = struct.unpack_from(">H", tables["hhea"], 34)
    return b"".join(struct.pack(">Hh", width, 0) for width in struct.unpack_from(f">{count}H", tables["hmtx"], 1))


def _entry(content: bytes, place: int) -> tuple[str, int, bool, int]:
    """Return name and size of a table as it lies in the stream, whether it is changed, and where the next entry begins (4.1)."""
    flags, place = content[place], place + 1
    number, version = flags & 0x3F, flags >> 6
    name = KNOWN.get(number, f"#{number}")
    if number == UNKNOWN:
        name, place = content[place : place + 4].decode("latin-1"), place + 4
    size, place = _number(content, place)
    is_changed = version != 3 if number in {GLYF, LOCA} else version != 0
    if is_changed:
        size, place = _number(content, place)
    return name, size, is_changed, place


def _number(content: bytes, place: int) -> tuple[int, int]:
    """Read a UIntBase128."""
    found = 0
    for byte in content[place : place + 5]:
        found, place = found << 7 | byte & 0x7F, place + 1
        if not byte & 0x80:
            return found, place
    raise IndexError
