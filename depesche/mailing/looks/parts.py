"""What a newsletter is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from depesche.brand.letterhead import Block, Offer


@dataclass(frozen=True)
class Parts:
    """The parts of a newsletter; any may be empty. ``stories`` are teasers, each followed by its figures; ``below`` are price tables and terms."""

    corrections: Sequence[Block] = ()
    intro: Sequence[Block] = ()
    stories: Sequence[Block] = ()
    evidence: Sequence[Block] = ()
    offers: Sequence[Offer] = ()
    below: Sequence[Block] = ()
