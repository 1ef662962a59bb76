"""Proof files made from the stored log."""

from __future__ import annotations

from collections.abc import Iterable

from depesche.ledger import growth, tree
from depesche.ledger.checkpoints import Signed
from depesche.ledger.proof_file import ProofFile


def inclusion(indices: Iterable[int], *, checkpoint: Signed) -> dict[int, ProofFile]:
    """Return the proof that each entry stands in the checkpoint's tree; tiles are read once for all.

    :raises Flaw: if an index lies outside the checkpoint, or a tile is missing
    """
    tiles = growth.tiles(checkpoint.log)
    return {index: ProofFile(index, tuple(tree.inclusion(tiles, index, checkpoint.size)), checkpoint.note) for index in indices}
