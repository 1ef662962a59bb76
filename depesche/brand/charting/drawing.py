"""What a drawing consists of. Heights are pixels; across, a place is a per mille of the plot, so that a chart fits every screen.

Letters keep their size. No script, no style attribute, nothing measured in the browser: ``docs/decisions/charts.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from depesche.brand.charting.axis import Axis

FULL = 1000  # per mille
ROOMS_LEFT = {4: 42, 7: 60, 99: 90}  # pixels for so many letters; the style sheet knows the same ones
MOST_LABELS = 6
NARROWEST, LETTER, SPACE = 170, 7, 12  # pixels: a plot on the narrowest screen, a letter, the room between labels
LETTERS = 16  # the longest name that stands beside its line
NARROW, MIDDLE = 7, 11  # letters for which less room is enough
FEW = 4
TEXT_HEIGHT = 16


@dataclass(frozen=True)
class Words:
    """A text: where it stands, and how: ``start``, ``middle`` or ``end``. ``is_spare``: left out on a narrow screen; ``dx`` are pixels."""

    x: int
    y: float
    text: str
    anchor: str = "start"
    is_strong: bool = False
    is_spare: bool = False
    dx: int = 0

    @property
    def place(self) -> str:
        """Where it stands, in per cent of the plot."""
        return short(self.x / 10)

    @property
    def styles(self) -> str:
        """How it stands, as classes of the style sheet."""
        return " ".join(
            name
            for name, holds in (("mid", self.anchor == "middle"), ("end", self.anchor == "end"), ("strong", self.is_strong), ("spare", self.is_spare))
            if holds
        )


@dataclass(frozen=True)
class Shape:
    """What one series looks like; ``number`` counts from 1 and decides dash, pattern and colour. Each part is the data of a path."""

    number: int
    line: str = ""
    area: str = ""
    dots: str = ""


@dataclass(frozen=True)
class Name:
    """The name of a series beside its end: its number and height."""

    number: int
    y: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """A drawing. ``across`` are heights of level lines, ``upright`` places of upright ones, ``zero`` the height or place of the line at zero.

    ``left`` are the pixels kept for the figures of an axis, ``room`` is how much is kept for
    names at the right: 0 (none) to 3. ``legend`` are the names that no place in the drawing could hold.
    """

    height: int
    top: int
    bottom: int
    shapes: tuple[Shape, ...]
    words: tuple[Words, ...]
    across: tuple[float, ...] = ()
    upright: tuple[int, ...] = ()
    zero_across: float | None = None
    zero_upright: int | None = None
    names: tuple[Name, ...] = ()
    left: int = 0
    room: int = 0
    legend: tuple[str, ...] = ()


def room_for(names: Sequence[str]) -> int:
    """Return how much room names need at the right, from 1 to 3; 0 if they belong into a legend, and for one alone, which needs none."""
    longest = max(map(len, names))
    if len(names) == 1 or len(names) > FEW or longest > LETTERS:
        return 0
    return 1 if longest <= NARROW else 2 if longest <= MIDDLE else 3


def beside(wanted: Iterable[tuple[int, float, str]], *, top: float, bottom: float) -> tuple[Name, ...]:
    """Put names beside the heights they belong to, moved apart where they would cover each other.

    :param wanted: number, height and name of each
    """
    found: list[Name] = []
    for number, y, text in sorted(wanted, key=lambda one: one[1]):
        lowest = found[-1].y + TEXT_HEIGHT if found else top
        found.append(Name(number, max(y, lowest), text))
    limit = bottom
    for place in reversed(range(len(found))):
        name = found[place]
        found[place] = Name(name.number, round(min(name.y, limit), 1), name.text)
        limit = found[place].y - TEXT_HEIGHT
    return tuple(found)


def across(axis: Axis, *, top: int, bottom: int) -> tuple[float, ...]:
    """Return the heights of an axis' marks."""
    return tuple(height(axis.share(mark), top=top, bottom=bottom) for mark in axis.marks)


def height(share: float, *, top: int, bottom: int) -> float:
    """Return the height of a share of the way up."""
    return round(bottom - (bottom - top) * share, 1)


def place(share: float) -> int:
    """Return the place of a share of the way to the right."""
    return round(FULL * share)


def short(number: float) -> str:
    """Write a coordinate without what says nothing."""
    return f"{number:.1f}".removesuffix(".0")


def left_of(labels: Sequence[str], heights: Sequence[float]) -> tuple[int, list[Words]]:
    """Write the figures of an axis at its left; return how many pixels that takes, and the words."""
    longest = max(map(len, labels))
    pixels = next(room for letters, room in ROOMS_LEFT.items() if longest <= letters)
    return pixels, [Words(0, y + 4, label, "end", dx=-8) for label, y in zip(labels, heights, strict=True)]


def below(labels: Sequence[str], places: Sequence[int], *, y: float) -> list[Words]:
    """Write at most six labels below a drawing, the outer ones within it; on a narrow screen there is room for two or three."""
    every = -(-len(labels) // MOST_LABELS)
    chosen = list(range(0, len(labels), every))
    fitting = NARROWEST // (max(map(len, labels)) * LETTER + SPACE)
    words = []
    for turn, number in enumerate(chosen):
        at = places[number]
        anchor = "start" if at < FULL // 20 else "end" if at > FULL - FULL // 20 else "middle"
        words.append(Words(at, y, labels[number], anchor, is_spare=_is_spare(turn, len(chosen), fitting=fitting)))
    return words


def _is_spare(turn: int, count: int, *, fitting: int) -> bool:
    """Whether a label has no room on a narrow screen, where so many fit: then every second goes, or all between the first and the last."""
    if count <= fitting:
        return False
    if count % 2 and count // 2 + 1 <= fitting:
        return turn % 2 == 1
    return turn not in {0, count - 1}
