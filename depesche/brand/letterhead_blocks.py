"""What a mail is made of: plain pieces that know nothing of HTML mail or of plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Link(NamedTuple):
    """A link in the footer of a mail; ``url`` is absolute."""

    label: str
    url: str


@dataclass(frozen=True)
class Heading:
    """A line that opens a part of the mail."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; ``html`` may hold links, emphasis and lists, anything else is dropped."""

    html: str


@dataclass(frozen=True)
class Button:
    """The one thing to do. The address also stands in the plain text."""

    label: str
    url: str


class Mark(NamedTuple):
    """How sure a statement is: its number, the word for it, and where the evidence stands."""

    number: int
    word: str
    url: str


@dataclass(frozen=True)
class Teaser:
    """An article, with or without its picture; marks follow the text that they belong to."""

    kicker: str
    title: str
    lead: str
    url: str
    picture_url: str = ""
    picture_alt: str = ""
    title_marks: Sequence[Mark] = ()
    lead_marks: Sequence[Mark] = ()


@dataclass(frozen=True)
class Table:
    """Figures; the first cell of a row says what they are, the others stand right. ``notes`` are whole sentences below: as of when, whose figures.

    ``more`` says what was left out, ``url`` leads to where all of it is.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str]
    url: str
    subtitle: str = ""
    more: str = ""


@dataclass(frozen=True)
class Offer:
    """Something the publisher sells; always under the word that says that it is advertising.

    ``price`` and ``terms`` (how many are left, until when) are written for people.
    """

    name: str
    text: str
    price: str
    note: str
    url: str
    picture_url: str = ""
    terms: str = ""


@dataclass(frozen=True)
class Small:
    """Small print; ``html`` as in :class:`Paragraph`."""

    html: str


@dataclass(frozen=True)
class Divider:
    """A thin line."""


@dataclass(frozen=True)
class Slot:
    """A part that only some recipients get (``letterhead_slots.py``); ``key`` has small letters, digits and dashes."""

    key: str
    blocks: Sequence[Heading | Paragraph | Button | Small | Divider]


Block = Heading | Paragraph | Button | Teaser | Table | Offer | Small | Divider | Slot


@dataclass(frozen=True)
class Sheet:
    """One mail before it is dressed: what it says, why the reader gets it, and the links of its footer.

    ``is_bare``: a masthead without claim and without a link to the site, for mail that must hold no advert (L-24).
    """

    subject: str
    preheader: str
    blocks: Sequence[Block]
    reason: str
    links: Sequence[tuple[str, str]] = field(default=())
    language: str = "de"
    is_bare: bool = False


@dataclass(frozen=True)
class Rendered:
    """The two bodies of a mail."""

    html: str
    text: str
