"""The figure in a passage: „rund 12.000 Soldaten“ is ~ 12000 Soldaten, „zwischen 200 und 230 Euro“ a range."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from depesche.newsroom.attribution import language, listed, numbers
from depesche.newsroom.attribution.language import Language

_DIGITS = r"\d{1,3}(?:[.,’'\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d{1,3}(?: \d{3})+(?![\d.])|\d+(?:[.,]\d+)?"
_TOKEN = re.compile(rf"(?P<digits>{_DIGITS})|(?P<word>[^\W\d_](?:[\w’'-]*\w)?)|(?P<sign>[%€$£]|[^\w\s])")
_MONTHS = listed.words(
    """januar februar märz april mai juni juli august september oktober november dezember jänner january february march may june july october
    december uhr"""
)
_NOT_AFTER = listed.words("jahr jahre jahren year paragraf artikel article nummer nr platz seite page paragraph § kapitel april mai juni juli")
_COMPARATORS = (
    ("≤", ("nicht mehr als", "höchstens", "maximal", "bis zu", "not more than", "no more than", "at most", "up to", "as many as")),
    ("≥", ("nicht weniger als", "mindestens", "wenigstens", "zumindest", "at least", "no fewer than", "no less than", "not less than")),
    (">", ("mehr als", "über", "mehr denn", "more than", "over", "above", "in excess of")),
    ("<", ("weniger als", "unter", "less than", "fewer than", "under", "below")),
    ("~", ("rund", "etwa", "ca .", "ca", "circa", "zirka", "ungefähr", "um die", "an die", "annähernd", "schätzungsweise", "knapp", "gut", "fast",
           "nahezu",
           "beinahe", "gegen", "about", "around", "roughly", "some", "approximately", "nearly", "almost", "an estimated", "close to")),
)  # fmt: skip
_BETWEEN = {"zwischen": "und", "between": "and", "von": "bis", "from": "to"}
_UNTIL = listed.words("bis to – - und oder")
_UNITS = {"%": "%", "prozent": "%", "percent": "%", "€": "Euro", "euro": "Euro", "euros": "Euro", "$": "Dollar", "£": "Pfund"}
_STOPS = listed.words(
    "in im am an auf aus bei mit nach seit von vor zu zum zur für und oder als wie ist sind war waren hat haben wird wurde wurden sollen soll"
)


@dataclass(frozen=True)
class FigureRead:
    """A figure as read: comparator one of ``= ~ > < ≥ ≤ range``; ``words`` as they stand in the text."""

    comparator: str
    low: Decimal | None
    high: Decimal | None
    unit: str
    words: str


@dataclass(frozen=True)
class _Number:
    value: Decimal
    first: int
    last: int  # the token after it
    scale: Decimal = Decimal(1)  # by which it was multiplied: a million for „3 Millionen“


_Tokens = list[re.Match[str]]


def read(text: str, code: str = "de") -> FigureRead | None:
    """Return the first figure that counts or measures something, else the first number; nothing where there is none."""
    words = language.of(code)
    tokens = list(_TOKEN.finditer(text))
    found = [figure for number in _all(tokens, words) if (figure := _figure(text, tokens, number, words=words))]
    return next((one for one in found if one.unit), found[0] if found else None)


def _all(tokens: _Tokens, words: Language) -> list[_Number]:
    found: list[_Number] = []
    at = 0
    while at < len(tokens):
        number = _number(tokens, at, words.code)
        if number and not _names_something(tokens, number):
            found.append(number)
        at = number.last if number else at + 1
    return found


def _number(tokens: _Tokens, at: int, code: str) -> _Number | None:
    match = tokens[at]
    spoken = match.group("word") and numbers.in_words(match.group(), code)
    value = numbers.in_digits(match.group(), code) if match.group("digits") else Decimal(spoken) if spoken is not None and spoken != "" else None
    lower = match.group().lower()
    end = at + 1
    scales = numbers.SCALES[code]
    if value is None and lower in scales and lower in {"hundert", "tausend", "hundred", "thousand"}:
        return None
    if value is None:
        return None
    scale = Decimal(1)
    while end < len(tokens) and (factor := scales.get(tokens[end].group().lower())):
        value, end, scale = value * factor, end + 1, scale * factor
        if end < len(tokens) and tokens[end].group() == "." and tokens[end - 1].group().lower() in {"mio", "mrd", "tsd"}:
            end += 1
    plain = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    return None if lower in numbers.ARTICLES and scale == 1 else _Number(plain, at, end, scale)


def _names_something(tokens: _Tokens, number: _Number) -> bool:
    """Tell a number that counts nothing: a date, a time, a year, a rank, „A 380“, „20-Jähriger“."""
    before = tokens[number.first - 1].group().lower() if number.first else ""
    after = tokens[number.last].group().lower() if number.last < len(tokens) else ""
    then = tokens[number.last + 1].group().lower() if number.last + 1 < len(tokens) else ""
    text = tokens[number.first].group()
    if after == "." and (
        then in _MONTHS
        or (then and not then[0].isdigit() and len(text) <= 2 and before in {"am", "der", "die", "den", "dem", "zum", "im", "des", "vom"})
    ):
        return True
    if after in _MONTHS or (after == ":" and then[:1].isdigit()) or before == ":" or before in _NOT_AFTER or before in _MONTHS:
        return True
    year = re.fullmatch(r"(?:1[6-9]|20)\d\d", text) is not None
    touches = (
        number.last < len(tokens) and after in {"-", "–"} and tokens[number.last].start() == tokens[number.last - 1].end() and then[:1].isalpha()
    )
    return (
        year and (before in {"in", "im", "seit", "bis", "von", "by", "since", "until", "ende", "anfang", "mitte"} or not after or after in ",.;:)")
    ) or touches


def _figure(text: str, tokens: _Tokens, number: _Number, *, words: Language) -> FigureRead | None:
    second = _second(tokens, number, words.code)
    last = second.last if second else number.last
    unit, end = _unit(tokens, last, words)
    if not unit and number.first and tokens[number.first - 1].group() in _UNITS:
        unit = _UNITS[tokens[number.first - 1].group()]
    if second:
        lower, upper = sorted((_shared(number, second), second.value))
        opens = number.first and tokens[number.first - 1].group().lower() in _BETWEEN
        begin = tokens[number.first - 1 if opens else number.first].start()
        return FigureRead("range", lower, upper, unit, text[begin : tokens[end - 1].end()])
    comparator, begin = _comparator(text, tokens[number.first].start())
    low = None if comparator in {"<", "≤"} else number.value
    high = None if comparator in {">", "≥"} else number.value
    return FigureRead(comparator, low, high, unit, text[begin : tokens[end - 1].end()].strip())


def _second(tokens: _Tokens, number: _Number, code: str) -> _Number | None:
    """Return the upper end of a range: „zwischen 200 und 230“, „200 bis 230“, „200–230“."""
    if number.last + 1 >= len(tokens):
        return None
    before = tokens[number.first - 1].group().lower() if number.first else ""
    link = tokens[number.last].group().lower()
    if link in {"und", "and"} and before not in {"zwischen", "between"}:
        return None
    if link not in {"bis", "to", "–", "-", "und", "and"}:
        return None
    second = _number(tokens, number.last + 1, code)
    if second is None:
        return None
    scaled = second.value / number.value if number.value else 0
    return second if scaled > 0 else None


def _shared(number: _Number, second: _Number) -> Decimal:
    """Return the lower end: „3 bis 5 Millionen“ are millions on both sides, „900 bis 2 Millionen“ are not."""
    return number.value * second.scale if number.scale == 1 and number.value < second.value / second.scale else number.value


def _unit(tokens: _Tokens, at: int, words: Language) -> tuple[str, int]:
    """Return what is counted, and the token after it: the noun that follows, past its adjectives."""
    if at < len(tokens) and tokens[at].group().lower() in _UNITS:
        return _UNITS[tokens[at].group().lower()], at + 1
    return _english_unit(tokens, at, words) if words.code == "en" else _german_unit(tokens, at)


def _german_unit(tokens: _Tokens, at: int) -> tuple[str, int]:
    for end in range(at, min(at + 4, len(tokens))):
        word = tokens[end].group()
        if word[0].isupper():
            return word, end + 1
        if not tokens[end].group("word") or word.lower() in _STOPS or not word.endswith(("e", "en", "er", "es")):
            break
    return "", at


def _english_unit(tokens: _Tokens, at: int, words: Language) -> tuple[str, int]:
    end = at
    while end < min(at + 4, len(tokens)):
        word = tokens[end].group().lower()
        if not tokens[end].group("word") or word in words.function_words or word in words.verbs:
            break
        end += 1
        if word.endswith("s") and not word.endswith("ss"):
            break
    return (tokens[end - 1].group(), end) if end > at else ("", at)


def _comparator(text: str, at: int) -> tuple[str, int]:
    """Return the comparator that stands right before a number, and where its words begin."""
    before = text[max(0, at - 26) : at].lower().rstrip()
    before = before.rstrip("€$£").rstrip()
    for comparator, phrases in _COMPARATORS:
        for phrase in phrases:
            spoken = phrase.replace(" .", ".")
            if before.endswith(spoken) and not before[: -len(spoken)][-1:].isalpha():
                return comparator, max(0, at - 26) + len(before) - len(spoken)
    return "=", at
