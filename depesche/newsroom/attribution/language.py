"""What the two languages have in common: the same questions, answered by word lists of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from depesche.newsroom.attribution import english, german, german_verbs
from depesche.newsroom.attribution.verb_forms import Particles, Verbs

_INFLECTED = {"de": ("s", "n", "es", "en"), "en": ("'s", "’s", "s")}


@dataclass(frozen=True)
class Language:
    """The words of one language; everything in lower case."""

    code: str
    determiners: frozenset[str]
    prepositions: frozenset[str]
    pronouns: Mapping[str, str]
    function_words: frozenset[str]
    never: frozenset[str]
    roles: tuple[str, ...]
    bodies: tuple[str, ...]
    documents: tuple[str, ...]
    media: frozenset[str]
    name_particles: frozenset[str]
    titles: frozenset[str]
    speaks_for: Mapping[str, str]
    states: frozenset[str]
    verbs: Verbs
    particles: Particles

    def kind(self, word: str) -> str:
        """Tell what a word (in lower case) names by its ending: role, body, document, media, state, view, never, or nothing known."""
        return _kind(word, self.code)

    def speaks(self, word: str) -> bool:
        """Tell whether a word names an office, a body or a paper."""
        return _kind(word, self.code) in {"role", "body", "document"}


GERMAN = Language(
    code="de",
    determiners=german.DETERMINERS,
    prepositions=german.PREPOSITIONS,
    pronouns=german.PRONOUNS,
    function_words=german.FUNCTION_WORDS,
    never=german.NEVER,
    roles=german.ROLES,
    bodies=german.BODIES,
    documents=german.DOCUMENTS,
    media=german.MEDIA,
    name_particles=german.PARTICLES_OF_NAMES,
    titles=german.TITLES,
    speaks_for=german.SPEAKS_FOR,
    states=german.STATES,
    verbs=german_verbs.VERBS,
    particles=german_verbs.PARTICLES,
)
ENGLISH = Language(
    code="en",
    determiners=english.DETERMINERS,
    prepositions=english.PREPOSITIONS,
    pronouns={"he": "m", "she": "f", "they": "p"},
    function_words=english.FUNCTION_WORDS,
    never=english.NEVER,
    roles=english.ROLES,
    bodies=english.BODIES,
    documents=english.DOCUMENTS,
    media=english.MEDIA,
    name_particles=german.PARTICLES_OF_NAMES,
    titles=english.TITLES,
    speaks_for=english.SPEAKS_FOR,
    states=english.STATES,
    verbs=english.VERBS,
    particles={},
)


@lru_cache(maxsize=20_000)
def _kind(word: str, code: str) -> str:
    language = of(code)
    if word in language.media:
        return "media"
    if word in language.states or word in language.speaks_for:
        return "state"
    if word in german.PLAIN_VIEWS:
        return "view"
    if word in language.never and word not in language.documents:
        return "never"
    forms = [word, *(word.removesuffix(ending) for ending in _INFLECTED[code] if word.endswith(ending) and len(word) > len(ending) + 3)]
    for form in forms:
        for kind, known in (("body", language.bodies), ("role", language.roles), ("document", language.documents)):
            if form.endswith(known):
                return kind
    return ""


def of(code: str) -> Language:
    """Return the words of a language; German for every code that does not begin with ``en``."""
    return ENGLISH if code.lower().startswith("en") else GERMAN
