"""Words that no article has are searched for as the vocabulary spells them: "Golpdreis" finds "Goldpreis".

Two words are as far apart as the least number of letters that one must gain, lose, exchange or swap with their neighbour to become the other
(Damerau 1964; each place is touched once). One such mistake leaves one half of the word as it was: so the candidates are found by beginning and by
end, each by one look into an index of the vocabulary. Of two mistakes, one in each half is one too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Q

from depesche.newsroom import compounds, live, matching, publishing, search_entry, words
from depesche.newsroom.query import Query, Wanted
from depesche.newsroom.search_entry import Term

SHORTEST, LONG = 4, 8  # letters from which a word may have one mistake, and two
ABBREVIATION = 5  # letters; in capitals, such a word is an abbreviation and means nothing else
FEW, MORE = 2, 20  # a word of so few articles may be misspelt where another one has so many times as many


@dataclass(frozen=True)
class Better:
    """A word of the query, and how the vocabulary spells it: its term and a written form."""

    typed: str
    term: str
    written: str


@dataclass(frozen=True)
class Mended:
    """A query with its misspelt words exchanged, those words, and words that are found but may be meant otherwise."""

    query: Query
    exchanged: tuple[Better, ...] = ()
    offered: tuple[Better, ...] = ()


def mend(read: Query) -> Mended:
    """Exchange the words that no article has; phrases, numbers and whatever is no plain word stay as they were typed."""
    plain = [wanted for wanted in read.wanted if _is_plain(wanted)]
    counts = {term: row.articles for term, row in search_entry.known(wanted.exact[0][0] for wanted in plain).items()}
    exchanged, offered = dict[Wanted, Better](), list[Better]()
    for wanted in plain:
        articles = counts.get(wanted.exact[0][0], 0)
        if wanted.compounds or articles > FEW:
            continue
        found = nearest(wanted.typed, in_articles=max(1, articles * MORE))
        if found is not None and articles:
            offered.append(as_read(found))
        elif found is not None:
            exchanged[wanted] = as_read(found)
    mended = tuple(_as(wanted, exchanged[wanted]) if wanted in exchanged else wanted for wanted in read.wanted)
    return Mended(replace(read, wanted=mended), tuple(exchanged.values()), tuple(offered))


def nearest(typed: str, *, in_articles: int = 1) -> Better | None:
    """Return the word of the vocabulary that is spelt most like a typed one: fewest mistakes, same first letter, most articles.

    :param in_articles: in so many live articles it stands at least
    """
    told = words.spelling(typed)
    most = 0 if len(told) < SHORTEST else 1 if len(told) < LONG else 2
    if not most or (typed.isupper() and len(told) <= ABBREVIATION):
        return None
    term = words.term(typed)
    found = [(_apart(told, term, row, most=most), row) for row in _candidates({told, term}, most=most, in_articles=in_articles)]
    near = [(apart, row.spelling[0] != told[0], -row.articles, row.term, row.written) for apart, row in found if apart <= most and row.term != term]
    return Better(typed, *min(near)[3:]) if near else None


def as_read(better: Better) -> Better:
    """Return the word as a live article has it: the vocabulary's own form may be of a text that was taken down since."""
    article = live.articles().filter(pk__in=matching.articles([((better.term,),)])).order_by().first()
    if article is None:
        return replace(better, written=better.term)
    texts = publishing.texts(article)
    if any(_word(better.written).search(text) for text in (*texts.all, *texts.about)):
        return better
    return replace(better, written=search_entry.as_written(*texts.all, *texts.about).get(better.term, better.term))


def _word(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")


def apart(one: str, other: str, *, most: int) -> int:
    """Return how many mistakes lie between two words; ``most + 1`` for any number beyond ``most``.

    >>> apart("golpdreis", "goldpreis", most=2), apart("zins", "zinsen", most=1)
    (1, 2)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def exchanged(text: str, better: Iterable[Better]) -> str:
    """Return what a reader typed with the better words in it."""
    for one in better:
        text = _word(one.typed).sub(one.written.replace("\\", ""), text)
    return text


def _is_plain(wanted: Wanted) -> bool:
    """Whether it is one word, not in quotation marks."""
    return len(wanted.exact) == 1 and len(wanted.exact[0]) == 1 and not wanted.typed.startswith("“") and bool(words.spelling(wanted.typed))


def _as(wanted: Wanted, better: Better) -> Wanted:
    return Wanted(better.written, ((better.term,),), tuple((term,) for term in compounds.holding(better.written)))


def _apart(told: str, term: str, row: Term, *, most: int) -> int:
    """Compare word forms and stems: whoever misspells a plural means the word all the same."""
    return min(apart(told, row.spelling, most=most), apart(term, row.term, most=most) if len(term) >= SHORTEST else most + 1)


def _candidates(spellings: set[str], *, most: int, in_articles: int) -> Iterator[Term]:
    near = Q(pk__in=[])
    for spelling in spellings:
        half = (len(spelling) - 1) // 2
        if half:
            lengths = list(range(max(1, len(spelling) - most), len(spelling) + most + 1))
            near |= Q(letters__in=lengths) & _beginning("spelling", spelling[:half])
            near |= Q(letters__in=lengths) & _beginning("backwards", spelling[::-1][:half])
    yield from Term.objects.filter(near, articles__gte=in_articles)


def _beginning(column: str, letters: str) -> Q:
    """Ask for a beginning by comparing, which every index can, whatever the database's order of letters: all of them are small and plain."""
    following = letters.rstrip("z")
    end = Q(**{f"{column}__lt": f"{following[:-1]}{chr(ord(following[-1]) + 1)}"}) if following else Q()
    return Q(**{f"{column}__gte": letters}) & end
