"""Where a sentence says that somebody speaks: verbs of saying, „laut“, „nach Angaben“, „zufolge“, „so der Minister“, “according to”."""

from __future__ import annotations

from typing import NamedTuple

from depesche.newsroom.attribution import listed
from depesche.newsroom.attribution.german import LAWS, SAYINGS, VIEWS
from depesche.newsroom.attribution.language import Language
from depesche.newsroom.attribution.reading import QUOTE_MARKS, Reading, Word

_AUXILIARIES = listed.words("""hat haben habe hatte hatten hätte will wollen wollte wollten kann können konnte konnten soll sollen sollte
    sollten muss müssen musste
    darf dürfen durfte wird werden wurde wurden möchte möchten sei seien ist war ließ ließen lässt worden has have had was were is are will
    would could can did""")
_NOT_SO = listed.words(
    "dass daß viele viel weit lange wie sehr dann wird wurde hat ist sind war kann könne sei soll sollen habe gut genannte genannten"
)
_RESPONSES = listed.words(
    """bestätigung stellungnahme aussage hinweise hinweis kritik lob zustimmung widerspruch dementi reaktion reaktionen kommentar unterstützung
    ablehnung protest warnungen forderungen"""
)
_COMES = listed.words("liegt liegen lag lagen kam kamen kommt kommen gab gibt erntet erntete erntet stieß hagelte")
_OWNERS = listed.words("des der von vom eines einer")
_PAPERS = tuple(LAWS)
_REACH = 28  # words between a verb and the particle that belongs to it


class Cue(NamedTuple):
    """A cue at word ``at``; ``kind`` tells where its speaker stands: verb, passive, it_says, before, after or so."""

    at: int
    kind: str
    strength: int
    word: str


def of(reading: Reading, number: int) -> list[Cue]:
    """Return the cues of a sentence, without those within somebody's words."""
    words, language = reading.words(number), reading.language
    found = [cue for at, word in enumerate(words) if not word.quoted and (cue := _cue(words, at, language))]
    return [one for one in found if not (one.kind == "verb" and _is_within_name(words, one.at))]


def _cue(words: list[Word], at: int, language: Language) -> Cue | None:
    word = words[at]
    if word.lower in _RESPONSES and any(one.lower in _COMES for one in words):
        return Cue(at, "it_says", 2, word.lower)
    if word.lower in SAYINGS and at + 1 < len(words) and words[at + 1].lower in _OWNERS:
        return Cue(at, "saying", 2, word.lower)
    if word.lower in _FIXED and (cue := _FIXED[word.lower](words, at)):
        return cue
    strength = language.verbs.get(word.lower, 0) if word.text[0].islower() or at == 0 else 0
    paired = language.particles.get(word.lower)
    if paired:
        strength = max(strength, _particle(words, at, paired))
    if not strength:
        return None
    if strength == 1 and _content_follows(words, at):
        strength = 2
    return Cue(_finite(words, at), _verb_kind(words, at), strength, word.lower)


def _content_follows(words: list[Word], at: int) -> bool:
    """„rechnet damit, dass“, “found that”."""
    return "that" in {word.lower for word in words[at + 1 : at + 2]} or "dass" in {word.lower for word in words[at + 1 : at + 6]}


def _particle(words: list[Word], at: int, paired: dict[str, int]) -> int:
    """Return how strong a verb is with the particle that follows (teilte … mit); 0 without one."""
    if at and words[at - 1].lower in paired:  # bekannt gab
        return paired[words[at - 1].lower]
    for word in words[at + 1 : at + _REACH]:
        if word.text == ";":
            break
        if not word.quoted and word.lower in paired:
            return paired[word.lower]
    return 0


def _finite(words: list[Word], at: int) -> int:
    """Return where the finite verb stands that a participle or infinitive belongs to (hat … angekündigt), or the verb itself."""
    if not words[at].lower.endswith(("t", "en", "n", "d", "ed")):
        return at
    follows = words[at + 1].lower if at + 1 < len(words) else "."
    if follows in _AUXILIARIES:  # … angekündigt hat: the verb stands last, its subject before it
        return at
    if follows.isalnum() and follows not in {"und", "oder", "sowie", "and"}:  # …, erklärt Sievert
        return at
    if _subordinate(words, at):  # …, wie der Sender berichtet
        return at
    for near in range(at - 1, max(-1, at - _REACH), -1):
        if words[near].quoted or words[near].text in {":", ";"}:
            break
        if words[near].lower in _AUXILIARIES:
            return near
        if words[near].text == "," and at - near > 12:
            break
    return at


def _subordinate(words: list[Word], at: int) -> bool:
    """Tell whether the clause of a word begins with „wie“, “as” or the like."""
    begin = at
    while begin > 0 and words[begin - 1].text not in {",", ":", ";", "–"} and not words[begin - 1].quoted:
        begin -= 1
    return words[begin].lower in {"wie", "so", "as", "which", "who"} or (
        begin > 0 and words[begin].lower in {"the", "he", "she", "they", "it", "a", "an"}
    )


def _verb_kind(words: list[Word], at: int) -> str:
    near = {word.lower for word in words[max(0, at - 2) : at + 3]}
    if words[at].lower.startswith("verlaut"):
        return "it_says"
    if words[at].lower in {"heißt", "hieß", "heiße"}:
        return "it_says" if "es" in near else "none"
    around = {word.lower for word in words[max(0, at - 14) : at + 3] if not word.quoted}
    if around & {"wird", "wurde", "wurden", "werden", "worden", "been", "was", "were"} and words[at].lower.endswith(("t", "en", "ed")):
        return "passive"
    return "verb"


def _is_within_name(words: list[Word], at: int) -> bool:
    """„die Zeit“, „Die Welt“: a capital within a sentence is no verb."""
    return at > 0 and words[at].text[0].isupper() and words[at - 1].text not in QUOTE_MARKS


def _so(words: list[Word], at: int) -> Cue | None:
    before = words[at - 1].text if at else ""
    following = words[at + 1] if at + 1 < len(words) else None
    after_mark = before in QUOTE_MARKS or before in {",", "–", "-"} or at == 0
    if not following or not after_mark or following.lower in _NOT_SO:
        return None
    if at == 0 and not any(word.text == ":" for word in words):
        return None
    return Cue(at, "so", 3, "so")


def _according(words: list[Word], at: int) -> Cue | None:
    return Cue(at + 1, "after", 3, "according to") if at + 1 < len(words) and words[at + 1].lower == "to" else None


def _after(words: list[Word], at: int) -> Cue | None:
    return Cue(at, "after", 3, words[at].lower)


def _following_or_before(words: list[Word], at: int) -> Cue | None:
    return Cue(at, "before", 3, words[at].lower)


def _view(words: list[Word], at: int) -> Cue | None:
    """„Nach Angaben der Polizei“, „aus Sicht von …“, „seiner Ansicht nach“."""
    lowers = [word.lower for word in words[at + 1 : at + 5]]
    nouns = [offset for offset, lower in enumerate(lowers) if lower in VIEWS]
    if lowers[:1] == ["denen"] or words[at].lower == "wonach":
        return Cue(at, "named_before", 3, "nach denen")
    noun = next((word.lower for word in words[at + 1 : at + 5] if word.text[0].isupper()), "")
    if noun.endswith(_PAPERS) and (at == 0 or words[at - 1].text == ","):
        return Cue(at, "after", 2, words[at].lower)
    if nouns and "," not in lowers[: nouns[0]]:
        return Cue(at + 1 + nouns[0], "view", 3, lowers[nouns[0]])
    if at and words[at - 1].lower in VIEWS and (at + 1 == len(words) or words[at + 1].lower not in {"der", "dem", "den", "einer", "einem"}):
        return Cue(at - 1, "own_view", 3, words[at - 1].lower)
    return None


def _talk(words: list[Word], at: int) -> Cue | None:
    """„In einem Schreiben war von … die Rede“."""
    being = [near for near, word in enumerate(words) if word.lower in {"war", "ist", "sei", "waren"} and not word.quoted]
    return Cue(being[0], "it_says", 3, "die Rede") if being and at and words[at - 1].lower == "die" else None


_FIXED = {
    "wonach": _view,
    "rede": _talk,
    "so": _so,
    "laut": _after,
    "gemäß": _after,
    "zufolge": _following_or_before,
    "according": _according,
    "nach": _view,
    "aus": _view,
    "in": lambda words, at: _view(words, at) if at + 2 < len(words) and words[at + 2].lower == "augen" else None,
}
