"""The body of an article as plain blocks for the template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from depesche.brand.models import Picture
from depesche.website import images, rich_text
from depesche.website.images import Image


@dataclass(frozen=True)
class Text:
    """Paragraphs; ``html`` is safe."""

    kind: ClassVar[str] = "text"
    html: str


@dataclass(frozen=True)
class Heading:
    """A sub-heading."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Quote:
    """Words of a named speaker."""

    kind: ClassVar[str] = "quote"
    text: str
    speaker: str
    role: str


@dataclass(frozen=True)
class Points:
    """A list; each item is safe HTML of one line."""

    kind: ClassVar[str] = "points"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A picture with its caption; the credit is the picture's."""

    kind: ClassVar[str] = "figure"
    image: Image
    caption: str


Block = Text | Heading | Quote | Points | Figure


def blocks(stream: Any) -> tuple[Block, ...]:
    """Turn a stored body into plain blocks; a block whose picture was deleted is left out, an empty one too."""
    images.load(_pictures(stream))
    return tuple(block for block in (BUILDERS[child.block_type](child.value) for child in stream) if block is not None)


def _pictures(stream: Any) -> Iterator[Picture | None]:
    return (child.value["picture"] for child in stream if child.block_type == "picture")


def _text(value: Any) -> Text | None:
    html = rich_text.html(value.source)
    return Text(html) if html.strip() else None


def _heading(value: str) -> Heading | None:
    return Heading(value.strip()) if value.strip() else None


def _quote(value: Any) -> Quote | None:
    return Quote(value["quote"].strip(), value["speaker"].strip(), (value["role"] or "").strip()) if value["quote"].strip() else None


def _points(value: Any) -> Points | None:
    items = tuple(item for item in (rich_text.inline(entry.source).strip() for entry in value) if item)
    return Points(items) if items else None


def _figure(value: Any) -> Figure | None:
    image = images.image(value["picture"], images.ARTICLE, alt=value["alternative_text"] or "")
    return Figure(image, (value["caption"] or "").strip()) if image else None


BUILDERS: dict[str, Callable[[Any], Block | None]] = {"text": _text, "heading": _heading, "quote": _quote, "list": _points, "picture": _figure}
