"""The text of an article in lines, as stored: where each letter stands in the mark-up, and which words carry a claim."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from depesche.newsroom.claims import marking

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage

PIECE = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^'">])*>|&[#\w]+;|[^<&]+|.""", re.DOTALL)
NAME = re.compile(r"</?\s*(\w+)")
NUMBER = re.compile(r'data-(claim|assertion)="(\d{1,18})"')
BORDERS = frozenset({"p", "li", "ul", "ol", "br", "h2", "h3", "h4"})  # elements that end a line
HEADING = "heading"


@dataclass(frozen=True)
class Span:
    """Letters of a line, from ``start`` to ``end``, that carry a claim."""

    start: int
    end: int
    claim: int
    assertion: int | None = None


@dataclass(frozen=True)
class Line:
    """A paragraph, a heading or an item of a list. ``at`` says for each letter where it begins and ends in ``source``, what is stored."""

    block: str
    kind: str
    text: str
    source: str
    at: tuple[tuple[int, int], ...]
    marks: tuple[Span, ...] = ()


def of(article: ArticlePage) -> list[Line]:
    """Return the headline, the lead and every line of the body that states something in the newsroom's own voice, in reading order."""
    found = [*_head(article, marking.TITLE), *_head(article, marking.LEAD)]
    for block in article.body:
        read = IN_BLOCKS.get(block.block_type)
        if read is not None:
            found += read(str(block.id or ""), block.value)
    return [line for line in found if line.text.strip()]


def in_rich_text(source: str, *, block: str = "", kind: str = "text") -> list[Line]:
    """Return the lines of a rich text as stored by the editor."""
    reader = _Reader(block, kind, source)
    for piece in PIECE.finditer(source):
        reader.take(piece)
    reader.end_line()
    return reader.lines


def _head(article: ArticlePage, place: str) -> Iterator[Line]:
    text = str(getattr(article, place) or "")
    heads = [head for head in article.head_claims.all() if head.place == place]
    yield _plain(text, block=place, kind=place, marks=tuple(Span(0, len(text), head.claim_id, head.assertion_id) for head in heads))


def _plain(text: str, *, block: str, kind: str, marks: tuple[Span, ...] = ()) -> Line:
    return Line(block, kind, text, text, tuple((place, place + 1) for place in range(len(text))), marks)


def _text(block: str, value: Any) -> list[Line]:
    return in_rich_text(value.source, block=block)


def _heading(block: str, value: Any) -> list[Line]:
    """A heading is plain text in articles written before words in it could carry a claim."""
    source = getattr(value, "source", None)
    return [_plain(str(value), block=block, kind=HEADING)] if source is None else in_rich_text(source, block=block, kind=HEADING)


def _points(block: str, value: Any) -> list[Line]:
    return [line for item in value for line in in_rich_text(item.source, block=block)]


def _fact_box(block: str, value: Any) -> list[Line]:
    return in_rich_text(value["text"].source, block=block)


IN_BLOCKS = {"text": _text, HEADING: _heading, "list": _points, "fact_box": _fact_box}


class _Reader:
    """Takes the pieces of a rich text one after the other."""

    def __init__(self, block: str, kind: str, source: str) -> None:
        self.block, self.kind, self.source = block, kind, source
        self.lines: list[Line] = []
        self.letters: list[str] = []
        self.at: list[tuple[int, int]] = []
        self.marks: list[Span] = []
        self.open: list[tuple[int, int, int | None] | None] = []

    def take(self, piece: re.Match[str]) -> None:
        """Take one tag, one character written as an entity, or plain letters."""
        text, start, end = piece.group(), piece.start(), piece.end()
        if len(text) > 1 and text.startswith("<"):
            self._tag(text)
        elif len(text) > 1 and text.startswith("&"):
            for letter in html.unescape(text):
                self.letters.append(letter)
                self.at.append((start, end))
        else:
            self.letters += text
            self.at += [(place, place + 1) for place in range(start, end)]

    def _tag(self, tag: str) -> None:
        name = found[1].lower() if (found := NAME.match(tag)) else ""
        if name in BORDERS:
            self.end_line()
        elif name != "span":
            return
        elif not tag.startswith("</"):
            said = {kind: int(number) for kind, number in NUMBER.findall(tag)}
            self.open.append((len(self.letters), said["claim"], said.get("assertion")) if "claim" in said else None)
        elif self.open and (begun := self.open.pop()) is not None:
            self.marks.append(Span(begun[0], len(self.letters), begun[1], begun[2]))

    def end_line(self) -> None:
        """Put away what was read so far; a mark that goes on does so on the next line."""
        going_on = [one for one in self.open if one is not None]
        marks = [*self.marks, *(Span(one[0], len(self.letters), one[1], one[2]) for one in going_on)]
        if "".join(self.letters).strip():
            self.lines.append(Line(self.block, self.kind, "".join(self.letters), self.source, tuple(self.at), tuple(marks)))
        self.letters, self.at, self.marks = [], [], []
        self.open = [None if one is None else (0, one[1], one[2]) for one in self.open]
