"""From a mention to a name: the full name of a surname, the person behind a role, the one that a pronoun stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from depesche.newsroom.attribution import clauses, cues, mentions
from depesche.newsroom.attribution.german import FEMALE, MALE, NEUTER, POINTING, STAND_INS
from depesche.newsroom.attribution.mentions import Mention
from depesche.newsroom.attribution.noun_groups import feminine
from depesche.newsroom.attribution.reading import Reading

_BEFORE = re.compile(r"(?:[^\W\d_a-zäöüß](?:\.|[\w’'-]*)\s+(?:(?:von|van|de|der|den|del|al|bin|ibn|da|dos)\s+){0,2}){1,3}$")
_AFTER = re.compile(r"\w{0,2}\s+((?:[^\W\d_a-zäöüß](?:\.|[\w’'-]+)\s+)(?:(?:von|van|de|der|al|bin)\s+){0,2}[^\W\d_a-zäöüß][\w’'-]+)")
_APPOSED = re.compile(r"([^\W\d_a-zäöüß][\w’'-]+\s+[^\W\d_a-zäöüß][\w’'-]+),\s(?:(?:der|die|ein|eine|the|a)\s)?(?:\w+\s){0,2}[\w-]*$")
_LOOK_BACK = 6  # sentences in which a pronoun finds whom it stands for
_NAME_LENGTH = 60


def full_name(reading: Reading, surname: str) -> str:
    """Return the first full name in the text that ends with a surname, without titles; the surname itself if there is none."""
    if surname not in reading.names:
        reading.names[surname] = _full_name(reading, surname)
    return reading.names[surname]


def _full_name(reading: Reading, surname: str) -> str:
    for candidate in dict.fromkeys((surname, surname.removesuffix("s"))):
        for at in _places(reading.text, candidate):
            before = _BEFORE.search(reading.text, max(0, at - _NAME_LENGTH), at)
            given = _given(before.group().split(), reading) if before and not reading.text[at + len(candidate) :][:1].isalnum() else []
            if given:
                return f"{' '.join(given)} {candidate}"
    return surname


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _given(words: list[str], reading: Reading) -> list[str]:
    language = reading.language
    for at in range(len(words) - 1, -1, -1):
        lower = words[at].lower().rstrip(".")
        if lower in language.titles or lower in language.function_words - language.name_particles or language.kind(lower):
            words = words[at + 1 :]
            break
    while words and not words[0][0].isupper():
        words = words[1:]
    return words


def person_of(reading: Reading, role: Mention) -> str:
    """Return the name of the person whom the text introduces with that role („Innenminister Wolfgang Schäuble“), or nothing."""
    noun = role.name.split()[-1] if role.name.split()[-1] == role.head else role.head
    stem = noun.removesuffix("s").lower()[-14:]
    asked = f"+{stem}"
    if asked not in reading.names:
        reading.names[asked] = _person_of(reading, stem)
    return reading.names[asked]


def _person_of(reading: Reading, stem: str) -> str:
    places = list(_places(reading.lowered, stem))
    for at in places:
        match = _AFTER.match(reading.text, at + len(stem))
        if match and match.group(1).split()[0].lower() not in reading.language.function_words:
            return match.group(1)
    for at in places:
        match = _APPOSED.search(reading.text, max(0, at - 2 * _NAME_LENGTH), at)
        if match:
            return match.group(1)
    return ""


def gender(mention: Mention) -> str:
    """Tell m, f, n or p of a mention, as far as title, article and given name tell it."""
    head = mention.head.lower()
    if mention.kind in {"person", "name"}:
        return _gender_of_person(mention)
    if mention.determiner in {"die", "diese", "eine"}:
        return (
            "p" if head.endswith(("innen", "leute", "er", "en", "ten")) and not head.endswith("vorsitzende") and mention.determiner != "eine" else "f"
        )
    if mention.determiner in {"das", "ein"} and (mention.determiner == "das" or head.endswith(NEUTER)):
        return "n"
    if mention.determiner:
        return "m" if mention.kind == "role" and not head.endswith("in") else "f" if feminine(head) else "m"
    if mention.kind in {"body", "role"}:
        return "f" if feminine(head) else "p" if head.endswith("en") else "n" if head.endswith(NEUTER) else "m"
    return "n"


def _gender_of_person(mention: Mention) -> str:
    title = mention.title.lower()
    if title:
        last = title.split()[-1]
        if last.endswith(("in", "frau")) and not last.endswith("termin"):
            return "f"
        if last.endswith(("herr", "herrn", "mann", "er", "or", "präsident", "chef", "kanzler")):
            return "m"
    given = mention.name.split()[0].lower()
    if given in FEMALE or (given.endswith(("a", "ine", "ette")) and given not in MALE):
        return "f"
    return "m"


def antecedents(reading: Reading, number: int, pronoun: Mention, *, but: tuple[int, int] = (0, 0)) -> list[Mention]:
    """Return whom a pronoun may stand for, the likeliest first: speakers, subjects, others; near before far; nobody from within ``but``."""
    scored: list[tuple[float, Mention]] = []
    for back in range(_LOOK_BACK):
        if number - back < 0:
            break
        before = [one for one in mentions.of(reading, number - back) if (back or one.end <= pronoun.start) and not but[0] <= one.start < but[1]]
        if pronoun.head in POINTING:  # the one who was named last, in whichever case
            before = [replace(one, preposition="", oblique=False) for one in reversed(before)]
        spoke = _speakers(reading, number - back) if back else []
        scored += [(_fit(one, pronoun, one in spoke) * 0.7**back * 0.93**index, one) for index, one in enumerate(before) if one.kind != "pronoun"]
    best = sorted((one for one in scored if one[0] > 0.05), key=lambda one: -one[0])
    return list({one.head.lower(): one for _score, one in reversed(best)}.values())[::-1][:2]


def _speakers(reading: Reading, number: int) -> list[Mention]:
    """Return who speaks in a sentence: a pronoun likes to stand for them."""
    words, named = reading.words(number), mentions.of(reading, number)
    found = [clauses.speakers(words, named, cue)[:1] for cue in cues.of(reading, number)]
    return [one[0][1] for one in found if one]


def _fit(mention: Mention, pronoun: Mention, spoke: bool) -> float:
    wanted, found = pronoun.title, gender(mention)
    if mention.kind in {"noun", "view"} or (wanted in {"m", "f"} and mention.kind == "document"):
        return 0.0
    agrees = wanted == found or (wanted == "p" and found in {"f", "p"}) or not wanted
    if not agrees:
        if mention.kind != "name" and not (mention.kind == "person" and not mention.title):
            return 0.0
        agreement = 0.35
    else:
        agreement = 1.0
    person = {"person": 1.0, "name": 0.8, "role": 0.9}.get(mention.kind, 0.55)
    return agreement * person * (1.5 if spoke else 1.0 if mention.subject else 0.45)


def fuller(reading: Reading, number: int, mention: Mention) -> str:
    """Return what the text called a body or person before it said „der Verband“, „das Unternehmen“, „der Mann“; nothing if it is no stand-in."""
    head = mention.head.lower()
    if head not in STAND_INS or mention.name != mention.head or mention.determiner in {"ein", "eine", "a", "an"} or not mention.determiner:
        return ""
    longer = re.findall(rf"\b(\w[\w-]+{re.escape(head)})\b", reading.text[: mention.start], re.IGNORECASE)
    if longer:
        return str(longer[-1])
    wanted = {"role", "person"} if head in {"mann", "frau", "man", "woman"} else {"body", "media"}
    for back in range(1, 5):
        found = [one for one in mentions.of(reading, number - back) if one.kind in wanted and one.subject] if number >= back else []
        if found:
            return found[0].name
    return ""
