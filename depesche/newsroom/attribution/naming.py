"""From a mention to a name: the full name of a surname, the person behind a role, the one that a pronoun stands for."""

from __future__ import annotations

import re

from depesche.newsroom.attribution import mentions
from depesche.newsroom.attribution.german import FEMALE, MALE, NEUTER
from depesche.newsroom.attribution.mentions import Mention
from depesche.newsroom.attribution.noun_groups import feminine
from depesche.newsroom.attribution.reading import Reading

_NAME = r"(?:[^\W\d_a-zäöüß](?:\.|[\w’'-]*)\s+(?:(?:von|van|de|der|den|del|al|bin|ibn|da|dos)\s+){0,2}){1,3}"
_LOOK_BACK = 6  # sentences in which a pronoun finds whom it stands for


def full_name(reading: Reading, surname: str) -> str:
    """Return the longest name in the text that ends with a surname, without titles; the surname itself if there is none."""
    for candidate in dict.fromkeys((surname, surname.removesuffix("s"))):
        for match in re.finditer(rf"({_NAME}){re.escape(candidate)}\b", reading.text):
            given = _given(match.group(1).split(), reading)
            if given:
                return f"{' '.join(given)} {candidate}"
    return surname


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
    stem = re.escape(noun.removesuffix("s").lower()[-14:])
    pattern = rf"(?i:{stem})\w{{0,2}}\s+((?:[^\W\d_a-zäöüß](?:\.|[\w’'-]+)\s+)(?:(?:von|van|de|der|al|bin)\s+){{0,2}}[^\W\d_a-zäöüß][\w’'-]+)"
    for match in re.finditer(pattern, reading.text):
        name = match.group(1)
        if not any(word.lower() in reading.language.function_words for word in name.split()[:1]):
            return name
    after = re.search(
        rf"([^\W\d_a-zäöüß][\w’'-]+\s+[^\W\d_a-zäöüß][\w’'-]+),\s(?:(?:der|die|ein|eine|the|a)\s)?(?:\w+\s){{0,2}}\w*(?i:{stem})\b", reading.text
    )
    return after.group(1) if after else ""


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


def antecedents(reading: Reading, number: int, pronoun: Mention) -> list[Mention]:
    """Return whom a pronoun may stand for, the likeliest first: subjects before others, near before far, persons before bodies."""
    scored: list[tuple[float, Mention]] = []
    for back in range(_LOOK_BACK):
        if number - back < 0:
            break
        before = [one for one in mentions.of(reading, number - back) if back or one.end <= pronoun.start]
        scored += [(_fit(one, pronoun) * 0.7**back * 0.93**index, one) for index, one in enumerate(before) if one.kind != "pronoun"]
    best = sorted((one for one in scored if one[0] > 0.05), key=lambda one: -one[0])
    return list({one.head.lower(): one for _score, one in reversed(best)}.values())[::-1][:2]


def _fit(mention: Mention, pronoun: Mention) -> float:
    wanted, found = pronoun.title, gender(mention)
    if mention.kind == "noun" or (wanted in {"m", "f"} and mention.kind == "document"):
        return 0.0
    agrees = wanted == found or (wanted == "p" and found in {"f", "p"}) or not wanted
    if not agrees:
        if mention.kind != "name" and not (mention.kind == "person" and not mention.title):
            return 0.0
        agreement = 0.35
    else:
        agreement = 1.0
    person = {"person": 1.0, "name": 0.8, "role": 0.9}.get(mention.kind, 0.55)
    return agreement * person * (1.0 if mention.subject else 0.45)
