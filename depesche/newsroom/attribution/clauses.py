"""Which mention speaks at a cue: the subject of a verb, what follows „laut“, what stands before „zufolge“, the agent of a passive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from depesche.newsroom.attribution import listed
from depesche.newsroom.attribution.cues import Cue
from depesche.newsroom.attribution.mentions import WEIGHTS, Mention
from depesche.newsroom.attribution.reading import CLAUSE_MARKS, Word

_AT_A_VERB = {"state": 0.9, "name": 0.85, "document": 0.75}
Scored = list[tuple[float, Mention]]
_STRENGTH = {3: 1.0, 2: 0.92, 1: 0.7}
LEVEL = {3: 1.0, 2: 1.05, 1: 1.3}  # who takes a position goes on speaking, whatever the verb
_ORIGINS = listed.words("in im aus von vom bei beim seitens")
_AGENTS = listed.words("von vom durch by")


def speakers(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    """Return who may speak at a cue, each with a score up to 1.2; several, the best first."""
    found = _BY_KIND.get(cue.kind, _nobody)(words, mentions, cue)
    scored = [(score * _weight(mention, cue) * _STRENGTH[cue.strength], mention) for score, mention in found]
    return sorted(scored, key=lambda one: -one[0])


def _weight(mention: Mention, cue: Cue) -> float:
    """A noun that nobody knows may speak if it stands right at the cue: „Die Gerettete sagte“, „laut Küstenbote“."""
    if cue.kind in {"after", "view", "before", "so", "named_before", "saying", "own_view"}:
        return max(WEIGHTS[mention.kind], 0.8)
    near = 0 < cue.at - mention.last <= 3 or 0 < mention.first - cue.at <= 2
    return (
        max(WEIGHTS[mention.kind], _AT_A_VERB.get(mention.kind, 0.7)) if near and cue.strength >= 2 and cue.kind == "verb" else WEIGHTS[mention.kind]
    )


def _nobody(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    return []


def _subject(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    """The subject of a verb: before it in its clause, else after it, else the one that an apposition parts from it."""
    begin, end = _clause(words, cue.at)
    left = [one for one in mentions if begin <= one.first and one.last < cue.at and one.subject]
    right = [one for one in mentions if cue.at < one.first < end and one.subject]
    earlier = [one for one in mentions if one.last < begin and one.subject]
    found = _falling(left, 1.0)
    found += _falling(right, 1.0 if not left else 0.6 if WEIGHTS[left[0].kind] > 0.5 else 0.95)
    strong = [one for one in right if WEIGHTS[one.kind] > 0.5]
    relative = words[begin].lower in {"der", "die", "das", "who", "which"} if begin < len(words) and begin else False
    if not left and (relative or not strong):
        near = [one for one in earlier if one.last >= begin - 3]
        found += _falling(reversed(near), 0.9) if relative else _falling(earlier, 0.85)
    elif earlier:
        found += _falling(earlier, 0.4)
    return found


def _clause(words: Sequence[Word], at: int) -> tuple[int, int]:
    begin = at
    while begin > 0 and (words[begin - 1].text in {"(", ")"} or not _border(words[begin - 1])):
        begin -= 1
    end = at + 1
    while end < len(words) and not (_border(words[end]) and words[end].text not in {"(", ")"}):
        end += 1
    return begin, end


def _border(word: Word) -> bool:
    return word.quoted or word.text in CLAUSE_MARKS


def _falling(mentions: Iterable[Mention], first: float) -> Scored:
    return [(first * 0.75**index, mention) for index, mention in enumerate(mentions)]


def _agent(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    agents = [one for one in mentions if one.preposition in _AGENTS and (one.preposition != "durch" or one.kind in {"person", "role", "body"})]
    papers = [one for one in mentions if one.kind == "document" and one.preposition in {"in", "im"}]  # in einer Stellungnahme wird … begründet
    return _falling(agents, 1.0) + _falling(papers, 0.9) + [(score * 0.8, one) for score, one in _subject(words, mentions, cue)]


def _origin(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    """„hieß es aus dem Ministerium“, „In einer Erklärung der Polizei heißt es“."""
    begin, end = _clause(words, cue.at)
    origins = _ORIGINS - {"von", "vom"} if cue.word == "die Rede" else _ORIGINS
    right = [one for one in mentions if cue.at < one.first < end and one.preposition in origins]
    left = [one for one in mentions if begin <= one.first < cue.at and one.preposition in _ORIGINS]
    return _falling(right, 1.0) + _falling(left, 0.95)


def _after(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    following = [one for one in mentions if one.first > cue.at and one.first - cue.at <= 8]
    return _falling(following[:2], 1.15)


def _view(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    """„nach Angaben der Polizei“: the genitive or „von …“; the noun itself where nobody follows („nach Medienberichten“)."""
    if words[cue.at - 1].lower == "eigenen":  # nach eigenen Angaben
        begin, _end = _clause(words, cue.at)
        return _falling([one for one in mentions if begin <= one.first and one.last < cue.at], 1.0)
    owned = [one for one in mentions if one.kind == "pronoun" and one.last == cue.at - 1]
    following = owned or [one for one in mentions if cue.at < one.first <= cue.at + 2 and _belongs(words, one, cue)]
    within = [one for one in mentions if one.first <= cue.at <= one.last]
    return _falling(following[:1], 1.15) or _falling(within, 0.9)


def _belongs(words: Sequence[Word], one: Mention, cue: Cue) -> bool:
    if one.first == cue.at + 2:
        return one.preposition in _AGENTS
    return bool(one.determiner or one.preposition in _AGENTS or words[one.first].text.endswith("s"))  # nach Angaben Russlands


def _saying(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    """„die Forderung des Ministers, …“: whose it is."""
    return _falling([one for one in mentions if cue.at < one.first <= cue.at + 2][:1], 0.8)


def _own_view(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    """„Seiner Ansicht nach“: whose it is stands before; the mention made of the possessive comes with the sentence's earlier ones."""
    return _falling([one for one in mentions if one.first <= cue.at and one.kind in {"pronoun", "view"}][-2:], 0.9)


def _before(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    near = [one for one in mentions if one.last < cue.at and cue.at - one.last <= 2]
    following = [one for one in mentions if cue.at < one.first <= cue.at + 3]
    return _falling(near, 1.15) or _falling(following, 0.8)


def _named_before(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    """„Studien der Klinik, nach denen“."""
    before = [one for one in mentions if one.last < cue.at]
    papers = [one for one in before if one.kind == "document"]
    return _falling(reversed(papers or [one for one in before if cue.at - one.last <= 4]), 1.2)


def _so(words: Sequence[Word], mentions: Sequence[Mention], cue: Cue) -> Scored:
    _begin, end = _clause(words, cue.at)
    following = [one for one in mentions if cue.at < one.first < min(end, cue.at + 7) and not one.preposition]
    return _falling(following, 1.1)


_BY_KIND = {
    "verb": _subject,
    "passive": _agent,
    "it_says": _origin,
    "after": _after,
    "view": _view,
    "own_view": _own_view,
    "saying": _saying,
    "before": _before,
    "so": _so,
    "named_before": _named_before,
}
