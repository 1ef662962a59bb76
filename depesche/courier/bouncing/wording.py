"""Comparing words: texts and tables are folded alike, then a table's phrases are looked for."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from depesche.courier.bouncing.classes import Class

ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]{1,64}@[^\s<>()\[\],;:\"'@]{1,255}")
GAP = " ... "
WIDEST_GAP = 80
FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'", "‘": "'", "´": "'", "–": "-", "\u00a0": " ", "\u00ad": None})


class Phrase(NamedTuple):
    """A phrase: what must occur of it (the longest piece, cheap to look for), and the whole as a pattern if it has gaps."""

    piece: str
    pattern: re.Pattern[str] | None


@dataclass(frozen=True)
class Rule:
    """A named rule of a table: any of its phrases means this class."""

    name: str
    kind: Class
    phrases: tuple[Phrase, ...]


def fold(text: str) -> str:
    """Bring a text to the form of the tables: lower case, single spaces, no umlauts, no accents."""
    low = text.lower()
    if not low.isascii():
        low = low.translate(FOLDED)
        low = low if low.isascii() else "".join(sign for sign in unicodedata.normalize("NFKD", low) if not unicodedata.combining(sign))
    return " ".join(low.split())


def without_addresses(folded: str) -> str:
    """Leave only the sign @ of each address: somebody's name may be any word."""
    return ADDRESS.sub("@", folded) if "@" in folded else folded


def phrase(text: str) -> Phrase:
    """Make a phrase of a table's words."""
    pieces = text.split(GAP)
    pattern = re.compile(f".{{0,{WIDEST_GAP}}}?".join(map(re.escape, pieces))) if len(pieces) > 1 else None
    return Phrase(max(pieces, key=len), pattern)


def table(name: str) -> tuple[Rule, ...]:
    """Read a table of this folder."""
    read = tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return tuple(Rule(entry["name"], Class(entry["class"]), tuple(map(phrase, entry["phrases"]))) for entry in read["rule"])


def occurs(phrases: Iterable[Phrase], folded: str) -> bool:
    """Whether any phrase occurs. A plain loop: it runs over a thousand phrases for a mail."""
    for piece, pattern in phrases:  # noqa: SIM110 - a generator costs more
        if piece in folded and (pattern is None or pattern.search(folded) is not None):
            return True
    return False


def first(rules: Sequence[Rule], folded: str) -> Rule | None:
    """Return the first rule of which a phrase occurs."""
    return next((rule for rule in rules if occurs(rule.phrases, folded)), None)
