"""Where a text holds what was searched for: the real word forms, marked, and the part of a long text that holds most of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from depesche.newsroom import words
from depesche.newsroom.query import Query
from depesche.newsroom.words import Word

LONGEST = 260  # characters of an excerpt
BEFORE = 60  # of them at most before the first hit
READ = 60_000  # characters of a text that are looked through
_SENTENCE = re.compile(r"[.!?…·]\s+")


@dataclass(frozen=True)
class Piece:
    """A piece of plain text; ``is_hit`` for a word that was searched for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class _Hit:
    """Where a searched word or phrase stands, and which of the query's words it is."""

    start: int
    end: int
    number: int


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """Return a whole text in pieces, its hits marked. Texts are plain; whoever shows them must escape them."""
    return _pieces(text, _hits(text, query), part=(0, len(text)))


def excerpt(text: str, query: Query) -> tuple[Piece, ...]:
    """Return the part of a text that holds most of the words, with an ellipsis where it was cut; nothing if it holds none."""
    text = text[:READ]
    hits = _hits(text, query)
    if not hits:
        return ()
    first = _best(hits)
    start = _start(text, first)
    end = _end(text, start)
    pieces = _pieces(text, hits, part=(start, end))
    return (*([Piece("… ")] if start else []), *pieces, *([Piece(" …")] if end < len(text) else []))


def _hits(text: str, query: Query) -> list[_Hit]:
    found = list(words.words(text))
    joined = {run[0].start: run for run in words.runs(found) if words.is_joined(run)}
    hits: list[_Hit] = []
    for number, wanted in enumerate(query.wanted):
        singles = {phrase[0] for phrase in wanted.any if len(phrase) == 1}
        hits += [_Hit(word.start, word.end, number) for word in found if word.term in singles]
        hits += [_Hit(run[0].start, run[-1].end, number) for run in joined.values() if _joined_term(text, run) in singles]
        hits += [_Hit(run[0].start, run[-1].end, number) for phrase in wanted.exact if len(phrase) > 1 for run in _phrase(found, phrase)]
    return sorted(hits, key=lambda hit: (hit.start, -hit.end))


def _joined_term(text: str, run: Sequence[Word]) -> str:
    return words.term(text[run[0].start : run[-1].end])


def _phrase(found: Sequence[Word], phrase: Sequence[str]) -> list[Sequence[Word]]:
    length = len(phrase)
    starts = (place for place, word in enumerate(found) if word.term == phrase[0])
    return [found[place : place + length] for place in starts if tuple(word.term for word in found[place : place + length]) == tuple(phrase)]


def _best(hits: Sequence[_Hit]) -> int:
    """Return where the excerpt's first hit stands: most different words within its length, then most hits, then the earliest place."""

    def worth(hit: _Hit) -> tuple[int, int, int]:
        near = [other.number for other in hits if hit.start <= other.start and other.end <= hit.start + LONGEST - BEFORE]
        return len(set(near)), len(near), -hit.start

    return max(hits[:200], key=worth).start


def _start(text: str, first: int) -> int:
    """Begin with the sentence of the first hit if it begins nearby, else with a whole word."""
    if first <= BEFORE:
        return 0
    begins = [match.end() for match in _SENTENCE.finditer(text, first - BEFORE, first)]
    if begins:
        return begins[-1]
    space = text.find(" ", first - BEFORE, first)
    return space + 1 if space >= 0 else first


def _end(text: str, start: int) -> int:
    if start + LONGEST >= len(text):
        return len(text)
    space = text.rfind(" ", start, start + LONGEST)
    return space if space > start else start + LONGEST


def _pieces(text: str, hits: Sequence[_Hit], *, part: tuple[int, int]) -> tuple[Piece, ...]:
    """Cut a part of a text into pieces; hits that overlap are one."""
    pieces: list[Piece] = []
    start, end = part
    at = start
    for hit in hits:
        first, last = max(hit.start, at), min(hit.end, end)
        if hit.start < start or first >= last:
            continue
        if first > at:
            pieces.append(Piece(text[at:first]))
        pieces.append(Piece(text[first:last], is_hit=True))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end]))
    return tuple(pieces)
