"""Compound words: a search for "Gold" finds "Goldpreis", one for "Preis" as well, but one for "Euro" does not find "Europawahl".

German writes words together, and no dictionary has them all. The site's own vocabulary has: a compound is cut where both parts are words of it.
A compound that it cannot cut at all is cut after the word that was searched for, if that is long enough to be no accident.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from depesche.newsroom import search_entry, words
from depesche.newsroom.search_entry import Term

SHORTEST = 2
SHORTEST_PART = 3
UNCUT, UNCUT_BEFORE_A_REST = 4, 5  # letters from which a word is believed to be a part though the vocabulary knows no other part
LOOKED_AT, MOST = 400, 120
JOINTS = ("", "s", "es", "n", "en", "er", "e")


@dataclass(frozen=True)
class _Cut:
    """A compound with the place of the searched word in it. ``letters`` are those of the word, of which its term may have lost some."""

    compound: str
    first: int
    last: int
    letters: int

    @property
    def parts(self) -> tuple[str, str]:
        return self.compound[: self.first], self.compound[self.last :]


def holding(word: str) -> tuple[str, ...]:
    """Return the terms of compounds that hold a written word, those in most articles first, at most 120.

    :param word: as a reader typed it
    """
    term, front = words.term(word), words.beginning(word)
    if len(term) < SHORTEST or not term.isalpha():
        return ()
    cuts = [cut for found in _candidates(front, term) for cut in _cut(found, front=front, term=term)]
    known = _known(_readings(part) for cut in cuts for part in cut.parts if part)
    sure = {cut.compound for cut in cuts if all(not part or _is_known(part, known) for part in cut.parts)}
    unsure = {cut.compound for cut in cuts if cut.compound not in sure and _is_long_enough(cut)}
    otherwise = _cut_elsewhere(unsure)
    found = dict.fromkeys(cut.compound for cut in cuts if cut.compound in sure or cut.compound in unsure - otherwise)
    return tuple(found)[:MOST]


def _candidates(front: str, term: str) -> list[str]:
    """Return the terms of the vocabulary that hold the letters of the word; for two letters only those that begin with them."""
    letters = min(front, term, key=len) if front.startswith(term) else term
    holds = Q(term__startswith=front) | Q(term__contains=letters) if len(letters) >= SHORTEST_PART else Q(term__startswith=front)
    rows = Term.objects.filter(holds, articles__gt=0).exclude(term=term).order_by("-articles", "term")
    return list(rows.values_list("term", flat=True)[:LOOKED_AT])


def _cut(compound: str, *, front: str, term: str) -> list[_Cut]:
    """Return where the word can stand in a compound: in front or within by its beginning, at the end by its term."""
    found = []
    first = compound.find(front)
    while first >= 0:
        found.append(_Cut(compound, first, first + len(front), len(front)))
        first = compound.find(front, first + 1)
    if compound.endswith(term) and not any(cut.first == len(compound) - len(term) for cut in found):
        found.append(_Cut(compound, len(compound) - len(term), len(compound), len(front)))
    return [cut for cut in found if len(cut.parts[0]) >= SHORTEST_PART or not cut.parts[0]]


def _is_long_enough(cut: _Cut) -> bool:
    """A word at neither end is an accident unless both parts are known; one before a letter or two must be longer ("Euro", "Europa")."""
    before, behind = cut.parts
    if before and behind and behind not in JOINTS:
        return False
    has_rest = not behind or behind in JOINTS or len(behind) >= SHORTEST_PART
    return cut.letters >= (UNCUT if has_rest else UNCUT_BEFORE_A_REST)


def _cut_elsewhere(compounds: Iterable[str]) -> set[str]:
    """Return the compounds that the vocabulary cuts somewhere else: "Europawahl" is Europa and Wahl, whoever asks for Euro."""
    pieces = {compound: [(compound[:at], compound[at:]) for at in range(SHORTEST_PART, len(compound) - 2)] for compound in compounds}
    known = _known(_readings(part) for cuts in pieces.values() for cut in cuts for part in cut)
    return {compound for compound, cuts in pieces.items() if any(_is_known(before, known) and _is_known(behind, known) for before, behind in cuts)}


def _readings(part: str) -> set[str]:
    """Return the terms that a part may be the form of: with and without the letters that join it to its neighbour."""
    bare = {part.removesuffix(joint) for joint in JOINTS} | {part.removeprefix(joint) for joint in JOINTS}
    return {words.term(reading) for reading in bare if len(reading) >= SHORTEST_PART} | {part}


def _is_known(part: str, known: set[str]) -> bool:
    return part in JOINTS or not known.isdisjoint(_readings(part))


def _known(readings: Iterable[set[str]]) -> set[str]:
    wanted = {reading for some in readings for reading in some if len(reading) >= SHORTEST_PART}
    return {term for term, row in search_entry.known(wanted).items() if row.articles > 0}
