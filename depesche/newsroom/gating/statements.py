"""Sentences and headings that state something and carry no mark. A heuristic: it warns, it never refuses (newsroom.md, 3.3)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from depesche.kernel import options
from depesche.newsroom.attribution.proposing import Sentence, unsourced
from depesche.newsroom.gating import lines
from depesche.newsroom.gating.lines import Line, Span

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage


@dataclass(frozen=True)
class Statement:
    """A sentence or heading: the letters ``start`` to ``end`` of its line, and why it needs a source."""

    line: Line
    start: int
    end: int
    is_heading: bool
    reasons: tuple[str, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return self.line.text[self.start : self.end]

    @property
    def marks(self) -> tuple[Span, ...]:
        """The marks on its words."""
        return tuple(mark for mark in self.line.marks if mark.start < self.end and mark.end > self.start)


def of(article: ArticlePage) -> list[Statement]:
    """Return the sentences and headings of an article, live or draft, that state something, marked or not, in reading order."""
    return in_lines(lines.of(article), language=options.current().language)


def unmarked(article: ArticlePage) -> list[Statement]:
    """Return those that carry no mark."""
    return [one for one in of(article) if not one.marks]


def in_lines(read: Sequence[Line], *, language: str) -> list[Statement]:
    """Return the sentences and headings of these lines that state something; they are read as one text, one line after the other."""
    starts = [0, *accumulate(len(line.text) + 1 for line in read)]
    whole = "\n".join(line.text.replace("\n", " ") for line in read)
    found = (_placed(sentence, read, starts) for sentence in unsourced(whole, language=language))
    return [one for one in found if one is not None]


def _placed(sentence: Sentence, read: Sequence[Line], starts: Sequence[int]) -> Statement | None:
    number = bisect_right(starts, sentence.start) - 1
    if not 0 <= number < len(read):
        return None
    line, begin = read[number], starts[number]
    return Statement(line, sentence.start - begin, min(sentence.end - begin, len(line.text)), sentence.heading, sentence.reasons)
