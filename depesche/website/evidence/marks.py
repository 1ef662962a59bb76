"""The marks in a text: words that carry a claim are underlined, and behind them stands the button that opens their evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from depesche.website.evidence import entries
from depesche.website.evidence.entries import Evidence

TAG = re.compile(r"<(/?)(span|a)\b([^>]*)>")
CLAIM = re.compile(r'data-claim="(\d{1,18})"')
JOINER = "\u2060"  # the button never begins a line


@dataclass
class Marks:
    """The marks of one page. The first of each claim is where its entry leads back to; those of headline and lead come first."""

    evidence: Evidence
    placed: set[int] = field(default_factory=set)

    def button(self, claim: int) -> str:
        """Return the button of a claim's next mark, safe HTML."""
        found = self.evidence.by_claim[claim]
        is_first = found.number not in self.placed
        self.placed.add(found.number)
        return f"{JOINER}{entries.button(found, is_first=is_first)}"

    def within(self, html: str) -> str:
        """Put the marks into safe HTML in which ``span`` elements name claims; spans that name none known are dropped."""
        return _Text(self).read(html) if "<span" in html else html


class _Text:
    """One text while its marks are put in. A button within a link would be part of it, so it waits for the link's end."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.open: list[int | None] = []
        self.waiting: list[str] = []
        self.is_in_link = False

    def read(self, html: str) -> str:
        """Return the text with its marks."""
        return TAG.sub(self._tag, html)

    def _tag(self, tag: re.Match[str]) -> str:
        is_end, name = bool(tag[1]), tag[2]
        if name == "a":
            return self._link(tag[0], is_end=is_end)
        return self._end() if is_end else self._begin(tag[3])

    def _link(self, tag: str, *, is_end: bool) -> str:
        self.is_in_link = not is_end
        waiting, self.waiting = (self.waiting, []) if is_end else ([], self.waiting)
        return tag + "".join(waiting)

    def _begin(self, attributes: str) -> str:
        found = CLAIM.search(attributes)
        claim = int(found[1]) if found else None
        entry = self.marks.evidence.by_claim.get(claim) if claim else None
        self.open.append(claim if entry else None)
        if entry is None:
            return ""
        return '<span class="said disputed">' if entry.label.is_disputed else '<span class="said">'

    def _end(self) -> str:
        claim = self.open.pop() if self.open else None
        if claim is None:
            return ""
        button = self.marks.button(claim)
        if self.is_in_link:
            self.waiting.append(button)
            return "</span>"
        return f"</span>{button}"
