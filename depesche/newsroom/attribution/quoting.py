"""Where a text quotes: „…“ »…« «…» “…” "…", paired within a paragraph."""

from __future__ import annotations

import re
from typing import NamedTuple

_MARK = re.compile(r'[„“”»«"\n]')
_CLOSED_BY = {"„": "“”\"", "“": "”", "”": "”“", "»": "«", "«": "»", '"': '"“”'}  # fmt: skip
_OPENS_HERE = re.compile(r"[\s(\[–—:-]")
SPEECH_WORDS = 4  # a quotation of fewer words is a name or a borrowed word


class Quotation(NamedTuple):
    """A quotation with its marks: ``text[start:end]``."""

    start: int
    end: int


def quotations(text: str, begin: int = 0, end: int | None = None) -> list[Quotation]:
    """Return the quotations of a text, or of a part of it, in order; one that is not closed ends with its paragraph."""
    end = len(text) if end is None else end
    found: list[Quotation] = []
    opened, closers = -1, ""
    for mark in _MARK.finditer(text, begin, end):
        sign, at = mark.group(), mark.start()
        if sign == "\n":
            if opened >= 0:
                found.append(Quotation(opened, at))
            opened = -1
        elif opened >= 0:
            if sign in closers:
                found.append(Quotation(opened, at + 1))
                opened = -1
        elif _opens(text, at):
            opened, closers = at, _CLOSED_BY[sign]
    if opened >= 0:
        found.append(Quotation(opened, end))
    return found


def speech(text: str, found: list[Quotation]) -> list[Quotation]:
    """Return those quotations that are long enough to be somebody's words."""
    return [one for one in found if len(words := text[one.start + 1 : one.end - 1].split()) >= SPEECH_WORDS and not _is_name(words)]


def _is_name(words: list[str]) -> bool:
    """Tell „Departement Information und Presse“: short, every long word with a capital, no full stop."""
    return len(words) <= 7 and words[-1][-1].isalnum() and all(word[0].isupper() or len(word) <= 3 for word in words)


def _opens(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not after.isspace() and bool(_OPENS_HERE.match(before) or text[at] == "„")
