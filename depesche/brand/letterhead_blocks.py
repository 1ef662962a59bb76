"""What a mail is made of: plain pieces that know nothing of HTML mail or of plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple


class Look(Enum):
    """How a mail is laid out: one family of templates, a template of its own for each (``templates/brand/letterhead/looks``)."""

    LETTER = "letter"
    ISSUE = "issue"
    BREAKING = "breaking"
    DIGEST = "digest"
    OFFER = "offer"
    CORRECTION = "correction"
    WELCOME = "welcome"
    CONFIRMATION = "confirmation"


class Link(NamedTuple):
    """A link in the footer of a mail; ``url`` is absolute."""

    label: str
    url: str


class Mark(NamedTuple):
    """How sure a statement is: its number, the word for it, and where the evidence stands."""

    number: int
    word: str
    url: str


@dataclass(frozen=True)
class Heading:
    """A line that opens a part of the mail."""

    text: str


@dataclass(frozen=True)
class Headline:
    """The one headline of a mail and what stands below it; with ``url`` it leads to its article. Marks say how sure it is."""

    text: str
    url: str = ""
    lead: str = ""
    marks: Sequence[Mark] = ()
    lead_marks: Sequence[Mark] = ()


@dataclass(frozen=True)
class Paragraph:
    """Running text; ``html`` may hold links, emphasis and lists, anything else is dropped."""

    html: str


@dataclass(frozen=True)
class Button:
    """The one thing to do. The address also stands in the plain text, and below the button after the sentence ``below``, if there is one."""

    label: str
    url: str
    below: str = ""


@dataclass(frozen=True)
class Teaser:
    """An article, with or without its picture; marks follow the text that they belong to.

    The lead story has its picture above, in the width of the mail; others have a small one beside.
    """

    kicker: str
    title: str
    lead: str
    url: str
    picture_url: str = ""
    picture_alt: str = ""
    title_marks: Sequence[Mark] = ()
    lead_marks: Sequence[Mark] = ()
    is_lead: bool = False


@dataclass(frozen=True)
class Table:
    """Figures; the first cell of a row says what they are, the others stand right. ``notes`` are whole sentences below: as of when, whose figures.

    ``more`` says what was left out, ``url`` leads to where all of it is, if anywhere.
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
    is_lead: bool = False


@dataclass(frozen=True)
class Day:
    """The day that a digest is about, as a leaf of a calendar; ``number`` is the day of the month, ``said`` what the mail holds."""

    number: str
    weekday: str
    month: str
    said: str


class Line(NamedTuple):
    """A text with its word in front; ``is_wrong`` and ``is_right`` give it a colour, never the only sign."""

    name: str
    text: str
    is_wrong: bool = False
    is_right: bool = False


@dataclass(frozen=True)
class Amends:
    """What was wrong and what is right, below the word for it: correction, clarification, retraction; ``url`` leads to all of them."""

    label: str
    lines: Sequence[Line]
    url: str
    link: str
    heading: str = ""


@dataclass(frozen=True)
class Facts:
    """What somebody may want to look up later, each with its name; on a ground of its own."""

    lines: Sequence[tuple[str, str]]


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
    blocks: Sequence[Heading | Paragraph | Button | Amends | Small | Divider]


Block = Heading | Headline | Paragraph | Button | Teaser | Table | Offer | Day | Amends | Facts | Small | Divider | Slot


@dataclass(frozen=True)
class Sheet:
    """One mail before it is dressed: what it says, why the reader gets it, and the links of its footer.

    ``is_bare``: a masthead without claim and without a link to the site, for mail that must hold no advert (L-24).
    ``label`` is the word that says what kind of mail it is ("Breaking news", "Advertisement"), ``edition`` which newsletter, ``date`` of which day.
    """

    subject: str
    preheader: str
    blocks: Sequence[Block]
    reason: str
    links: Sequence[tuple[str, str]] = field(default=())
    language: str = "de"
    is_bare: bool = False
    look: Look = Look.LETTER
    label: str = ""
    edition: str = ""
    date: str = ""


@dataclass(frozen=True)
class Rendered:
    """The two bodies of a mail."""

    html: str
    text: str
