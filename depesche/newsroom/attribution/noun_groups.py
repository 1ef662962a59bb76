"""Noun groups: „der isländische Minister für Fischerei“, „Konrad Freiberg“, „die Gewerkschaft der Polizei (GdP)“."""

from __future__ import annotations

import re
from typing import NamedTuple

from depesche.newsroom.attribution import listed
from depesche.newsroom.attribution.german import FEMININE, VIEWS
from depesche.newsroom.attribution.language import Language
from depesche.newsroom.attribution.reading import QUOTE_MARKS, Word

_ADJECTIVE = ("e", "en", "er", "es", "em")
_GENITIVE = listed.words("des der dieser dieses seiner ihrer eines einer")
_OBLIQUE = listed.words("des dem den eines einem einen diesem diesen seinem seinen ihrem ihren")
_MIXED = listed.words("der dieser jener einer seiner ihrer")  # dative and genitive of feminines, nominative of „der“ with masculines
_LINKS = {"de": listed.words("von vom für beim bei aus"), "en": listed.words("of for at from in")}
_WITHIN = listed.words("am im in vor seit")
_PLACES = listed.words("in im")
_SECOND = listed.words("der den la las los")  # von der, van den, de la
_SMALL_NAMES = listed.words("n-tv taz dpa welt.de zeit")
_ADVERB = re.compile(r"(?:iell|tlich|nlich|mlich|glich|weise|falls|mals|seits|dings|maßen|ßend|ierend|haft)$")
_MOST = 12  # words that a name and what belongs to it may have


class Group(NamedTuple):
    """Words ``first`` (article) ... ``adjective`` ... ``noun`` ... ``run`` (end of name or noun) ... ``last`` (with what belongs to it)."""

    first: int
    adjective: int
    noun: int
    run: int
    last: int
    preposition: str
    determiner: str
    oblique: bool


def at(words: list[Word], index: int, language: Language) -> Group | None:
    """Return the noun group whose first noun or name is the word at ``index``."""
    if not _nominal(words, index, language):
        return None
    run = _run(words, index, language)
    adjective, first, determiner, preposition = _before(words, index, language)
    telling = index if language.speaks(words[index].lower) else run
    oblique = _oblique(words, (first, telling), determiner) if language.code == "de" else _possessed(words, run)
    last = _attached(words, run, language)
    return Group(first, adjective, index, run, last, preposition, determiner, oblique)


def capital(word: Word) -> bool:
    """Tell a noun or name: Minister, el-Baradei, eBay."""
    return word.text != word.lower and word.text[0].isalpha()


def _nominal(words: list[Word], index: int, language: Language) -> bool:
    word = words[index]
    if index + 1 < len(words) and words[index + 1].text == "-" and words[index + 1].start == word.end:  # Fraktions- und
        return False
    if not capital(word):
        if "." in word.text and word.text[0].isalpha():  # news.example.org
            return True
        return language.code == "en" and _english_noun(words, index, language)
    if (
        language.code == "en"
        and index + 1 < len(words)
        and index == 0
        and language.kind(words[1].lower) in {"role", "body"}
        and words[1].text[0].islower()
    ):
        return False  # Industry analyst
    opens = index == 0 or words[index - 1].text in {":", "–", "-", "("} or words[index - 1].text in QUOTE_MARKS
    if index == 0 and _ADVERB.search(word.text) and not (len(words) > 1 and capital(words[1])):
        return False  # Offiziell geht die Regierung davon aus
    return not (word.lower in language.function_words and (opens or len(word.text) > 1) and not (word.text.isupper() and len(word.text) > 1))


def _english_noun(words: list[Word], index: int, language: Language) -> bool:
    """English writes its nouns small: only those that can speak count."""
    lower = words[index].lower
    known = lower in language.roles or lower in language.bodies or lower in language.documents
    return known and (index + 1 == len(words) or words[index + 1].lower not in language.roles + language.bodies)


def _run(words: list[Word], index: int, language: Language) -> int:
    """Follow a name: capitals, „von“ before a capital, initials, a name in quotation marks."""
    end = index
    while end + 1 < len(words) and end - index < _MOST:
        step = _step(words, end, language)
        if not step:
            break
        end += step
    return end


def _step(words: list[Word], end: int, language: Language) -> int:
    following = words[end + 1]
    after = words[end + 2] if end + 2 < len(words) else None
    if following.quoted:
        return 0
    if words[end].lower in language.states:
        return 0
    if capital(following):
        return 0 if following.lower in language.function_words and not following.text.isupper() else 1
    if following.text == "." and after and after.text[0].isupper() and (len(words[end].text) == 1 or words[end].lower in language.titles):
        return 2
    if following.lower in language.name_particles and after and not after.quoted and _in_name(words, end, language):
        return 2 if after.text[0].isupper() else 3 if after.lower in _SECOND and end + 3 < len(words) and words[end + 3].text[0].isupper() else 0
    return _quoted_name(words, end + 1) if following.text in QUOTE_MARKS else 0


def _in_name(words: list[Word], end: int, language: Language) -> bool:
    """„Ursula von der Leyen“, but not „der Sprecher von Greenpeace“."""
    lower = words[end].lower
    return not language.kind(lower) and not (end > 0 and words[end - 1].lower in language.determiners)


def _quoted_name(words: list[Word], opening: int) -> int:
    """Return how many words a short quotation takes, marks included; 0 where none begins."""
    for length in range(2, 10):
        if opening + length < len(words) and words[opening + length].text in QUOTE_MARKS:
            return length + 1 if _name_like(words[opening + 1]) and words[opening + 1].start == words[opening].end else 0
    return 0


def _name_like(word: Word) -> bool:
    return word.text[0].isupper() or "." in word.text or word.lower in _SMALL_NAMES


def _before(words: list[Word], noun: int, language: Language) -> tuple[int, int, str, str]:
    """Return where adjectives and article begin, the article, and the preposition before it."""
    named = noun
    if noun > 1 and words[noun - 1].text in QUOTE_MARKS and words[noun - 1].end == words[noun].start:  # das „Institut“
        noun -= 1
    at = noun - 1
    while at >= 0 and noun - at <= 4 and _adjective(words[at], language):
        at -= 1
    determiner = words[at].lower if at >= 0 and words[at].lower in language.determiners else ""
    if determiner:
        adjective, first = at + 1, at
    else:
        governed = at >= 0 and words[at].lower in language.prepositions  # als kriminelle Vereinigung
        if not governed:
            at = noun - 1
            while at >= 0 and words[at].lower.endswith(("ische", "ischen", "ischer")) and words[at].lower not in language.verbs:
                at -= 1
        adjective = first = named if at + 1 == noun else at + 1
        at += 1
    before = words[at - 1].lower if at > 0 else ""
    preposition = before if before in language.prepositions else ""
    return adjective, first, determiner, preposition


def _adjective(word: Word, language: Language) -> bool:
    if word.text[0].isupper() or word.lower in language.function_words or word.lower in language.verbs:
        return word.text[0].isdigit()
    return (language.code == "en" and word.text.isalpha()) or (len(word.lower) > 3 and word.lower.endswith(_ADJECTIVE)) or word.text.isdigit()


def _oblique(words: list[Word], places: tuple[int, int], determiner: str) -> bool:
    """Tell dative and genitive, as far as article and noun tell them; the places: where the group begins, and the noun that tells."""
    first, noun = places
    if determiner in _OBLIQUE:
        return True
    if determiner not in _MIXED:
        return False
    after_noun = first > 0 and words[first - 1].text[0].isupper()
    return feminine(words[noun].lower) or (after_noun and plural(words[noun].lower))


def feminine(noun: str) -> bool:
    """Tell by its ending whether a German noun is feminine."""
    return noun.endswith(FEMININE) and not noun.endswith(("ein", "termin", "magazin", "berlin", "benzin"))


def plural(noun: str) -> bool:
    """Tell whether a German noun looks like a plural that „der“ makes genitive."""
    return noun.endswith(("staaten", "nationen", "ländern", "länder", "grünen", "linken", "behörden", "experten", "medien", "parteien"))


def _possessed(words: list[Word], run: int) -> bool:
    return words[run].lower.endswith(("'s", "’s"))


def _attached(words: list[Word], run: int, language: Language) -> int:
    """Take along what belongs to the noun: an abbreviation in brackets, a genitive, „von …“, „für …“."""
    end = _bracketed(words, run)
    head = words[run].lower
    speaking = head not in VIEWS and language.speaks(head)
    for _round in range(4):
        further = _link(words, end, language) if speaking else end
        if further == end or further - run > _MOST:
            break
        end = _bracketed(words, further)
    return end


def _bracketed(words: list[Word], end: int) -> int:
    """Take along an abbreviation or a party in brackets: „(GdP)“."""
    return end + 3 if end + 3 < len(words) and words[end + 1].text == "(" and words[end + 3].text == ")" else end


def _is_time(word: Word, language: Language) -> bool:
    return word.text[0].isupper() and language.kind(word.lower) == "never"


def _leads(word: Word, language: Language) -> bool:
    """Tell what may stand before the noun: „des am Montag zurückgetretenen Chefs“."""
    return word.lower in language.determiners or word.lower in _WITHIN or _adjective(word, language) or _is_time(word, language)


def _english_noun_after(words: list[Word], end: int, language: Language) -> int:
    """“for the fire brigade”: the first name, or noun that can speak, within five words."""
    for at in range(end + 2, min(end + 7, len(words))):
        word = words[at]
        if word.quoted or word.lower in language.verbs or not word.text[0].isalpha() or _is_time(word, language):
            return end
        if word.text[0].isupper() or language.speaks(word.lower):
            return _run(words, at, language)
    return end


def _link(words: list[Word], end: int, language: Language) -> int:
    at = end + 1
    if at >= len(words) or words[at].quoted:
        return end
    link = words[at].lower
    genitive = language.code == "de" and link in _GENITIVE
    place = link in _PLACES
    if not (genitive or place or link in _LINKS[language.code]):
        return end
    at += 1
    determined = at < len(words) and words[at].lower in language.determiners
    while at < len(words) and at - end <= 6 and (genitive or not _is_time(words[at], language)) and _leads(words[at], language):
        at += 1
    if language.code == "en":
        return _english_noun_after(words, end, language)
    if at >= len(words) or not words[at].text[0].isupper() or words[at].quoted or words[at].lower in language.never:
        return end
    if place and determined and not language.speaks(words[at].lower):  # in einem Buch
        return end
    last = _run(words, at, language)
    named = language.kind(words[at].lower) in {"state", "body"}
    return at if named and last - at >= 2 else last  # der Präsident der Ukraine Wolodymyr Selenskyj
