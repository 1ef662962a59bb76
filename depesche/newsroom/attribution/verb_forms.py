"""From the stem of a German verb to the forms that stand in a text."""

from __future__ import annotations

from collections.abc import Mapping

#: form (lower case) -> strength
Verbs = dict[str, int]
#: finite form -> words that must follow in the same clause -> strength of the pair
Particles = dict[str, dict[str, int]]

_WITHOUT_GE = ("be", "er", "ver", "ent", "wider", "miss", "ge", "zer", "unter", "prophezei", "offenbar", "schlussfolger")
_TAKES_E = ("t", "d", "chn", "ffn", "gn", "tm")


def regular(stems: Mapping[int, str], others: Mapping[int, str], *, participle: str) -> Verbs:
    """Return all forms: those of weak verbs made from their stems, the others as listed."""
    found: Verbs = {}
    for strength in sorted(stems, reverse=True):
        listed = [form for stem in stems[strength].split() for form in weak(stem, participle=participle)]
        for form in [*listed, *others.get(strength, "").split()]:
            found.setdefault(form, strength)
    return found


def weak(stem: str, *, participle: str = "ge") -> list[str]:
    """Return present, past, conjunctive, infinitive and participle of a weak verb: ``sag`` → sagt, sagte, sagten, sagen, gesagt."""
    e = "e" if stem.endswith(_TAKES_E) else ""
    infinitive = stem + ("n" if stem.endswith(("er", "el")) else "en")
    past = [f"{stem}{e}{ending}" for ending in ("t", "te", "ten")]
    return [*past, infinitive, f"{stem}e", past_participle(stem, participle=participle)]


def past_participle(stem: str, *, participle: str = "ge") -> str:
    """Return the participle of a weak verb: gesagt, erklärt, kritisiert."""
    e = "e" if stem.endswith(_TAKES_E) else ""
    plain = stem.startswith(_WITHOUT_GE) or stem.endswith("ier")
    return f"{'' if plain else participle}{stem}{e}t"


def joined(pairs: Mapping[tuple[str, str], str]) -> tuple[Particles, Verbs]:
    """Return the separated forms with their particles, and the forms written as one word (mitteilte, mitgeteilt, mitzuteilen)."""
    apart: Particles = {}
    together: Verbs = {}
    for (stem, listed), particles in pairs.items():
        forms = weak(stem) if stem else listed.split()
        for word, strength in (item.split(":") for item in particles.split()):
            for form in forms:
                apart.setdefault(form, {})[word.lower()] = int(strength)
                together[f"{word.lower()}{form}"] = int(strength)
            together[f"{word.lower()}zu{forms[-3]}"] = int(strength)
    return apart, together
