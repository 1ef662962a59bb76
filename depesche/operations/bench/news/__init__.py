"""News that is made up for measuring: German articles with known labels, the same at every call."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

LABELS = Path(__file__).parent / "labels.toml"
GENERAL = 45  # percentage of sentences that could stand in any news
Item = TypeVar("Item")


@dataclass(frozen=True)
class Report:
    """One article: plain text, paragraphs divided by an empty line, and what it is about."""

    title: str
    text: str
    label: str


class Dice:
    """Choices that look random and are the same at every call: digests of a seed and a counter."""

    def __init__(self, seed: str) -> None:
        self._seed, self._thrown = seed, 0

    def below(self, end: int) -> int:
        """Return a number from 0 to ``end`` - 1."""
        self._thrown += 1
        return int.from_bytes(hashlib.sha256(f"{self._seed}/{self._thrown}".encode()).digest()[:8], "big") % end

    def one(self, items: Sequence[Item]) -> Item:
        """Choose one."""
        return items[self.below(len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Choose several different ones."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]


def reports(count: int, *, seed: str = "depesche", labels: int = 14, foreign: int = 10) -> Iterator[Report]:
    """Make up articles, label after label, from 5 to 26 sentences long.

    About half of the sentences of each belong to its label and are about a few things of it; the others stand in news of every kind.

    :param labels: how many labels, at most 14
    :param foreign: percentage of sentences that come from another label; the higher, the harder the labels are to tell apart
    """
    names = list(_told()["labels"])[:labels]
    for number in range(count):
        yield _report(names[number % len(names)], names, foreign=foreign, dice=Dice(f"{seed}/{number}"))


def _report(label: str, labels: Sequence[str], *, foreign: int, dice: Dice) -> Report:
    others = [name for name in labels if name != label]
    focus, elsewhere = _focus(label, dice), _focus(dice.one(others), dice)
    lines: list[str] = []
    said: set[str] = set()
    for _ in range(5 + dice.below(22)):
        pattern, about = _next(focus, elsewhere, foreign=foreign, dice=dice)
        if pattern not in said:
            lines.append(_fill(pattern, about, dice))
        said.add(pattern)
    paragraphs = [" ".join(lines[first : first + 4]) for first in range(0, len(lines), 4)]
    return Report(_fill(dice.one(focus["titles"]), focus, dice), "\n\n".join(paragraphs), label)


def _focus(label: str, dice: Dice) -> dict[str, Any]:
    """Choose what an article of a label is about: not everything of it, so that two articles of a label share only some words."""
    told = _told()["labels"][label]
    return {**told, "things": dice.some(told["things"], 5), "people": dice.some(told["people"], 2), "sentences": dice.some(told["sentences"], 9)}


def _next(focus: dict[str, Any], elsewhere: dict[str, Any], *, foreign: int, dice: Dice) -> tuple[str, dict[str, Any]]:
    """Choose the pattern of the next sentence, and what it is about."""
    thrown = dice.below(100)
    if thrown < foreign:
        return dice.one(elsewhere["sentences"]), elsewhere
    if thrown < foreign + (100 - foreign) * GENERAL // 100:
        return dice.one(_told()["general"]["sentences"]), focus
    return dice.one(focus["sentences"]), focus


def _fill(pattern: str, focus: dict[str, Any], dice: Dice) -> str:
    general = _told()["general"]
    was, und = dice.some(focus["things"], 2)
    filled = pattern.format(
        was=was, und=und, wer=dice.one(focus["people"]), ort=dice.one(general["places"]), tag=dice.one(general["days"]), zahl=2 + dice.below(97)
    )
    return filled[0].upper() + filled[1:]


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(LABELS.read_text(encoding="utf-8"))
