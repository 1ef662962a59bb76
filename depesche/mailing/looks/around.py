"""What surrounds every newsletter, whatever it brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from depesche.brand.letterhead import Block, Look, Sheet


@dataclass(frozen=True)
class Around:
    """Subject and preheader, why the reader gets it, the links of the footer; ``edition`` names the newsletter, ``date`` is written for people."""

    subject: str
    preheader: str
    reason: str
    links: Sequence[tuple[str, str]]
    language: str
    edition: str = ""
    date: str = ""

    def sheet(self, look: Look, blocks: Sequence[Block], *, label: str = "") -> Sheet:
        """Put blocks into it."""
        return Sheet(
            subject=self.subject,
            preheader=self.preheader,
            blocks=blocks,
            reason=self.reason,
            links=self.links,
            language=self.language,
            look=look,
            label=label,
            edition=self.edition,
            date=self.date,
        )
