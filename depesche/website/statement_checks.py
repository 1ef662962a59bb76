"""What an editor's preview marks in the text itself: sentences and headings without a source, people named with a stance that nothing shows, marks on
claims for which nobody stands. Readers' pages carry none of it.

The places are found in what is stored (``newsroom/gating``) and kept by signs of Unicode's private area, which cleaning and the marks of claims leave
alone, until the HTML is ready.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from depesche.newsroom.gating import findings
from depesche.newsroom.gating.findings import Findings
from depesche.newsroom.gating.lines import NAME, PIECE, Line
from depesche.newsroom.models import ArticlePage

UNSOURCED, UNMARKED, UNCOVERED = "claim-unsourced", "statement-unsourced", "stance-unshown"
SIGNS = {UNSOURCED: "\ue000", UNMARKED: "\ue001", UNCOVERED: "\ue002"}
END = "\ue003"
OUT = str.maketrans(dict.fromkeys([*SIGNS.values(), END], ""))
IN = str.maketrans({**{sign: f'<span data-check="{name}">' for name, sign in SIGNS.items()}, END: "</span>"})
HEADS = ("title", "lead")


@dataclass(frozen=True)
class Place:
    """Letters of a line that deserve a mark."""

    line: Line
    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Marked:
    """The marks of an article: texts as stored and with their signs, and what is marked at headline and lead as a whole."""

    texts: Mapping[str, str] = field(default_factory=dict)
    heads: frozenset[tuple[str, str]] = frozenset()

    def on(self, place: str) -> frozenset[str]:
        """Return the names of the marks on the headline (``title``) or the ``lead``."""
        return frozenset(name for head, name in self.heads if head == place)


_marked: ContextVar[Marked | None] = ContextVar("depesche_statement_checks", default=None)


@contextmanager
def marking(article: ArticlePage, *, at: datetime) -> Iterator[Marked]:
    """Mark, for the length of a block, what the text of an article states without a source."""
    found = of(findings.of(article, at=at))
    token = _marked.set(found)
    try:
        yield found
    finally:
        _marked.reset(token)


def of(found: Findings) -> Marked:
    """Return the marks for what was found."""
    places = list(_places(found))
    texts: dict[str, list[Place]] = {}
    for place in places:
        if place.line.kind not in HEADS:
            texts.setdefault(place.line.source, []).append(place)
    heads = frozenset((place.line.kind, place.name) for place in places if place.line.kind in HEADS)
    return Marked({source: _with_signs(source, some) for source, some in texts.items()}, heads)


def placed(source: str) -> str:
    """Return a stored text with its signs; outside of a preview, and without any, as it is."""
    found = _marked.get()
    return source if found is None else found.texts.get(source) or source.translate(OUT)


def shown(html: str) -> str:
    """Turn the signs in ready HTML into marks."""
    return html if _marked.get() is None else html.translate(IN)


def _places(found: Findings) -> Iterator[Place]:
    for one in found.unmarked:
        yield Place(one.line, one.start, one.end, UNMARKED)
    for statement in {id(one.statement): one.statement for one in found.uncovered}.values():
        yield Place(statement.line, statement.start, statement.end, UNCOVERED)
    wanted = {claim.pk for claim in found.unsourced}
    for line in found.lines:
        yield from (Place(line, mark.start, mark.end, UNSOURCED) for mark in line.marks if mark.claim in wanted)


def _with_signs(source: str, places: Iterable[Place]) -> str:
    """Put a sign before and behind each place; where its mark-up does not close within it, behind its first piece."""
    cuts: list[tuple[int, int, str]] = []  # where, order at the same place, sign
    for place in places:
        start, end = _whole(source, place.line.at[place.start][0], place.line.at[place.end - 1][1])
        cuts += [(start, 1, SIGNS[place.name]), (end, 0, END)]
    for at, _order, sign in sorted(cuts, reverse=True):
        source = f"{source[:at]}{sign}{source[at:]}"
    return source


def _whole(source: str, start: int, end: int) -> tuple[int, int]:
    """Return the widest span around these letters that holds whole elements, or the letters up to the first tag."""
    open_before = _tags_before(source, start)
    for begin in [start, *open_before]:
        for stop in [end, *_tags_behind(source, end)]:
            if _is_balanced(source[begin:stop]):
                return begin, stop
    tag = source.find("<", start, end)
    return start, tag if tag > start else end


def _tags_before(source: str, at: int) -> list[int]:
    """Return where the tags begin that open right before a place."""
    found = []
    while at and source[at - 1] == ">" and (begin := source.rfind("<", 0, at)) >= 0 and _inline(source[begin:at]) == "open":
        found.append(begin)
        at = begin
    return found


def _tags_behind(source: str, at: int) -> list[int]:
    """Return where the tags end that close right behind a place."""
    found = []
    while (piece := PIECE.match(source, at)) is not None and _inline(piece.group()) == "close":
        at = piece.end()
        found.append(at)
    return found


def _inline(tag: str) -> str:
    """Tell an opening and a closing tag within a line from everything else."""
    name = NAME.match(tag)
    if name is None or name[1].lower() not in {"b", "strong", "i", "em", "a", "span"}:
        return ""
    return "close" if tag.startswith("</") else "open"


def _is_balanced(part: str) -> bool:
    depth = 0
    for piece in PIECE.finditer(part):
        kind = _inline(piece.group())
        depth += {"open": 1, "close": -1}.get(kind, 0)
        if depth < 0:
            return False
    return depth == 0
