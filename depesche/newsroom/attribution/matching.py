"""Does a proposed name mean the labelled speaker? By surname or head noun: a label is a piece of text („der Minister“, „Angela Merkel (CDU)“)."""

from __future__ import annotations

import re

from depesche.newsroom.attribution.language import Language

_WORD = re.compile(r"[^\W_][\w’'-]*")
_ENDINGS = ("innen", "ern", "en", "es", "er", "in", "n", "s", "e")


def same_speaker(name: str, label: str, language: Language) -> bool:
    """Tell whether the name's last name (or head noun) stands in the label, or the label's in the name."""
    return bool(_heads(name, language) & _content(label, language)) or bool(_heads(label, language) & _content(name, language))


def _heads(text: str, language: Language) -> set[str]:
    """Return what a name turns on: the surname; of a noun group the first noun, and the names after it."""
    words = [word for word in _words(text) if _counts(word, language)] or _words(text)
    nouns = [word for word in words if not _is_title(word, language)]
    if not words:
        return set()
    whole = {_stem(words[-1])}
    return whole | ({_stem(words[0])} if len(nouns) < len(words) or text[:1].islower() else set())


def _content(text: str, language: Language) -> set[str]:
    return {_stem(word) for word in ([word for word in _words(text) if _counts(word, language)] or _words(text))}


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _counts(word: str, language: Language) -> bool:
    return (word != word.lower() or language.code == "en") and word.lower() not in language.function_words and len(word) > 1


def _is_title(word: str, language: Language) -> bool:
    return language.speaks(word.lower())


def _stem(word: str) -> str:
    lower = word.lower().replace("’s", "").replace("'s", "")
    for ending in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= 4:
            return lower.removesuffix(ending)
    return lower
