"""The text of a ``.tlog-proof`` file (C2SP tlog-proof): one entry's place in a signed tree, checkable without the log; plain."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from depesche.ledger import note, tree, tree_head
from depesche.ledger.flaw import Flaw
from depesche.ledger.tree_head import TreeHead

FIRST_LINE = "c2sp.org/tlog-proof@v1"
LONGEST_PATH = 63


@dataclass(frozen=True)
class ProofFile:
    """An entry's index, its inclusion path, and the checkpoint (a whole signed note) that the path leads to."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    @property
    def text(self) -> str:
        """The file's content."""
        extra = [] if self.extra is None else [f"extra {base64.b64encode(self.extra).decode()}"]
        hashes = [base64.b64encode(one).decode() for one in self.path]
        return "\n".join([FIRST_LINE, *extra, f"index {self.index}", *hashes, "", self.checkpoint])

    @property
    def head(self) -> TreeHead:
        """What the checkpoint says, whoever signed it."""
        return tree_head.parse(note.parse(self.checkpoint).text)

    def shows(self, leaf: bytes) -> bool:
        """Whether the leaf hash stands at this place of the checkpoint's tree."""
        head = self.head
        return tree.root_by_inclusion(leaf, index=self.index, size=head.size, path=self.path) == head.root


def parse(text: str) -> ProofFile:
    """Read a ``.tlog-proof`` file and check its form: also that the path fits index and size.

    :raises Flaw: saying what is wrong
    """
    top, blank, checkpoint = text.partition("\n\n")
    lines = top.split("\n")
    if lines.pop(0) != FIRST_LINE or not blank:
        raise Flaw(f"the file is no proof: it does not begin with {FIRST_LINE}, or has no checkpoint")
    extra = note.decode(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise Flaw("the proof has no index")
    index = tree_head.whole_number(lines.pop(0).removeprefix("index "))
    path = tuple(note.decode(line) for line in lines[: LONGEST_PATH + 1])
    if len(lines) > LONGEST_PATH or any(len(one) != tree.HASH for one in path):
        raise Flaw("the proof's path is broken")
    proof = ProofFile(index, path, checkpoint, extra)
    tree.root_by_inclusion(tree.EMPTY_ROOT, index=index, size=proof.head.size, path=path)
    return proof
