"""Whether who is named with a stance takes it: "Russland und Nordkorea dementieren" needs a denial by each (newsroom.md, 1.3 X3).

A heading speaks of the claims of its section: of each to which one of those named takes the stance, all of them must. Where it carries a mark,
of the marked claims alone, like a sentence. As everything read from words alone, this warns and never refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from depesche.kernel import options
from depesche.newsroom.attribution import language as languages
from depesche.newsroom.attribution import mentions, stances
from depesche.newsroom.attribution.knowing import Known, KnownSource
from depesche.newsroom.attribution.mentions import Mention
from depesche.newsroom.attribution.reading import Reading
from depesche.newsroom.attribution.speakers import Candidate
from depesche.newsroom.claims.terms import Stance
from depesche.newsroom.gating import lines
from depesche.newsroom.gating.judging import Judged
from depesche.newsroom.gating.lines import Line
from depesche.newsroom.gating.statements import Statement

if TYPE_CHECKING:
    from depesche.newsroom.claims.source_rows import Source

# What a verb shows for certain; to assert, report, plan or assess is said in too many ways.
CERTAIN = frozenset({Stance.DENIES, Stance.CONFIRMS, Stance.CANNOT_CONFIRM, Stance.NO_STATEMENT, Stance.RETRACTS, Stance.WARNS, Stance.DEMANDS})
ACTORS = frozenset({"person", "role", "body", "state", "media"})
JOINTS = frozenset({",", "und", "sowie", "oder", "and", "or", "der", "die", "das", "the"})
PAUSES = frozenset(",;:–—()")


@dataclass(frozen=True)
class Uncovered:
    """Somebody named with a stance that no assertion of the article shows; ``claim`` is the statement it lacks, where one could be told."""

    statement: Statement
    actor: str
    stance: Stance
    claim: str = ""


def lacking(one: Statement, read: Sequence[Line], judged: Mapping[int, Judged]) -> list[Uncovered] | None:
    """Return who is not covered in a statement of these lines, given the claims that the article carries.

    ``None`` if it names nobody with a certain stance, or speaks of no claim: then there is nothing to compare.
    """
    claims = _claims(one, read, judged)
    text = Reading(one.text, options.current().language)
    shown = stances.shown(one.text, text.language.code)
    if not claims or shown not in CERTAIN or not text.sentences:
        return None
    known = Known([_known(source, text.language.code) for source in _sources(claims)], text.language)
    actors = {actor.name: _keys(actor, known) for actor in _actors(text, shown, known)}
    return _compared(one, Stance(shown), actors=actors, claims=claims) if actors else None


def _compared(one: Statement, stance: Stance, *, actors: Mapping[str, set[str]], claims: Sequence[Judged]) -> list[Uncovered]:
    taking = [(judged.claim.text, _takers(judged, stance)) for judged in claims]
    concerned = [(text, takers) for text, takers in taking if any(keys & takers for keys in actors.values())]
    if not concerned:
        return [Uncovered(one, name, stance) for name in actors]
    return [Uncovered(one, name, stance, text) for text, takers in concerned for name, keys in actors.items() if not keys & takers]


def _claims(one: Statement, read: Sequence[Line], judged: Mapping[int, Judged]) -> list[Judged]:
    """Return the claims that a statement speaks of."""
    spoken = [mark.claim for mark in one.marks] or _of_section(one.line, read)
    return [judged[pk] for pk in dict.fromkeys(spoken) if pk in judged]


def _of_section(line: Line, read: Sequence[Line]) -> list[int]:
    """Return the claims marked between a heading and the next one; of the whole article for its headline."""
    following = read[next(number for number, other in enumerate(read) if other is line) + 1 :]
    if line.kind == lines.HEADING:
        end = next((number for number, other in enumerate(following) if other.kind == lines.HEADING), len(following))
        following = following[:end]
    return [mark.claim for other in following for mark in other.marks]


def _takers(one: Judged, stance: Stance) -> set[str]:
    return {str(assertion.source_id) for assertion in one.assertions if assertion.stance == stance}


def _sources(claims: Iterable[Judged]) -> list[Source]:
    return list({assertion.source_id: assertion.source for one in claims for assertion in one.assertions}.values())


def _known(source: Source, code: str) -> KnownSource:
    """A capital speaks for its state, also where the source's own row does not say so."""
    behind = source.speaks_for or languages.of(code).speaks_for.get(source.name.casefold(), "")
    return KnownSource(str(source.pk), source.name, source.all_aliases, behind, source.kind)


def _keys(actor: Mention, known: Known) -> set[str]:
    return {chip.key for chip in known.chips(Candidate(actor.name, 1.0, actor, 0)) if chip.key}


def _actors(read: Reading, stance: str, known: Known) -> list[Mention]:
    """Return who takes a stance in the first sentence: those named together right before its verb, else right behind it."""
    verb = _verb(read, stance)
    named = [one for one in mentions.of(read, 0) if one.subject and (one.kind in ACTORS or (one.kind == "name" and _keys(one, known)))]
    before, behind = [one for one in named if one.last < verb], [one for one in named if one.first > verb]
    for group in (_together(read, before[::-1])[::-1], _together(read, behind)):
        if group and not _is_parted(read, min(verb, group[-1].last), max(verb, group[0].first)):
            return group
    return []


def _verb(read: Reading, stance: str) -> int:
    """Return the place of the word with which a stance begins to show."""
    words, begin = read.words(0), read.sentences[0].start
    code = read.language.code
    return next((place for place, word in enumerate(words) if stances.shown(read.text[begin : word.end], code) == stance), len(words))


def _together(read: Reading, named: Sequence[Mention]) -> list[Mention]:
    """Return the first mention and those joined to it by "und" and commas."""
    group: list[Mention] = []
    for one in named:
        if group:
            low, high = sorted((group[-1], one), key=lambda mention: mention.first)
            if not all(word.lower in JOINTS for word in read.words(0)[low.last + 1 : high.first]):
                break
        group.append(one)
    return group


def _is_parted(read: Reading, low: int, high: int) -> bool:
    return any(word.text in PAUSES for word in read.words(0)[low + 1 : high])
