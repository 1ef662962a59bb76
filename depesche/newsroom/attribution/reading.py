"""A text as it is read: sentences, quotations, words and mentions, each worked out when it is asked for."""

from __future__ import annotations

import bisect
import re
from functools import cached_property
from typing import NamedTuple

from depesche.newsroom.attribution import language, quoting, sentences
from depesche.newsroom.attribution.language import Language
from depesche.newsroom.attribution.quoting import Quotation
from depesche.newsroom.attribution.sentences import Sentence

_WORD = re.compile(r"\w(?:[\w’'&.-]*\w)?|[^\w\s]")
CLAUSE_MARKS = frozenset(",;:–—()")
REACH = 2400  # characters before and after a selection that are read
QUOTE_MARKS = frozenset('„“”»«"')


class Word(NamedTuple):
    """A word or a sign, its form in lower case, and where it stands in the text."""

    text: str
    lower: str
    start: int
    end: int
    quoted: bool


class Reading:
    """One text in one language, or a part of it; names are looked for in all of it. Nothing is kept but what somebody asked for."""

    def __init__(self, text: str, code: str, *, begin: int = 0, end: int | None = None) -> None:
        self.text = text
        self._begin, self._end = begin, len(text) if end is None else end
        self.language: Language = language.of(code)
        self._words: dict[int, list[Word]] = {}

    @cached_property
    def quotations(self) -> list[Quotation]:
        """All quotations."""
        return quoting.quotations(self.text, self._begin, self._end)

    @cached_property
    def speech(self) -> list[Quotation]:
        """Quotations that are somebody's words, not a name in quotation marks."""
        return quoting.speech(self.text, self.quotations)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences and headings."""
        return sentences.split(self.text, begin=self._begin, end=self._end)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names that were looked up, by what was asked."""
        return {}

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, to look for titles."""
        return self.text.lower()

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, position: int) -> int:
        """Return the number of the sentence that holds a position (or the one before it)."""
        return max(0, bisect.bisect_right(self._starts, position) - 1)

    def words(self, number: int) -> list[Word]:
        """Return the words of a sentence."""
        if number not in self._words:
            sentence = self.sentences[number]
            spans = [one for one in self.speech if one.start < sentence.end and one.end > sentence.start]
            self._words[number] = [self._word(match, spans) for match in _WORD.finditer(self.text, sentence.start, sentence.end)]
        return self._words[number]

    @staticmethod
    def _word(match: re.Match[str], spans: list[Quotation]) -> Word:
        start, end = match.span()
        quoted = any(one.start <= start < one.end for one in spans) if spans else False
        return Word(match.group(), match.group().lower(), start, end, quoted)


def around(text: str, code: str, selected: tuple[int, int]) -> Reading:
    """Return a reading of what stands around the selected ``text[start:end]``, from the beginning of a paragraph on, if one begins there."""
    start, end = selected
    begin, last = max(0, start - REACH), min(len(text), end + REACH)
    paragraph = text.rfind("\n", begin, start - REACH // 2) if begin else -1
    return Reading(text, code, begin=paragraph + 1 if paragraph >= 0 else begin and text.find(" ", begin) + 1, end=last)
