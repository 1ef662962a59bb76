"""The text of a checkpoint (C2SP tlog-checkpoint): origin, size and root of a log at one moment; plain."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from depesche.ledger import note, tree
from depesche.ledger.flaw import Flaw


@dataclass(frozen=True)
class TreeHead:
    """A log's size (entries) and root (32 bytes), under the name of its origin."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse(text: str) -> TreeHead:
    """Read a checkpoint's text; extension lines are allowed and ignored.

    :raises Flaw: if it is none
    """
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < len(("origin", "size", "root")) or not all(lines):
        raise Flaw("a checkpoint has at least three lines: origin, size and root")
    root = note.decode(lines[2])
    if len(root) != tree.HASH:
        raise Flaw("a checkpoint's root has 32 bytes")
    return TreeHead(lines[0], whole_number(lines[1]), root)


def whole_number(text: str) -> int:
    """Read a decimal number without sign or leading zeroes, below 2**63.

    :raises Flaw: if it is none
    """
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(2**63)) and str(int(text)) == text and int(text) < 2**63):
        raise Flaw(f"{text[:30]!r} is no whole number")
    return int(text)
