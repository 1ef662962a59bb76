"""The plain text of a mail, written from the same blocks as its HTML, so that both always say the same."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from depesche.brand import letterhead_slots, letterhead_tables
from depesche.brand.letterhead_blocks import (
    Amends,
    Block,
    Button,
    Day,
    Divider,
    Facts,
    Heading,
    Headline,
    Look,
    Mark,
    Offer,
    Paragraph,
    Sheet,
    Slot,
    Small,
    Table,
    Teaser,
)

WIDTH = 72
RULE, STRONG_RULE = "-" * WIDTH, "=" * WIDTH
LABELLED = (Look.BREAKING, Look.OFFER)  # the word stands above everything else
PARAGRAPHS = frozenset({"p", "h2", "h3", "h4", "blockquote", "ul", "ol", "div"})


def masthead(name: str, sheet: Sheet) -> str:
    """Write the head of a mail: whose it is, which newsletter and of which day; the word for what it is where that must be known first."""
    edition = " · ".join(part for part in (sheet.edition, sheet.date) if part)
    label = [f"[{sheet.label}]"] if sheet.label and sheet.look in LABELLED else []
    return "\n".join(filter(None, (*label, wrap(name.upper()), wrap(edition), STRONG_RULE)))


def plain(blocks: Sequence[Block]) -> str:
    """Write the blocks as text of at most 72 columns; only addresses may be longer."""
    return "\n\n".join(part for part in map(_block, blocks) if part)


def wrap(text: str, *, indent: str = "", first: str | None = None) -> str:
    """Break a text into lines; words and addresses stay whole."""
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def from_html(html: str) -> str:
    """Turn simple HTML into text: links as ``words (address)``, list items with a dash or their number."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


def _block(block: Block) -> str:
    match block:
        case Heading():
            return _heading(block.text)
        case Paragraph() | Small():
            return from_html(block.html)
        case Button():
            return f"{wrap(block.label + ':')}\n{block.url}"
        case Slot():
            return letterhead_slots.in_text(block.key, plain(block.blocks))
        case Table():
            return letterhead_tables.plain(block, width=WIDTH)
        case Divider():
            return RULE
        case Headline() | Teaser() | Offer() | Day() | Amends() | Facts():
            return _told(block)


def _told(block: Headline | Teaser | Offer | Day | Amends | Facts) -> str:
    match block:
        case Headline():
            return _headline(block)
        case Teaser():
            return _teaser(block)
        case Offer():
            return _offer(block)
        case Day():
            return wrap(block.said)  # the day itself stands in the masthead
        case Amends():
            said = (wrap(f"{line.name}: {line.text}") for line in block.lines)
            return "\n\n".join((_heading(block.heading or block.label), *said, f"{wrap(block.link + ':')}\n{block.url}"))
        case Facts():
            return "\n".join(wrap(line) for name, text in block.lines for line in f"{name}: {text}".split("\n"))


def _headline(block: Headline) -> str:
    title, lead = _marked(block.text, block.marks), _marked(block.lead, block.lead_marks)
    return "\n\n".join(filter(None, (_heading(title), wrap(lead))))


def _teaser(block: Teaser) -> str:
    title, lead = _marked(block.title, block.title_marks), _marked(block.lead, block.lead_marks)
    return _lines(block.kicker.upper(), title, lead, block.url)


def _offer(block: Offer) -> str:
    label = "" if block.is_lead else f"[{_('Advertisement')}]"
    return _lines(label, block.name, block.text, " ".join(part for part in (block.price, block.note) if part), block.terms, block.url)


def _heading(text: str) -> str:
    said = wrap(text)
    return f"{said}\n{'=' * max(map(len, said.splitlines()), default=0)}"


def _lines(*texts: str) -> str:
    return "\n".join(wrap(text) for text in texts if text)


def _marked(text: str, marks: Sequence[Mark]) -> str:
    return " ".join([text, *(f"[{mark.number}: {mark.word}]" for mark in marks)]).strip()


class _Reader(HTMLParser):
    """Collects paragraphs and the addresses of links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._paragraphs: list[tuple[str | None, str]] = []
        self._words = ""
        self._first: str | None = None
        self._numbers: list[int] = []
        self._link = ""
        self._link_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a paragraph, a line or a link."""
        if tag in PARAGRAPHS:
            self._end()
        if tag in {"ul", "ol"}:
            self._numbers.append(0 if tag == "ol" else -1)
        elif tag == "li":
            self._end()
            self._first = self._mark()
        elif tag == "br":
            self._words += "\n"
        elif tag == "a":
            self._link, self._link_from = dict(attrs).get("href") or "", len(self._words)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened; a link's address follows its words unless it is those words."""
        if tag == "a" and self._link:
            if self._words[self._link_from :].strip() not in {self._link, self._link.removeprefix("mailto:"), self._link.removeprefix("tel:")}:
                self._words += f" ({self._link})"
            self._link = ""
        elif tag in PARAGRAPHS or tag == "li":
            self._end()
            if tag in {"ul", "ol"} and self._numbers:
                self._numbers.pop()

    def handle_data(self, data: str) -> None:
        """Take words."""
        self._words += " ".join(data.split("\n"))

    def text(self) -> str:
        """Return what was collected; the items of a list stand close together."""
        self._end()
        said = ""
        previous: str | None = ""
        for first, words in self._paragraphs:
            indent = "" if first is None else " " * len(first)
            lines = "\n".join(wrap(line, indent=indent, first=first if number == 0 else None) for number, line in enumerate(words.split("\n")))
            close = first is not None and previous is not None
            said += ("\n" if close else "\n\n") + lines if said else lines
            previous = first
        return said

    def _mark(self) -> str:
        if not self._numbers or self._numbers[-1] < 0:
            return "- "
        self._numbers[-1] += 1
        return f"{self._numbers[-1]}. "

    def _end(self) -> None:
        if self._words.strip():
            self._paragraphs.append((self._first, self._words.strip()))
        self._words, self._first = "", None
