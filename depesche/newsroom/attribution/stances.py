"""The stance of a passage towards what it says, from its cue with its negation; and the words that hedge it."""

from __future__ import annotations

import re
from itertools import groupby

from depesche.newsroom.attribution import stance_words

STANCES = ("asserts", "confirms", "reports", "plans", "no_statement", "cannot_confirm", "denies", "retracts", "assesses", "warns", "demands")

_WEAK = frozenset(("", "assesses", "reports"))
_HEDGE = {
    "de": re.compile(
        r"\b(?:sollen|soll|angeblich\w*|mutmaßlich\w*|offenbar|offensichtlich|wohl|womöglich|vermutlich\w*|möglicherweise|dürfte\w*|"
        r"könnte\w*|anscheinend|vermeintlich\w*|wahrscheinlich|scheinbar|allem Anschein nach|vieles deutet|dem Vernehmen nach)\b"
    ),
    "en": re.compile(
        r"\b(?:alleged(?:ly)?|reportedly|apparently|purported(?:ly)?|supposed(?:ly)?|presumably|possibly|probably|likely|may|might|could|suspected|"
        r"(?:is|are|was|were) (?:said|believed|thought|understood|reported) to)\b"
    ),
}


def _rows(listed: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = [line.partition(" ")[::2] for line in listed.strip().splitlines()]
    return tuple((name, re.compile("|".join(pattern for _name, pattern in group))) for name, group in groupby(rows, key=lambda row: row[0]))


_PATTERNS = {"de": _rows(stance_words.GERMAN), "en": _rows(stance_words.ENGLISH)}


def stance(selected: str, frame: str, code: str) -> str:
    """Return the stance that the selected words show, else the one their frame shows; ``asserts`` where nothing shows.

    Who warns, denies or demands in the frame does so in what is selected, although that assesses.
    """
    own, around = shown(selected, code), shown(frame, code)
    weak = own in _WEAK and around not in _WEAK
    return (around if weak else own or around) or "asserts"


def shown(text: str, code: str) -> str:
    """Return the stance that a text shows, or nothing."""
    return next((name for name, pattern in _PATTERNS[code] if pattern.search(text)), "")


def hedge(text: str, code: str) -> str:
    """Return the words that hedge, as they stand, each once, with commas between; nothing where none does."""
    return ", ".join(dict.fromkeys(match.group() for match in _HEDGE[code].finditer(text)))
