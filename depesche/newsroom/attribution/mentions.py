"""Who is named in a sentence: persons, roles, bodies, states, papers and pronouns, with the case as far as German shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from depesche.newsroom.attribution import noun_groups
from depesche.newsroom.attribution.german import FEMALE, MALE, POINTING, POSSESSIVES, VIEWS
from depesche.newsroom.attribution.language import Language
from depesche.newsroom.attribution.noun_groups import Group
from depesche.newsroom.attribution.reading import QUOTE_MARKS, Reading, Word

#: how well each kind of mention speaks
WEIGHTS = {
    "person": 1.0,
    "role": 1.0,
    "body": 0.95,
    "media": 0.85,
    "name": 0.8,
    "state": 0.75,
    "document": 0.7,
    "pronoun": 1.0,
    "noun": 0.35,
    "view": 0.5,
}

_ADJECTIVE = re.compile(r"(?:isch|ig|lich|bar|en|end|t|sam|los|haft|iv|al|ell|ös)e[nrs]?$")


@dataclass(frozen=True)
class Mention:
    """Words ``first`` to ``last`` of a sentence. ``name`` is shown, ``head`` is the noun or surname, ``title`` what stands before a name."""

    name: str
    head: str
    title: str
    kind: str
    first: int
    last: int
    start: int
    end: int
    preposition: str
    determiner: str
    oblique: bool
    person: str = ""

    @property
    def subject(self) -> bool:
        """Whether it can be the subject of its clause."""
        return not self.oblique and not self.preposition


def of(reading: Reading, number: int) -> list[Mention]:
    """Return the mentions of a sentence in order; none from within somebody's words."""
    words = reading.words(number)
    language = reading.language
    found: list[Mention] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word.quoted:
            at += 1
        elif word.lower in language.pronouns or _owns_view(words, at, language) or _points_at_last(words, at, language):
            found.append(_pronoun(words, at, language))
            at += 1
        elif group := noun_groups.at(words, at, language):
            if mention := _mention(words, group, language):
                found.append(mention)
            at = group.last + 1
        else:
            at += 1
    return _apposed(words, found)


def _apposed(words: list[Word], found: list[Mention]) -> list[Mention]:
    """Join a role and the name beside it: „Der Sprecher der Grünen, Hans Meier,“ and „Hans Meier, Sprecher der Grünen,“."""
    joined = list(found)
    for index, (one, other) in enumerate(pairwise(found)):
        between = [word.text for word in words[one.last + 1 : other.first]]
        if between not in ([], [","]):
            continue
        if one.kind == "role" and other.kind == "person" and not other.title:
            joined[index] = replace(joined[index], person=other.name)
        elif one.kind == "person" and other.kind == "role" and between:
            joined[index + 1] = replace(other, person=one.name)
    return joined


def _pronoun(words: list[Word], at: int, language: Language) -> Mention:
    word = words[at]
    gender = language.pronouns.get(word.lower) or POSSESSIVES.get(word.lower) or POINTING[word.lower]
    around = [words[near].lower for near in (at - 1, at + 1) if 0 <= near < len(words)]
    if language.code == "de" and gender == "f" and any(_plural_verb(one, language) for one in around):
        gender = "p"
    before = words[at - 1].lower if at else ""
    preposition = before if before in language.prepositions else ""
    return Mention(word.text, word.lower, gender, "pronoun", at, at, word.start, word.end, preposition, "", oblique=False)


def _owns_view(words: list[Word], at: int, language: Language) -> bool:
    """„seiner Ansicht nach“, „nach ihren Angaben“."""
    return language.code == "de" and words[at].lower in POSSESSIVES and at + 1 < len(words) and words[at + 1].lower in VIEWS


def _points_at_last(words: list[Word], at: int, language: Language) -> bool:
    """„…, sagte dieser“: the one who was named last."""
    alone = at + 1 == len(words) or not (words[at + 1].text[0].isupper() or words[at + 1].lower.endswith(("e", "en", "er")))
    return language.code == "de" and words[at].lower in POINTING and alone


def _plural_verb(word: str, language: Language) -> bool:
    return word.endswith("n") and (word in language.verbs or word.endswith(("en", "ern", "eln"))) and word not in language.function_words


def _mention(words: list[Word], group: Group, language: Language) -> Mention | None:
    title, names = _parts(words, group, language)
    head = (names or title)[-1]
    kind = "person" if title and names else _kind(head.lower(), names, bool(group.determiner), language=language)
    if kind in {"noun", "name", "person", "body"} and not title:
        kind = _kind_of_run(words, group, kind, language=language)
    if head.lower() == "seite" and group.preposition == "von" and group.adjective < group.noun:  # von ukrainischer Seite
        kind = "body"
    if kind == "never":
        return None
    last = group.last
    name = " ".join(names or title)
    if kind in {"role", "body", "document", "noun", "name", "view"}:
        name = _shown(words, group)
    elif kind == "person":
        name = " ".join(names)
    return Mention(
        name=name,
        head=head,
        title=" ".join(title) if names else "",
        kind=kind,
        first=group.first,
        last=last,
        start=words[group.noun].start,
        end=words[last].end,
        preposition=group.preposition,
        determiner=group.determiner,
        oblique=group.oblique or kind == "view",
    )


def _kind_of_run(words: list[Word], group: Group, kind: str, *, language: Language) -> str:
    """„Gewerkschaft Seewind“ is a body by its first word, „Betriebsbedingte Kündigungen“ no person."""
    first = words[group.noun].lower
    known = language.kind(first) if group.run > group.noun else ""
    if known == "never":  # Uhr MEZ
        return known
    if known in {"body", "document", "media"}:
        return known
    if kind == "person" and group.noun == 0 and _ADJECTIVE.search(first) and first not in FEMALE | MALE:
        return "noun"
    if kind == "noun" and language.code == "en" and group.determiner and words[group.noun].text[0].isupper():
        return "body"  # the Wildlife Trust
    return kind


def _shown(words: list[Word], group: Group) -> str:
    shown = words[group.adjective : group.last + 1]
    shown = shown[1:] if shown[0].text in QUOTE_MARKS else shown
    pieces = [shown[0].text]
    for before, word in pairwise(shown):
        pieces.append(word.text if word.start == before.end else f" {word.text}")
    return "".join(pieces)


def _parts(words: list[Word], group: Group, language: Language) -> tuple[list[str], list[str]]:
    """Split „Innenminister Wolfgang Schäuble“ into title and name; a title alone is a role."""
    run = [word for word in words[group.noun : group.run + 1] if word.text not in '„“”»«".']
    cut = 0
    while cut < len(run) and _is_title(run[cut].lower, language):
        cut += 1
    title, names = [word.text for word in run[:cut]], [word.text for word in run[cut:]]
    if title and names and not names[0][0].isupper():
        return [word.text for word in run], []
    if not title and len(run) > 2 and _is_title(run[1].lower, language) and run[0].text.endswith(("e", "er", "en", "es", "n", "an", "ish", "ian")):
        return [run[0].text, run[1].text], [word.text for word in run[2:]]
    return title, names


def _short(name: str) -> bool:
    """Tell an abbreviation: two capitals or more, as in SPD, GdP, ver.di."""
    return sum(sign.isupper() for sign in name) > 1 and "-" not in name


def _is_title(word: str, language: Language) -> bool:
    return word in language.titles or language.kind(word) == "role"


def _kind(head: str, names: list[str], determined: bool, *, language: Language) -> str:
    if known := language.kind(head):
        return known
    if not names and head in language.titles:
        return "never"
    if names and _short(names[-1]):
        return "body"
    if determined or not names:
        return "noun"
    return "person" if len(names) >= 2 else "name"
