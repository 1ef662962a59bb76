"""Who says what is selected: candidates from the frame, from the sentences before, from a heading with a colon, each with a score."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from depesche.newsroom.attribution import clauses, cues, mentions, naming
from depesche.newsroom.attribution.german import is_indirect
from depesche.newsroom.attribution.mentions import WEIGHTS, Mention
from depesche.newsroom.attribution.reading import Reading, Word

_BEFORE = 5  # sentences that are asked when the selection's own says nothing
_SURE = 0.55
_AFTER_QUOTE = re.compile(r"[“”\"«»]?\s*[,–-]\s*[a-zäöüß]+t(?:e|en)?\b")  # …“, unkte der Wirt
_MOST = 14  # candidates whose names are looked up


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
    found += _of_neighbours(reading, host, sure, framed=_is_framed(reading, host.start, start))
    likely = sorted(found, key=lambda one: -one.score)[:_MOST]
    return _each_once(named for one in likely for named in _named(reading, one, (start, end)))


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
            if not inside and ";" in reading.text[min(place.start, selected[1]) : max(place.start, selected[0])]:
                nearness *= 0.6
            own = 1.0 if inside or not within else 0.45
            found.append(Candidate(mention.name, score * nearness * own, mention, number))
    found += _of_frame(reading, number, selected)
    subjects = [] if _passes_on(words) else [one for one in named if one.subject]
    found += [Candidate(one.name, 0.5 * WEIGHTS[one.kind] * 0.8**index, one, number) for index, one in enumerate(subjects)]
    found += [Candidate(one.name, 0.16 * WEIGHTS[one.kind], one, number) for one in named if not one.subject]
    return found


def _of_frame(reading: Reading, number: int, selected: tuple[int, int]) -> list[Candidate]:
    """Where the frame has a verb that nobody listed: who stands in it before a colon or comma, or right after the selection."""
    sentence = reading.sentences[number]
    named = mentions.of(reading, number)
    before = [one for one in named if one.end <= selected[0]]
    found: list[Candidate] = []
    if reading.text[sentence.start : selected[0]].rstrip()[-1:] in {",", ":"}:
        subjects = [one for one in before if one.subject]
        others = [one for one in before if not one.subject]
        floors = [0.85 if one.first == 0 else 0.0 for one in subjects]  # whoever opens the sentence
        weights = [max(WEIGHTS[one.kind], floor) for one, floor in zip(subjects, floors, strict=True)]
        found += [
            Candidate(one.name, 0.72 * weight * 0.8**index, one, number) for index, (one, weight) in enumerate(zip(subjects, weights, strict=True))
        ]
        found += [Candidate(one.name, 0.45 * WEIGHTS[one.kind] * 0.9**index, one, number) for index, one in enumerate(others)]
        found += [Candidate(one.name, 0.5, one, number) for one in before[-1:] if one.kind == "view"]
    if _AFTER_QUOTE.match(reading.text, selected[1]):
        after = [one for one in named if one.start >= selected[1] and one.subject]
        found += [Candidate(one.name, 0.7 * WEIGHTS[one.kind] * 0.7**index, one, number) for index, one in enumerate(after)]
    return found


def _passes_on(words: list[Word]) -> bool:
    """Tell „soll“ and „sollen“: whoever is said to do something is not who says it."""
    return any(word.lower in {"soll", "sollen"} for word in words)


def _distance(at: int, selected: tuple[int, int]) -> int:
    return selected[0] - at if at < selected[0] else at - selected[1]


def _within(mention: Mention, selected: tuple[int, int]) -> bool:
    return selected[0] <= mention.start and mention.end <= selected[1]


def _is_framed(reading: Reading, number: int, start: int) -> bool:
    """Tell whether words of the same sentence stand before the selection."""
    before = [word for word in reading.words(number) if word.end <= start and word.text.isalpha()]
    return len(before) >= 3 and reading.text[:start].rstrip()[-1:] in {",", ":"}


def _of_neighbours(reading: Reading, host: range, sure: float, *, framed: bool) -> list[Candidate]:
    """The speakers of the sentences before (and, at half the weight, of the one after)."""
    weight = 0.4 if framed or sure >= _SURE else _carried(reading, host)
    found: list[Candidate] = []
    for back in range(1, _BEFORE + 1):
        number = host.start - back
        if number < 0:
            break
        colon = back == 1 and reading.sentences[number].text.endswith(":")
        found += speaking(reading, number, 1.0 if colon else weight)
        weight *= 0.77
    following = host.stop
    if following < len(reading.sentences):
        weight = 0.9 if _points_back(reading, following) else 0.45 if sure < _SURE else 0.2
        found += [one for one in speaking(reading, following, weight) if one.score > 0.1]
    return found


def _points_back(reading: Reading, number: int) -> bool:
    """Tell a sentence that names the speaker of the one before: „Das erklärte …“, „Mit diesen Worten …“."""
    opening = [word.lower for word in reading.words(number)[:3]]
    says = any(cue.at == 1 for cue in cues.of(reading, number))
    return (opening[:1] in (["das"], ["dies"], ["so"]) and says) or opening == ["mit", "diesen", "worten"]


def _carried(reading: Reading, host: range) -> float:
    """How likely the speaker of the sentence before goes on: in the conjunctive or in quotation marks surely, in plain words less so."""
    words = [word for number in host for word in reading.words(number)]
    quoted = any(word.quoted for word in words[:2])
    if any(word.lower in {"demnach", "danach"} for word in words[:2]):
        return 1.0
    return 0.85 if quoted or _passes_on(words) or any(is_indirect(word.lower) for word in words if not word.quoted) else 0.62


def speaking(reading: Reading, number: int, weight: float) -> list[Candidate]:
    """Return who speaks in a sentence, and at lower scores who acts in it."""
    words, named = reading.words(number), mentions.of(reading, number)
    found = [
        Candidate(mention.name, score * weight * clauses.LEVEL[cue.strength], mention, number)
        for cue in cues.of(reading, number)
        for score, mention in clauses.speakers(words, named, cue)
    ]
    subjects = [one for one in named if one.subject]
    return found + [Candidate(one.name, 0.4 * weight * WEIGHTS[one.kind] * 0.8**index, one, number) for index, one in enumerate(subjects)]


def _named(reading: Reading, one: Candidate, selected: tuple[int, int]) -> list[Candidate]:
    """Replace pronouns and surnames by names; put the person behind a role beside the role."""
    mention = one.mention
    if mention.kind == "pronoun":
        found = naming.antecedents(reading, one.number, mention, but=selected)
        shares = (0.95, 0.6)
        return [
            named
            for share, other in zip(shares, found, strict=False)
            for named in _named(reading, Candidate(other.name, one.score * share, other, one.number), selected)
        ]
    if mention.kind in {"person", "name"} and len(mention.name.split()) == 1:
        return [Candidate(naming.full_name(reading, mention.name), one.score, mention, one.number)]
    if mention.person:
        return [Candidate(mention.person, one.score, mention, one.number), Candidate(one.name, one.score * 0.97, mention, one.number)]
    if mention.kind == "role" and mention.determiner not in {"ein", "eine", "a", "an"} and (person := naming.person_of(reading, mention)):
        return [Candidate(person, one.score, mention, one.number), Candidate(one.name, one.score * 0.97, mention, one.number)]
    if name := naming.fuller(reading, one.number, mention):
        return [Candidate(name, one.score, mention, one.number), Candidate(one.name, one.score * 0.97, mention, one.number)]
    return [one]


def _each_once(found: Iterable[Candidate]) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for one in found:
        known = best.get(one.name.casefold())
        if known is None or known.score < one.score:
            best[one.name.casefold()] = one
    ranked: list[Candidate] = []
    for one in sorted(best.values(), key=lambda one: -one.score):
        if not any(_same(one.name, other.name) for other in ranked):
            ranked.append(one)
    return ranked


def _same(one: str, other: str) -> bool:
    """Tell that two names end alike: „Fischereiministerium“ and „isländisches Fischereiministerium“."""
    return f" {one}".endswith(f" {other}") or f" {other}".endswith(f" {one}")


def stand_for(reading: Reading, pronoun: str, selected: tuple[int, int]) -> list[str]:
    """Return whom the pronoun nearest to the selection may stand for, as names."""
    here = reading.sentence_at(selected[0])
    around = range(max(0, here - 3), min(len(reading.sentences), here + 2))
    found = [(one, number) for number in around for one in mentions.of(reading, number) if one.kind == "pronoun" and one.head == pronoun.lower()]
    if not found:
        return []
    nearest, number = min(found, key=lambda one: abs(one[0].start - selected[0]))
    return [one.name for one in _named(reading, Candidate(nearest.name, 1.0, nearest, number), selected)]
