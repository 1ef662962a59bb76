"""What does not hold in a tree, a note or a proof; plain, so that ``depesche verify`` needs no framework."""

from __future__ import annotations


class Flaw(ValueError):
    """A proof, note, tile or archive is broken; the text says in one sentence how."""
