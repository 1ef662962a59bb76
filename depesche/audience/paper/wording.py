"""A consent text's HTML as paragraphs and runs of plain words, so that paper shows it without any markup of ours being made from it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

STRONG, EMPHASIS = {"strong", "b"}, {"em", "i"}


def blocks(html: str) -> list[dict[str, Any]]:
    """Return the paragraphs of a wording: each with ``kind`` (``p`` or ``li``) and ``runs`` of text; a link's address stands behind it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [block for block in reader.blocks if any(run["text"].strip() for run in block["runs"])]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[dict[str, Any]] = []
        self._open: list[str] = []
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or a word that is stressed."""
        if tag in {"p", "li", "br", "ul", "ol"}:
            self._begin("li" if tag == "li" else "p")
        elif tag == "a":
            self._address = next((value for name, value in attrs if name == "href" and value), "")
        else:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a block, a stress or a link."""
        if tag in {"p", "li", "ul", "ol"}:
            self._begin("p")
        elif tag == "a" and self._address:
            self._say(f" <{self._address.removeprefix('mailto:')}>")
            self._address = ""
        elif tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        """Take words."""
        self._say(" ".join(data.split()) if data.strip() == "" else data.replace("\n", " "))

    def _begin(self, kind: str) -> None:
        self.blocks.append({"kind": kind, "runs": []})

    def _say(self, text: str) -> None:
        if not self.blocks:
            self._begin("p")
        opened = set(self._open)
        self.blocks[-1]["runs"].append({"text": text, "strong": bool(opened & STRONG), "emphasis": bool(opened & EMPHASIS)})
