"""Who says what is selected: candidates from the frame, from the sentences before, from a heading with a colon, each with a score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from depesche.newsroom.attribution import clauses, cues, mentions, naming
from depesche.newsroom.attribution.german import INDIRECT
from depesche.newsroom.attribution.mentions import WEIGHTS, Mention
from depesche.newsroom.attribution.reading import Reading, Word

_BEFORE = 5  # sentences that are asked when the selection's own says nothing
_SURE = 0.55


@dataclass(frozen=True)
class Candidate:
    """A name with its score; ``mention`` is what stands in the text, ``number`` its sentence."""

    name: str
    score: float
    mention: Mention
    number: int


def candidates(reading: Reading, start: int, end: int) -> list[Candidate]:
    """Return who may say ``text[start:end]``, the best first, each name once."""
    if not reading.sentences:
        return []
    host = range(reading.sentence_at(start), reading.sentence_at(max(start, end - 1)) + 1)
    found = [one for number in host for one in _of_host(reading, number, (start, end))]
    sure = max((one.score for one in found), default=0.0)
    found += _of_neighbours(reading, host, sure)
    return _each_once(named for one in found for named in _named(reading, one))


def _of_host(reading: Reading, number: int, selected: tuple[int, int]) -> list[Candidate]:
    words, named = reading.words(number), mentions.of(reading, number)
    found: list[Candidate] = []
    sentence = reading.sentences[number]
    whole = selected[0] <= sentence.start + 2 and sentence.end <= selected[1] + 2
    for cue in cues.of(reading, number):
        place = words[min(cue.at, len(words) - 1)]
        inside = selected[0] <= place.start < selected[1]
        distance = 0 if inside else _distance(place.start, selected)
        for score, mention in clauses.speakers(words, named, cue):
            within = _within(mention, selected)
            nearness = (0.85 if whole or within else 0.6) if inside else 1 / (1 + distance / 400)
            own = 1.0 if inside or not within else 0.45
            found.append(Candidate(mention.name, score * nearness * own, mention, number))
    subjects = [] if _passes_on(words) else [one for one in named if one.subject]
    found += [Candidate(one.name, 0.5 * WEIGHTS[one.kind] * 0.8**index, one, number) for index, one in enumerate(subjects)]
    found += [Candidate(one.name, 0.16 * WEIGHTS[one.kind], one, number) for one in named if not one.subject]
    return found


def _passes_on(words: list[Word]) -> bool:
    """Tell „soll“ and „sollen“: whoever is said to do something is not who says it."""
    return any(word.lower in {"soll", "sollen"} for word in words)


def _distance(at: int, selected: tuple[int, int]) -> int:
    return selected[0] - at if at < selected[0] else at - selected[1]


def _within(mention: Mention, selected: tuple[int, int]) -> bool:
    return selected[0] <= mention.start and mention.end <= selected[1]


def _of_neighbours(reading: Reading, host: range, sure: float) -> list[Candidate]:
    """The speakers of the sentences before (and, at half the weight, of the one after)."""
    weight = _carried(reading, host) if sure < _SURE else 0.4
    found: list[Candidate] = []
    for back in range(1, _BEFORE + 1):
        number = host.start - back
        if number < 0:
            break
        colon = back == 1 and reading.sentences[number].text.endswith(":")
        found += speaking(reading, number, 1.0 if colon else weight)
        weight *= 0.82
    following = host.stop
    if following < len(reading.sentences):
        found += [one for one in speaking(reading, following, 0.45 if sure < _SURE else 0.2) if one.score > 0.1]
    return found


def _carried(reading: Reading, host: range) -> float:
    """How likely the speaker of the sentence before goes on: in the conjunctive or in quotation marks surely, in plain words less so."""
    words = reading.words(host.start)
    quoted = any(word.quoted for word in words[:2])
    return 0.85 if quoted or _passes_on(words) or any(word.lower in INDIRECT for word in words if not word.quoted) else 0.62


def speaking(reading: Reading, number: int, weight: float) -> list[Candidate]:
    """Return who speaks in a sentence, and at lower scores who acts in it."""
    words, named = reading.words(number), mentions.of(reading, number)
    found = [
        Candidate(mention.name, score * weight, mention, number)
        for cue in cues.of(reading, number)
        for score, mention in clauses.speakers(words, named, cue)
    ]
    subjects = [one for one in named if one.subject]
    return found + [Candidate(one.name, 0.4 * weight * WEIGHTS[one.kind] * 0.8**index, one, number) for index, one in enumerate(subjects)]


def _named(reading: Reading, one: Candidate) -> list[Candidate]:
    """Replace pronouns and surnames by names; put the person behind a role beside the role."""
    mention = one.mention
    if mention.kind == "pronoun":
        found = naming.antecedents(reading, one.number, mention)
        shares = (0.95, 0.6)
        return [
            named
            for share, other in zip(shares, found, strict=False)
            for named in _named(reading, Candidate(other.name, one.score * share, other, one.number))
        ]
    if mention.kind in {"person", "name"} and len(mention.name.split()) == 1:
        return [Candidate(naming.full_name(reading, mention.name), one.score, mention, one.number)]
    if mention.person:
        return [Candidate(mention.person, one.score, mention, one.number), Candidate(one.name, one.score * 0.97, mention, one.number)]
    if mention.kind == "role" and mention.determiner not in {"ein", "eine", "a", "an"} and (person := naming.person_of(reading, mention)):
        return [Candidate(person, one.score, mention, one.number), Candidate(one.name, one.score * 0.97, mention, one.number)]
    return [one]


def _each_once(found: Iterable[Candidate]) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for one in found:
        known = best.get(one.name.casefold())
        if known is None or known.score < one.score:
            best[one.name.casefold()] = one
    return sorted(best.values(), key=lambda one: -one.score)
