"""The plain blocks of which an article's body consists. ``template`` is the file that shows a block; every text is unescaped unless it says HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from depesche.website.drawn import Drawn, Priced
from depesche.website.figures_chart import Chart
from depesche.website.images import Image
from depesche.website.offers import Offer

FOLDER = "website/blocks/"
# Those whose rules stand in blocks.css; articles with one of them load the sheet that has it.
RARE = frozenset(
    f"{FOLDER}{name}.html" for name in ("embed", "fact_check", "file", "gallery", "knowledge", "offer", "pull_quote", "table", "timeline")
)


DRAWN = frozenset({Drawn.template, Priced.template})  # whose rules stand in charts.css


@dataclass(frozen=True)
class Text:
    """Paragraphs; ``html`` is safe."""

    template: ClassVar[str] = FOLDER + "text.html"
    html: str


@dataclass(frozen=True)
class Heading:
    """A sub-heading, one line."""

    template: ClassVar[str] = FOLDER + "heading.html"
    html: str


@dataclass(frozen=True)
class Quote:
    """Words of a named speaker."""

    template: ClassVar[str] = FOLDER + "quote.html"
    text: str
    speaker: str
    role: str


@dataclass(frozen=True)
class PullQuote:
    """A sentence of the article, set large."""

    template: ClassVar[str] = FOLDER + "pull_quote.html"
    text: str


@dataclass(frozen=True)
class Points:
    """A list; each item is safe HTML of one line."""

    template: ClassVar[str] = FOLDER + "points.html"
    items: tuple[str, ...]


@dataclass(frozen=True)
class FactBox:
    """What readers should know beside the text; ``html`` is safe."""

    template: ClassVar[str] = FOLDER + "fact_box.html"
    heading: str
    html: str


@dataclass(frozen=True)
class Cell:
    """One cell of a table, or the heading of a column; numbers stand right."""

    text: str
    is_number: bool


@dataclass(frozen=True)
class Table:
    """A table; all rows are as long as ``columns``."""

    template: ClassVar[str] = FOLDER + "table.html"
    caption: str
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    named_rows: bool
    source: str


@dataclass(frozen=True)
class Divider:
    """A short line between two thoughts."""

    template: ClassVar[str] = FOLDER + "divider.html"


@dataclass(frozen=True)
class Figure:
    """A picture with its caption; the credit is the picture's."""

    template: ClassVar[str] = FOLDER + "figure.html"
    image: Image
    caption: str


@dataclass(frozen=True)
class Gallery:
    """Pictures that belong together."""

    template: ClassVar[str] = FOLDER + "gallery.html"
    heading: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Embed:
    """A player or map of somebody else, not loaded yet. ``shape`` is a CSS ratio, or a height where the frame ``is_tall``."""

    template: ClassVar[str] = FOLDER + "embed.html"
    title: str
    provider: str
    host: str
    address: str
    frame: str
    shape: str
    is_tall: bool
    image: Image | None


@dataclass(frozen=True)
class File:
    """A file for readers to keep; ``kind`` is its ending in capitals, ``size`` for people."""

    template: ClassVar[str] = FOLDER + "file.html"
    title: str
    path: str
    kind: str
    size: str


@dataclass(frozen=True)
class Newsletter:
    """The place of the sign-up form within the text; both texts may be empty."""

    template: ClassVar[str] = FOLDER + "newsletter.html"
    heading: str
    text: str


@dataclass(frozen=True)
class Statement:
    """A claim: what it says, how far it is certain, and the path of its page; the path is empty while readers have not met it."""

    text: str
    standing: str
    path: str


@dataclass(frozen=True)
class Figures:
    """What sources say to one question, drawn."""

    template: ClassVar[str] = FOLDER + "figures.html"
    chart: Chart


@dataclass(frozen=True)
class Knowledge:
    """What is known, what is not, and what has turned out not to be so; an empty list is not shown."""

    template: ClassVar[str] = FOLDER + "knowledge.html"
    heading: str
    known: tuple[Statement, ...]
    unknown: tuple[Statement, ...]
    wrong: tuple[Statement, ...]


@dataclass(frozen=True)
class Moment:
    """What happened then; ``when`` is for people, ``machine`` for machines (ISO 8601), ``html`` is safe."""

    when: str
    machine: str
    html: str
    claim: Statement | None


@dataclass(frozen=True)
class Timeline:
    """What happened when, in the order of time."""

    template: ClassVar[str] = FOLDER + "timeline.html"
    heading: str
    entries: tuple[Moment, ...]


@dataclass(frozen=True)
class FactCheck:
    """A claim, who says so, and what the check found; ``assessment`` is the stored word, ``verdict`` what readers read, ``html`` is safe."""

    template: ClassVar[str] = FOLDER + "fact_check.html"
    claim: Statement
    claimants: tuple[str, ...]
    assessment: str
    verdict: str
    summary: str
    html: str


Block = (
    Drawn
    | Priced
    | Figures
    | Knowledge
    | Timeline
    | FactCheck
    | Text
    | Heading
    | Quote
    | PullQuote
    | Points
    | FactBox
    | Table
    | Divider
    | Figure
    | Gallery
    | Embed
    | File
    | Newsletter
    | Offer
)
