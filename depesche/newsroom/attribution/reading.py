"""A text as it is read: sentences, quotations, words and mentions, each worked out when it is asked for."""

from __future__ import annotations

import bisect
import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from depesche.newsroom.attribution import language, quoting, sentences
from depesche.newsroom.attribution.language import Language
from depesche.newsroom.attribution.quoting import Quotation
from depesche.newsroom.attribution.sentences import Sentence

_WORD = re.compile(r"\w(?:[\w’'&.-]*\w)?|[^\w\s]")
CLAUSE_MARKS = frozenset(",;:–—()")
QUOTE_MARKS = frozenset('„“”»«"')


class Word(NamedTuple):
    """A word or a sign, its form in lower case, and where it stands in the text."""

    text: str
    lower: str
    start: int
    end: int
    quoted: bool


class Reading:
    """One text in one language. Nothing is kept but what somebody asked for."""

    def __init__(self, text: str, code: str) -> None:
        self.text = text
        self.language: Language = language.of(code)
        self._words: dict[int, list[Word]] = {}

    @cached_property
    def quotations(self) -> list[Quotation]:
        """All quotations."""
        return quoting.quotations(self.text)

    @cached_property
    def speech(self) -> list[Quotation]:
        """Quotations that are somebody's words, not a name in quotation marks."""
        return quoting.speech(self.text, self.quotations)

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences and headings."""
        return sentences.split(self.text, self.quotations)

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


@lru_cache(maxsize=4)
def read(text: str, code: str) -> Reading:
    """Return the reading of a text; an editor asks several times about the same one."""
    return Reading(text, code)
