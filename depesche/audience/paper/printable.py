"""Text as the embedded fonts can print it: what they lack, and what nobody could see, stands there by its number.

A PDF/A must show every character of its text. On a proof a hidden character matters as much as a visible one, and a mark that turns
the direction of reading must not turn the proof's own words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import typst

UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
LAST_CERTAIN = "\u017f"  # Latin; whether the fonts have what comes after is tried out
MOST_TRIED = 100  # different characters of one text; a text with more is written in letters that the fonts lack anyway
LONG_WORD = re.compile(r"\S{30,}")
BREAK = "\u200b"
EVERY = 15
PAGE = b'#set document(title: "-")\n#set text(lang: "en", font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#sys.inputs.character'
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


class Exact(str):
    """A text that somebody may copy from the paper, such as a digest: nothing is put between its letters."""

    __slots__ = ()


def printable(text: str, *, certain_only: bool = False) -> str:
    """Return a text in which every character can be printed, and long words can be broken.

    :param certain_only: write everything but Latin letters by number
    """
    shown = _coded(text, most=0 if certain_only else MOST_TRIED)
    whole = "".join(shown.get(character, character) for character in text)
    return whole if isinstance(text, Exact) else LONG_WORD.sub(lambda word: BREAK.join(_pieces(word.group())), whole)


def _coded(text: str, *, most: int) -> dict[str, str]:
    """Return what stands for those characters of a text that cannot stand for themselves."""
    unseen = {character for character in text if unicodedata.category(character) in UNSEEN}
    uncertain = {character for character in text if character > LAST_CERTAIN} - unseen
    lacking = {character for character in uncertain if len(uncertain) > most or not _has_glyph(character)}
    return {character: f"[U+{ord(character):04X}]" for character in unseen | lacking} | {"\n": " ", "\t": " "}


@lru_cache(maxsize=20_000)
def _has_glyph(character: str) -> bool:
    """Whether the fonts that typst carries can show a character."""
    try:
        typst.compile(PAGE, sys_inputs={"character": character}, ignore_system_fonts=True, pdf_standards=STANDARDS, format="pdf", timestamp=0)
    except typst.TypstError:
        return False
    return True


def _pieces(word: str) -> list[str]:
    return [word[start : start + EVERY] for start in range(0, len(word), EVERY)]
