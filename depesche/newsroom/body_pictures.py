"""Which pictures the body of an article shows, whatever block they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from depesche.brand.models import Picture

Shown = tuple[Picture | None, str]


def shown(body: Iterable[Any]) -> Iterator[Shown]:
    """Yield every picture with the alternative text given in its block; ``None`` stands for one that was deleted meanwhile."""
    for block in body:
        if block.block_type in IN_BLOCKS:
            yield from IN_BLOCKS[block.block_type](block.value)


def _picture(value: Any) -> Iterable[Shown]:
    return [(value["picture"], value["alternative_text"] or "")]


def _gallery(value: Any) -> Iterable[Shown]:
    return [(item["picture"], item["alternative_text"] or "") for item in value["pictures"]]


def _embed(value: Any) -> Iterable[Shown]:
    """The picture before a player is described by what the player shows."""
    return [(value["picture"], value["title"])] if value["picture"] else []


IN_BLOCKS: dict[str, Callable[[Any], Iterable[Shown]]] = {"picture": _picture, "gallery": _gallery, "embed": _embed}
