"""The tree: known roots, an independent implementation as oracle, and every mutation of a proof fails."""

from __future__ import annotations

import hashlib

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depesche.ledger import tree
from depesche.ledger.flaw import Flaw

pytestmark = pytest.mark.once

LEAVES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = st.one_of(st.integers(1, 40), st.integers(250, 270), st.integers(505, 520), st.integers(65_530, 65_540))


class Grown:
    """A tree in memory, grown in batches."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, int], bytes] = {}
        self.size = 0

    def __call__(self, level: int, index: int) -> bytes:
        return self.kept.get((level, index), b"")

    def add(self, leaves: list[bytes]) -> None:
        self.kept.update(tree.grow(self, self.size, leaves))
        self.size += len(leaves)


def data(index: int) -> bytes:
    return f"entry {index}".encode()


def leaf(index: int) -> bytes:
    return tree.leaf_hash(data(index))


LARGE = Grown()
LARGE.add([leaf(index) for index in range(65_540)])
ORACLE = pymerkle.InmemoryTree(algorithm="sha256")
ORACLE.append_entries([data(index) for index in range(600)])


@pytest.mark.rule("S-41")
def test_the_roots_of_certificate_transparency() -> None:
    grown = Grown()
    grown.add([tree.leaf_hash(one) for one in LEAVES])

    assert [tree.root(grown, size).hex() for size in range(1, 9)] == ROOTS
    assert tree.root(grown, 0) == hashlib.sha256(b"").digest()


@pytest.mark.rule("S-41")
def test_the_path_of_rfc_6962() -> None:
    grown = Grown()
    grown.add([tree.leaf_hash(one) for one in LEAVES])

    path = tree.inclusion(grown, 5, 8)

    assert [one.hex() for one in path] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.rule("S-41")
@given(size=st.integers(1, 600), place=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_roots_and_paths_agree_with_another_implementation(size: int, place: int) -> None:
    index = place % size
    proof = ORACLE.prove_inclusion(index + 1, size).serialize()

    assert tree.root(LARGE, size) == ORACLE.get_root(size)
    ours = tree.inclusion(LARGE, index, size)
    assert all(one.hex() in str(proof) for one in ours)
    pymerkle.verify_inclusion(leaf(index), tree.root(LARGE, size), ORACLE.prove_inclusion(index + 1, size))


@given(batches=st.lists(st.integers(0, 400), max_size=6))
@settings(max_examples=40, deadline=None)
def test_batches_make_the_same_tiles_as_one_growth(batches: list[int]) -> None:
    grown, frontier = Grown(), tree.Frontier()
    for batch in batches:
        grown.add([leaf(index) for index in range(grown.size, grown.size + batch)])
    for index in range(grown.size):
        frontier.add(leaf(index))

    assert tree.root(grown, grown.size) == tree.root(LARGE, grown.size) == frontier.root()
    whole = Grown()
    whole.add([leaf(index) for index in range(grown.size)])
    assert grown.kept == whole.kept


@pytest.mark.rule("S-41")
@given(size=SIZES, place=st.integers(0, 10**6), byte=st.integers(0, 10**6), bit=st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_every_inclusion_proof_holds_and_no_changed_one_does(size: int, place: int, byte: int, bit: int) -> None:
    index = place % size
    path, root = tree.inclusion(LARGE, index, size), tree.root(LARGE, size)

    assert tree.root_by_inclusion(leaf(index), index=index, size=size, path=path) == root
    assert tree.root_by_inclusion(leaf(index + 1), index=index, size=size, path=path) != root
    if path:
        changed = bytearray(b"".join(path))
        changed[byte % len(changed)] ^= 1 << bit
        broken = [bytes(changed[start : start + 32]) for start in range(0, len(changed), 32)]
        assert tree.root_by_inclusion(leaf(index), index=index, size=size, path=broken) != root
        with pytest.raises(Flaw):
            tree.root_by_inclusion(leaf(index), index=index, size=size, path=path[:-1])
        with pytest.raises(Flaw):
            tree.root_by_inclusion(leaf(index), index=index, size=size, path=[*path, root])


@pytest.mark.rule("S-41")
@given(sizes=st.tuples(SIZES, SIZES), byte=st.integers(0, 10**6), bit=st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_every_consistency_proof_holds_and_no_changed_one_does(sizes: tuple[int, int], byte: int, bit: int) -> None:
    small, large = sorted(sizes)
    old, new = (small, tree.root(LARGE, small)), (large, tree.root(LARGE, large))
    path = tree.consistency(LARGE, small, large)

    tree.check_consistency(old, new, path)

    if path:
        changed = bytearray(b"".join(path))
        changed[byte % len(changed)] ^= 1 << bit
        broken = [bytes(changed[start : start + 32]) for start in range(0, len(changed), 32)]
        for wrong in (broken, path[:-1], [*path, path[-1]]):
            with pytest.raises(Flaw):
                tree.check_consistency(old, new, wrong)
        with pytest.raises(Flaw):
            tree.check_consistency((small, bytes(32)), new, path)
        with pytest.raises(Flaw):
            tree.check_consistency(old, (large, bytes(32)), path)


def test_an_empty_tree_is_the_beginning_of_every_tree() -> None:
    assert tree.consistency(LARGE, 0, 5) == []
    tree.check_consistency((0, tree.EMPTY_ROOT), (5, tree.root(LARGE, 5)), [])


@pytest.mark.parametrize(("index", "size"), [(5, 5), (-1, 5), (0, 0)])
def test_an_entry_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(Flaw, match="not in a tree"):
        tree.inclusion(LARGE, index, size)


def test_a_missing_tile_is_named() -> None:
    holed = Grown()
    holed.kept = {place: hashes for place, hashes in LARGE.kept.items() if place != (0, 1)}

    with pytest.raises(Flaw, match="tile 0/1"):
        tree.inclusion(holed, 300, 512)


def test_a_shortened_tile_cannot_be_grown() -> None:
    holed = Grown()
    holed.kept = {(0, 0): leaf(0)}

    with pytest.raises(Flaw, match="tile 0/0"):
        tree.grow(holed, 2, [leaf(2)])
