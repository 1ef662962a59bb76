"""Words as they are compared: folded and stemmed here, in Python, so that every database finds the same.

A term is a letter followed by letters and digits of ASCII, whatever was written: databases take it as one word, and nothing in it has a meaning in
a query. A number begins with ``n``, a word in other than Latin letters with ``x`` and its bytes.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import snowballstemmer

from depesche.kernel import options
from depesche.newsroom import stop_words, verbs

EDITION = 1  # one more whenever the rules below change: entries of an older edition are made anew
LONGEST = 40
BREAK = "0"  # no term; stands where one text ends, so that a phrase never reaches into the next
_SOFT = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_UNIT = re.compile(
    rf"(?P<number>(?<![\d.,])\d{{1,3}}(?:[.,'’\u00a0\u202f]\d{{3}})+(?![\d]|[.,]\d{{1,2}}[.,]))|(?P<word>[^\W_]+(?:[{_SOFT}]+[^\W_]+)*)"
)
_GLUE = re.compile(rf"[^\s\w{_SOFT}]{{1,2}}")
_JOINS = frozenset("-‐‑–'’")
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŋ": "n", "ß": "ss"})
_NO_LETTER = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"n\d")
_LETTERS = re.compile(r"[a-z]+")
_UMLAUT = re.compile(r"([aou])e")
_ASCII = re.compile(r"[a-z][a-z0-9]*")
# Endings that the stemmer leaves on one form only: Firma/Firmen, Risiko/Risiken, Ministerium/Ministerien, Zentrum/Zentren.
_FOREIGN = re.compile(r"(?<=\w{2}[b-df-hj-np-tv-z])[ao]$|(?<=\w{2}[ei])um$|(?<=zentr)um$")
_KEEPS_ITS_S = ("ss", "gas", "glas", "gras")  # else "Gas" would no longer stand in "Erdgas"
_stemmers = threading.local()


class Word(NamedTuple):
    """One word of a text: its term, where it stands, and what ties it to the word before (a hyphen, a dot; empty after a space)."""

    term: str
    start: int
    end: int
    glue: str = ""


class Form(NamedTuple):
    """One word as it was written; ``is_noun`` in German: with a capital letter that no sentence begins with."""

    term: str
    written: str
    is_noun: bool


def edition() -> str:
    """Name the rules by which terms are made now; they differ from language to language."""
    return f"{options.current().language}-{EDITION}"


def fold(text: str) -> str:
    """Return one word without case, accents and umlauts; everything that is neither letter nor digit is dropped.

    >>> fold("GRÖSSE"), fold("Größe"), fold("Łódź"), fold("don’t")
    ('grosse', 'grosse', 'lodz', 'dont')
    """
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    return _NO_LETTER.sub("", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def spelling(word: str) -> str:
    """Return a word as its spelling is compared, however its umlauts are written; empty for what is no word, such as a number or an ISIN.

    >>> spelling("Börsenkurs"), spelling("Boersenkurs"), spelling("EZB-Zins"), spelling("DE0007164600")
    ('borsenkurs', 'borsenkurs', 'ezbzins', '')
    """
    folded = fold(word)[:LONGEST]
    return _UMLAUT.sub(r"\1", folded) if _LETTERS.fullmatch(folded) else ""


def term(word: str) -> str:
    """Return the term of one written word; empty if nothing is left of it.

    >>> term("Häusern"), term("Zinsen"), term("Zins"), term("10.000"), term("EU")
    ('hau', 'zin', 'zin', 'n10000', 'eu')
    """
    return _written(word, options.current().language)


def beginning(word: str) -> str:
    """Return what a compound of this word begins with: the longest part that all its forms share.

    >>> beginning("Kurs"), beginning("Kursen"), beginning("Häuser")
    ('kurs', 'kurs', 'haus')
    """
    folded = fold(word)[:LONGEST]
    if not _ASCII.fullmatch(folded):
        return _shaped(folded)
    stem = _snowball(folded, options.current().language)
    return folded if folded == f"{stem}s" else stem


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in their order, each with its term."""
    last = 0
    for unit in _UNIT.finditer(text):
        found = term(unit.group())
        if found:
            between = text[last : unit.start()]
            yield Word(found, unit.start(), unit.end(), between if last and _GLUE.fullmatch(between) else "")
            last = unit.end()


def terms(*texts: str) -> str:
    """Return texts as one line of terms, the form in which they are stored: joined words ("Gold-Preis": goldpreis) stand at its end.

    >>> terms("Der EZB-Zins steigt", "Märkte")
    'der ezb zin steigt 0 markt 0 ezbzin 0'
    """
    lines: list[str] = []
    joined: list[str] = []
    for text in texts:
        found = list(words(text))
        lines += [word.term for word in found] + [BREAK] * bool(found)
        joined += (term("".join(text[word.start : word.end] for word in run)) for run in _joined(found))
    return " ".join([*lines, *joined, *[BREAK] * bool(joined)])


def runs(found: list[Word]) -> Iterator[list[Word]]:
    """Split words into runs without white space: "EZB-Zins" and "21.10.2024" are one run each, as a reader meant them."""
    run: list[Word] = []
    for word in found:
        if run and not word.glue:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def is_joined(run: list[Word]) -> bool:
    """Whether a run is one word written with hyphens or apostrophes."""
    return len(run) > 1 and all(word.glue in _JOINS for word in run[1:]) and not any(word.term[0] == "n" for word in run[:1])


def forms(text: str) -> Iterator[Form]:
    """Yield the words of a text as they are counted: each with its term, as it was written, and whether it is written like a name or a noun.

    Numbers, words of one letter and stop words are left out; a joined word ("EZB-Zins") is counted beside its parts.
    """
    for run in runs(list(words(text))):
        for word in run:
            written = text[word.start : word.end]
            if _says_something(word.term, written):
                yield Form(word.term, written, _is_noun(text, word))
        if is_joined(run):
            written = text[run[0].start : run[-1].end]
            yield Form(term(written), written, written[0].isupper())


def is_counted(found: str) -> bool:
    """Whether a stored term is a word of the vocabulary: no number, no break, more than one letter."""
    return len(found) > 1 and found != BREAK and not _NUMBER.match(found)


def is_stop(folded: str) -> bool:
    """Whether a folded word says nothing about what a text is about."""
    return folded in stop_words.WORDS


def _says_something(found: str, written: str) -> bool:
    if _NUMBER.match(found) or len(found) < 2 or (len(found) == 2 and not written.isupper()):
        return False
    return not is_stop(fold(written))


def _is_noun(text: str, word: Word) -> bool:
    written = text[word.start : word.end]
    return written[0].isupper() and (written.isupper() or not _begins_sentence(text, word.start))


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(' \n\t\u00a0"„“‚‘»›(–-')
    return before[-1:] in {"", ".", "!", "?", ":"}


def is_searched(folded: str) -> bool:
    """Whether a folded word must be found when a reader types it among others: "Jahr" must, "und" need not."""
    return folded not in stop_words.WORDS or folded in stop_words.SEARCHED


def _joined(found: list[Word]) -> Iterator[list[Word]]:
    return (run for run in runs(found) if is_joined(run))


@lru_cache(maxsize=100_000)
def _written(word: str, language: str) -> str:
    """Fold and stem; texts are mostly the same few thousand words, and folding alone takes longer than to remember them."""
    return _term(fold(word), language)


@lru_cache(maxsize=200_000)
def _term(folded: str, language: str) -> str:
    folded = folded[:LONGEST]
    if not _ASCII.fullmatch(folded):
        return _shaped(folded)
    stem = _snowball(folded, language)
    if language != "de":
        return stem
    infinitive = verbs.infinitive(stem)
    stem = stem if infinitive == stem else _snowball(infinitive, language)
    if len(stem) > 3 and stem.endswith("s") and not stem.endswith(_KEEPS_ITS_S):
        stem = stem[:-1]
    return _FOREIGN.sub("", stem)


def _shaped(folded: str) -> str:
    """Give a number, or a word in other letters, the shape of a term."""
    if not folded or not folded[0].isascii() or not folded.isascii():
        return "x" + folded.encode().hex()[:160] if folded else ""
    return f"n{folded}"


def _snowball(folded: str, language: str) -> str:
    """Stem; a stemmer keeps the word it works on, so every thread has its own."""
    known: dict[str, Any] = _stemmers.__dict__
    if language not in known:
        known[language] = snowballstemmer.stemmer("german" if language == "de" else "english")
    stem: str = known[language].stemWord(folded)
    return stem or folded
