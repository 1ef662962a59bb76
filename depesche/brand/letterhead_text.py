"""The plain text of a mail, written from the same blocks as its HTML, so that both always say the same."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from depesche.brand import letterhead_slots, letterhead_tables
from depesche.brand.letterhead_blocks import Block, Button, Divider, Heading, Mark, Offer, Paragraph, Slot, Small, Table, Teaser

WIDTH = 72
RULE = "-" * WIDTH
PARAGRAPHS = frozenset({"p", "h2", "h3", "h4", "blockquote", "ul", "ol", "div"})


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
            return f"{wrap(block.text)}\n{'=' * min(len(block.text), WIDTH)}"
        case Paragraph() | Small():
            return from_html(block.html)
        case Button():
            return f"{wrap(block.label + ':')}\n{block.url}"
        case Teaser():
            title, lead = _marked(block.title, block.title_marks), _marked(block.lead, block.lead_marks)
            return "\n".join(part for part in (wrap(block.kicker.upper()), wrap(title), wrap(lead), block.url) if part)
        case Slot():
            return letterhead_slots.in_text(block.key, plain(block.blocks))
        case Table():
            return letterhead_tables.plain(block, width=WIDTH)
        case Offer():
            price = " ".join(part for part in (block.price, block.note) if part)
            lines = (f"[{_('Advertisement')}]", wrap(block.name), wrap(block.text), wrap(price), wrap(block.terms), block.url)
            return "\n".join(line for line in lines if line)
        case Divider():
            return RULE


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
