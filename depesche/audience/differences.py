"""Two versions of a text side by side, word by word: what fell out and what came in."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

BREAK = re.compile(r"\s*(?:</(?:p|li|ul|ol)>|<br\s*/?>)\s*", re.IGNORECASE)
LINK = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*["']([^"']*)["'][^>]*>(.*?)</a>""", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^>]*>")
TOKEN = re.compile(r"\S+[^\S\n]*|\s+?")  # a word with the space behind it, so that neighbours that changed stand together; ends of lines alone


class Mark(StrEnum):
    """What a piece is on its side."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Some words in a row that share a mark."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class Sides:
    """Both versions; the older one has pieces that are gone, the newer one pieces that are new."""

    older: tuple[Piece, ...]
    newer: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return all(piece.mark == Mark.SAME for piece in (*self.older, *self.newer))


def sides(older: str, newer: str) -> Sides:
    """Compare two plain texts word by word."""
    left, right = TOKEN.findall(older), TOKEN.findall(newer)
    before: list[Piece] = []
    after: list[Piece] = []
    for _what, start, end, begin, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        is_same = left[start:end] == right[begin:stop]
        _add(before, Mark.SAME if is_same else Mark.GONE, left[start:end])
        _add(after, Mark.SAME if is_same else Mark.NEW, right[begin:stop])
    return Sides(tuple(before), tuple(after))


def readable(wording: str) -> str:
    """Return an HTML wording as plain lines; a link's address stands behind its words, as it belongs to what was agreed to."""
    with_links = LINK.sub(lambda found: f"{found[2]} [{found[1]}]", wording)
    return html.unescape(TAG.sub("", BREAK.sub("\n", with_links))).strip()


def _add(pieces: list[Piece], mark: Mark, tokens: Sequence[str]) -> None:
    if tokens:
        pieces.append(Piece(mark, "".join(tokens)))
