"""Walking one stored log from its first entry to its last: leaves from bodies, tiles from leaves, roots against signed checkpoints.

Memory stays flat: entries and tiles are read in stretches, the tree is folded as it grows.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from depesche.ledger import checkpoints, note, rows, tree, tree_head
from depesche.ledger import logs as origins
from depesche.ledger.flaw import Flaw
from depesche.ledger.models import Checkpoint, Tile
from depesche.ledger.note import Verifier
from depesche.ledger.report import Findings, LogReport, What
from depesche.ledger.rows import Row

STRETCH = 16 * tree.WIDTH
MOST_MISPLACED = 10_000


class Walk:
    """One pass over one log of ``size`` entries."""

    def __init__(self, log: str, size: int) -> None:
        self.log = log
        self.size = size
        self.findings = Findings(log)
        self._rows = rows.RowCheck(log, self.findings)
        self._frontier = tree.Frontier()
        self._begun: dict[int, bytearray] = {}
        self._misplaced: dict[int, tuple[bytes, bytes]] = {}
        self._verifiers: dict[str, list[Verifier]] = {}
        self._agreed = 0
        self._contradicted = 0
        self._checkpoints = 0

    def run(self) -> LogReport:
        """Walk the whole log."""
        self._check_checkpoints(-1, 0)
        for start in range(0, self.size, STRETCH):
            self._stretch(start, min(start + STRETCH, self.size))
        for level, hashes in self._begun.items():
            self._check_tile(level, (self._frontier.size >> (tree.HEIGHT * level)) // tree.WIDTH, bytes(hashes))
        self._check_checkpoints(self.size, None)
        self._name_misplaced()
        if self._contradicted > 1:
            self.findings.add(None, What.CHECKPOINT, f"{self._contradicted} checkpoints in all are contradicted by the stored tree")
        last = checkpoints.newest(self.log)
        return LogReport(self.log, self.size, self._rows.erased, self._checkpoints, last.size if last else 0)

    def _stretch(self, start: int, end: int) -> None:
        stored = self._leaves(start, end)
        signed = self._signed(start, end)
        expected = start
        for index, found in groupby(rows.read(self.log, start, end), key=lambda row: row.place):
            for gap in range(expected, index):
                self._take_missing(gap, stored, signed)
            self._take(index, list(found), stored.get(index))
            self._compare(signed.get(index + 1, ()))
            expected = index + 1
        for gap in range(expected, end):
            self._take_missing(gap, stored, signed)

    def _take(self, index: int, found: list[Row], stored: bytes | None) -> None:
        for extra in found[1:]:
            self.findings.add(index, What.INSERTED, f"a second entry stands at this index (row {extra.id})")
        self._rows.check(found[0])
        leaf = tree.leaf_hash(bytes(found[0].commitment))
        if stored is not None and leaf != stored:
            if len(self._misplaced) < MOST_MISPLACED:
                self._misplaced[index] = (leaf, stored)
            else:
                self.findings.add(index, What.CHANGED, "its commitment is not the one in the tree")
        self._fold(stored or leaf)

    def _take_missing(self, index: int, stored: dict[int, bytes], signed: dict[int, list[Checkpoint]]) -> None:
        self.findings.add(index, What.REMOVED, "there is no entry at this index")
        self._fold(stored.get(index, tree.EMPTY_ROOT))
        self._compare(signed.get(index + 1, ()))

    def _fold(self, leaf: bytes) -> None:
        for level, completed in self._frontier.add(leaf):
            begun = self._begun.setdefault(level, bytearray())
            begun += completed
            if len(begun) == tree.FULL:
                self._check_tile(level, (self._frontier.size >> (tree.HEIGHT * level)) // tree.WIDTH - 1, bytes(begun))
                begun.clear()

    def _leaves(self, start: int, end: int) -> dict[int, bytes]:
        """Return the leaf hashes that the tiles hold, by index; name tiles that are too short."""
        tiles = Tile.objects.filter(log=self.log, level=0, index__gte=start // tree.WIDTH, index__lt=-(-end // tree.WIDTH))
        leaves = {}
        for index, hashes in tiles.values_list("index", "hashes"):
            held = bytes(hashes)
            leaves.update({index * tree.WIDTH + place: held[place * tree.HASH :][: tree.HASH] for place in range(len(held) // tree.HASH)})
        for first in range(start, end, tree.WIDTH):
            absent = [index for index in range(first, min(first + tree.WIDTH, end)) if index not in leaves]
            if absent:
                self.findings.add(absent[0], What.TREE, f"tile 0/{first // tree.WIDTH} is missing or too short")
        return leaves

    def _check_tile(self, level: int, index: int, hashes: bytes) -> None:
        if not hashes:
            return
        stored = Tile.objects.filter(log=self.log, level=level, index=index).values_list("hashes", flat=True).first()
        if not bytes(stored or b"").startswith(hashes):
            first = (index * tree.WIDTH) << (tree.HEIGHT * level)
            self.findings.add(first, What.TREE, f"tile {level}/{index}, which begins with this entry, is not the one that the tiles below it make")

    def _signed(self, start: int, end: int) -> dict[int, list[Checkpoint]]:
        found = Checkpoint.objects.filter(log=self.log, size__gt=start, size__lte=end).order_by("size", "id")
        return {size: list(group) for size, group in groupby(found, key=lambda row: row.size)}

    def _compare(self, signed: Iterable[Checkpoint]) -> None:
        for row in signed:
            self._checkpoints += 1
            try:
                head = self._opened(row)
            except Flaw as flaw:
                self.findings.add(row.size, What.CHECKPOINT, f"the checkpoint of size {row.size} is broken: {flaw}")
                continue
            if head.root == self._frontier.root():
                self._agreed = row.size
            else:
                self._note_contradiction(row.size)

    def _note_contradiction(self, size: int) -> None:
        self._contradicted += 1
        if self._contradicted == 1:
            detail = f"the stored entries {self._agreed} to {size - 1} are not those of the signed checkpoint of size {size}"
            self.findings.add(self._agreed, What.CHECKPOINT, detail)

    def _opened(self, row: Checkpoint) -> tree_head.TreeHead:
        """Return what was signed.

        :raises Flaw: if the note is broken, not signed by this log, or not what the row says
        """
        signed = note.parse(row.note)
        head = tree_head.parse(signed.text)
        if head.origin not in self._verifiers:
            self._verifiers[head.origin] = origins.verifiers(self.log, name=head.origin)
        signed.signed_by(self._verifiers[head.origin])
        if (head.size, head.root) != (row.size, bytes(row.root)):
            raise Flaw("its row says something else than its signed text")
        return head

    def _check_checkpoints(self, above: int, up_to: int | None) -> None:
        """Check the checkpoints of an empty tree, or name those that are larger than the log."""
        if up_to is not None:
            self._compare(Checkpoint.objects.filter(log=self.log, size__gt=above, size__lte=up_to))
            return
        for row in Checkpoint.objects.filter(log=self.log, size__gt=above).order_by("size")[:10]:
            if row.size > self._last_size():
                self.findings.add(above, What.REMOVED, f"a checkpoint was signed over {row.size} entries, of which the last are gone")

    def _last_size(self) -> int:
        """Return how large the log is by now: it may have grown, and been signed, since the walk began."""
        last = Tile.objects.filter(log=self.log, level=0).order_by("-index").values_list("index", "hashes").first()
        return 0 if last is None else last[0] * tree.WIDTH + len(bytes(last[1])) // tree.HASH

    def _name_misplaced(self) -> None:
        """Tell entries that stand elsewhere in the tree from those whose commitment was changed."""
        places = {stored: index for index, (_, stored) in self._misplaced.items()}
        for index, (leaf, _) in self._misplaced.items():
            if leaf in places:
                self.findings.add(index, What.REORDERED, f"the entry of index {places[leaf]} stands here")
            else:
                self.findings.add(index, What.CHANGED, "its commitment is not the one in the tree")
