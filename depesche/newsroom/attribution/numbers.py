"""Numbers in words and digits, German and English: „zwölftausend“, “four hundred”, 12.000, 12,000, 3,5."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_GERMAN = {
    "null": 0, "ein": 1, "eins": 1, "eine": 1, "einen": 1, "einer": 1, "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16,
    "siebzehn": 17, "achtzehn": 18, "neunzehn": 19, "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70,
    "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_ENGLISH = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
ARTICLES = frozenset(("ein", "eine", "einen", "einer", "einem", "one", "eins"))
SCALES = {
    "de": {
        "hundert": 100, "tausend": 1000, "tsd": 1000, "dutzend": 12, "million": 10**6, "millionen": 10**6, "mio": 10**6, "milliarde": 10**9,
        "milliarden": 10**9, "mrd": 10**9, "billion": 10**12, "billionen": 10**12,
    },
    "en": {
        "hundred": 100, "thousand": 1000, "dozen": 12, "million": 10**6, "m": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12,
        "tn": 10**12,
    },
}  # fmt: skip


def in_words(word: str, code: str) -> int | None:
    """Return the number that a word says (``zwölftausend``, ``fifty-four``), or nothing."""
    lower = word.lower()
    return _english(lower) if code == "en" else _german(lower)


def _german(word: str) -> int | None:
    if word in _GERMAN:
        return _GERMAN[word]
    for part, factor in (("tausend", 1000), ("hundert", 100)):
        if part in word:
            before, _, after = word.partition(part)
            times = _german(before) if before else 1
            rest = _german(after.removeprefix("und")) if after else 0
            return None if times is None or rest is None else times * factor + rest
    ones, und, tens = word.partition("und")
    if und and ones in _GERMAN and _GERMAN[ones] < 10 and tens in _GERMAN and _GERMAN[tens] >= 20:
        return _GERMAN[ones] + _GERMAN[tens]
    return None


def _english(word: str) -> int | None:
    if word in _ENGLISH:
        return _ENGLISH[word]
    tens, dash, ones = word.partition("-")
    if dash and _ENGLISH.get(tens, 0) >= 20 and 0 < _ENGLISH.get(ones, 0) < 10:
        return _ENGLISH[tens] + _ENGLISH[ones]
    return None


def in_digits(text: str, code: str) -> Decimal | None:
    """Return the number that digits say, by the language's signs for thousands and decimals."""
    plain = re.sub(r"[\s’'\u00a0\u202f]", "", text)
    thousands, point = (".", ",") if code == "de" else (",", ".")
    if thousands in plain and not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:{re.escape(point)}\d+)?", plain):
        plain = plain.replace(point, "").replace(thousands, ".")  # 3.5 in a German text
    else:
        plain = plain.replace(thousands, "").replace(point, ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
