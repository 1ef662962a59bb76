"""The Merkle tree of RFC 6962 over the tiles of C2SP tlog-tiles; plain functions over a reader of tiles.

A tile holds up to 256 hashes of 32 bytes. The hash at ``position`` of tile ``level`` is the root over the entries
``[position * 256**level, (position + 1) * 256**level)``. Root and proofs read one tile per level: O(log n).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from depesche.ledger.flaw import Flaw

HASH = 32
WIDTH = 256
HEIGHT = 8
FULL = WIDTH * HASH
EMPTY_ROOT = hashlib.sha256(b"").digest()

Tiles = Callable[[int, int], bytes]
"""Returns the stored hashes of tile (level, index), ``b""`` if there is none."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(tiles: Tiles, size: int) -> bytes:
    """Return the root over the first ``size`` entries.

    :raises Flaw: if a tile that it needs is missing or too short
    """
    return _span(tiles, 0, size) if size else EMPTY_ROOT


def inclusion(tiles: Tiles, index: int, size: int) -> list[bytes]:
    """Return the inclusion path of an entry, from the leaf's sibling up (RFC 6962, section 2.1.1).

    :raises Flaw: if the index lies outside, or a tile is missing
    """
    if not 0 <= index < size:
        raise Flaw(f"entry {index} is not in a tree of {size} entries")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if index < middle:
            path.append(_span(tiles, middle, end))
            end = middle
        else:
            path.append(_span(tiles, start, middle))
            start = middle
    return path[::-1]


def consistency(tiles: Tiles, old: int, new: int) -> list[bytes]:
    """Return the proof that the tree of ``old`` entries is the beginning of that of ``new`` (RFC 6962, section 2.1.2).

    :raises Flaw: if ``old`` is larger than ``new``, or a tile is missing
    """
    if not 0 <= old <= new:
        raise Flaw(f"a tree of {old} entries is no beginning of one of {new}")
    if old == 0:
        return []
    start, end, path, known = 0, new, [], True
    while old != end:
        middle = start + _largest_power_below(end - start)
        if old <= middle:
            path.append(_span(tiles, middle, end))
            end = middle
        else:
            path.append(_span(tiles, start, middle))
            start, known = middle, False
    if not known:
        path.append(_span(tiles, start, end))
    return path[::-1]


def root_by_inclusion(leaf: bytes, *, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root that an inclusion path leads to; the caller compares it (RFC 9162, section 2.1.3.2).

    :raises Flaw: if the path has the wrong length for this place
    """
    if not 0 <= index < size:
        raise Flaw(f"entry {index} is not in a tree of {size} entries")
    place, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise Flaw("the inclusion path is too long")
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise Flaw("the inclusion path is too short")
    return found


def roots_by_consistency(old: int, new: int, path: Sequence[bytes], *, old_root: bytes) -> tuple[bytes, bytes]:
    """Return the two roots that a consistency proof leads to; the caller compares both (RFC 9162, section 2.1.4.2).

    :param old: entries of the older tree, at least 1 and fewer than ``new``
    :raises Flaw: if the proof has the wrong length for these sizes
    """
    if not 0 < old < new or not path:
        raise Flaw(f"no proof leads from {old} to {new} entries with {len(path)} hashes")
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise Flaw("the consistency proof is too long")
        if place & 1 or place == last:
            older, newer = node_hash(step, older), node_hash(step, newer)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, step)
        place, last = place >> 1, last >> 1
    if last:
        raise Flaw("the consistency proof is too short")
    return older, newer


def check_consistency(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> None:
    """Check that the tree ``new`` (size, root) continues the tree ``old``.

    :raises Flaw: if it does not
    """
    if old[0] == 0 or old == new:
        if path or (old[0] == 0 and old[1] != EMPTY_ROOT):
            raise Flaw("the consistency proof should be empty")
        return
    if roots_by_consistency(old[0], new[0], path, old_root=old[1]) != (old[1], new[1]):
        raise Flaw(f"the tree of {new[0]} entries does not continue the tree of {old[0]}")


def grow(tiles: Tiles, size: int, leaves: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
    """Return the tiles that change when leaf hashes are added to a tree of ``size`` entries, whole, by (level, index)."""
    grown: dict[tuple[int, int], bytes] = {}
    level, fresh = 0, b"".join(leaves)
    while fresh:
        first, inside = divmod(size, WIDTH)
        begun = tiles(level, first) if inside else b""
        if len(begun) != inside * HASH:
            raise Flaw(f"tile {level}/{first} holds {len(begun)} bytes instead of {inside * HASH}")
        whole = begun + fresh
        cut = [whole[start : start + FULL] for start in range(0, len(whole), FULL)]
        grown.update({(level, first + number): hashes for number, hashes in enumerate(cut)})
        fresh = b"".join(fold(hashes) for hashes in cut if len(hashes) == FULL)
        size, level = size >> HEIGHT, level + 1
    return grown


def fold(hashes: bytes) -> bytes:
    """Return the root over 2**n hashes joined into one string."""
    row = [hashes[start : start + HASH] for start in range(0, len(hashes), HASH)]
    while len(row) > 1:
        row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]


class Frontier:
    """The right edge of a growing tree: takes leaf hashes one by one and knows the root at any moment, in O(log n) memory."""

    def __init__(self) -> None:
        self.size = 0
        self._nodes: list[bytes] = []

    def add(self, leaf: bytes) -> Iterable[tuple[int, bytes]]:
        """Add a leaf hash; return the hashes that this completes for tiles of level 1 and above, as (level, hash)."""
        completed, node, height, carry = [], leaf, 0, self.size
        while carry & 1:
            node, height, carry = node_hash(self._nodes.pop(), node), height + 1, carry >> 1
            if height % HEIGHT == 0:
                completed.append((height // HEIGHT, node))
        self._nodes.append(node)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._nodes:
            return EMPTY_ROOT
        found = self._nodes[-1]
        for node in reversed(self._nodes[:-1]):
            found = node_hash(node, found)
        return found


def _largest_power_below(width: int) -> int:
    return 1 << ((width - 1).bit_length() - 1)


def _span(tiles: Tiles, start: int, end: int) -> bytes:
    left = []
    while (width := end - start) & (width - 1):
        middle = start + _largest_power_below(width)
        left.append(_subtree(tiles, start, middle))
        start = middle
    found = _subtree(tiles, start, end)
    for node in reversed(left):
        found = node_hash(node, found)
    return found


def _subtree(tiles: Tiles, start: int, end: int) -> bytes:
    """Return the root of a perfect, aligned subtree: 2**n neighbouring hashes of one tile."""
    level, inner = divmod((end - start).bit_length() - 1, HEIGHT)
    tile, place = divmod(start >> (level * HEIGHT), WIDTH)
    hashes = tiles(level, tile)[place * HASH : (place + (1 << inner)) * HASH]
    if len(hashes) != HASH << inner:
        raise Flaw(f"tile {level}/{tile} is missing or too short")
    return fold(hashes)
