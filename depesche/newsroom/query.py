"""What a reader typed, read as words that must all be found."""

from __future__ import annotations

import re
from dataclasses import dataclass

from depesche.newsroom import compounds, words
from depesche.newsroom.matching import Need
from depesche.newsroom.words import Word

MOST_WORDS = 16
WITH_COMPOUNDS = 8  # of so many words the compounds are looked up
_QUOTED = re.compile(r"[\"„“”»«]([^\"„“”»«]+)[\"„“”»«]")


@dataclass(frozen=True)
class Wanted:
    """One thing that must be found: as it was typed, the term or phrase itself, and the compounds that hold it."""

    typed: str
    exact: Need
    compounds: Need = ()

    @property
    def any(self) -> Need:
        """Everything that meets it."""
        return self.exact + self.compounds


@dataclass(frozen=True)
class Query:
    """What must be found, all of it. ``left_out`` are words beyond the limit."""

    wanted: tuple[Wanted, ...] = ()
    left_out: tuple[str, ...] = ()


def read(typed: str) -> Query:
    """Read what a reader typed: words, and phrases in quotation marks. Stop words count only inside of phrases, or when there is nothing else."""
    found = [*_phrases(typed), *_words(_QUOTED.sub(" ", typed))]
    telling = [wanted for wanted in found if len(wanted.exact[0]) > 1 or words.is_searched(words.fold(wanted.typed))] or found
    unique = list({wanted.exact: wanted for wanted in telling}.values())
    kept = [_widened(wanted) if place < WITH_COMPOUNDS else wanted for place, wanted in enumerate(unique[:MOST_WORDS])]
    return Query(tuple(kept), tuple(wanted.typed for wanted in unique[MOST_WORDS:]))


def _phrases(typed: str) -> list[Wanted]:
    quoted = (match.group(1).strip() for match in _QUOTED.finditer(typed))
    found = ((text, tuple(word.term for word in words.words(text))) for text in quoted)
    return [Wanted(f"“{text}”", (phrase,)) for text, phrase in found if phrase]


def _words(typed: str) -> list[Wanted]:
    return [_run(typed, run) for run in words.runs(list(words.words(typed)))]


def _run(typed: str, run: list[Word]) -> Wanted:
    """Read one run of letters without white space: a word, or a phrase such as "21.10.2024"; "Gold-Preis" is "Goldpreis", too."""
    written = typed[run[0].start : run[-1].end]
    phrase = tuple(word.term for word in run)
    return Wanted(written, (phrase, (words.term(written),)) if words.is_joined(run) else (phrase,))


def _widened(wanted: Wanted) -> Wanted:
    """Add the compounds that hold a word; a phrase stays as it is, and so does a number."""
    if wanted.typed.startswith("“") or len(wanted.exact[-1]) > 1:
        return wanted
    return Wanted(wanted.typed, wanted.exact, tuple((term,) for term in compounds.holding(wanted.typed)))
