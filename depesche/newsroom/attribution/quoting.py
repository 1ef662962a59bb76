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


def quotations(text: str) -> list[Quotation]:
    """Return the quotations of a text in order; one that is not closed ends with its paragraph."""
    found: list[Quotation] = []
    opened, closers = -1, ""
    for mark in _MARK.finditer(text):
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
        found.append(Quotation(opened, len(text)))
    return found


def speech(text: str, found: list[Quotation]) -> list[Quotation]:
    """Return those quotations that are long enough to be somebody's words."""
    return [one for one in found if len(text[one.start : one.end].split()) >= SPEECH_WORDS]


def _opens(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not after.isspace() and bool(_OPENS_HERE.match(before) or text[at] == "„")
