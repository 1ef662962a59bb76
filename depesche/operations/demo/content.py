"""Reads the demo's articles from their files: plain values, no database."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
MARK = re.compile(r"\{(C\d+)(?: (A\d+))?: ([^{}]+)\}")
BOLD = re.compile(r"\*\*([^*]+)\*\*")


@dataclass(frozen=True)
class Article:
    """One article as its file tells it; ``body`` is the stream field's raw value, in which pictures, files and offers are named by their keys."""

    slug: str
    section: str
    kicker: str
    title: str
    lead: str
    topics: tuple[str, ...]
    author: str
    picture: str
    picture_caption: str
    background: tuple[str, ...]
    body: tuple[dict[str, Any], ...]
    dated: str = ""
    head_claims: tuple[tuple[str, str], ...] = ()
    days_before: int = 0
    time: str = "09:00"

    def moment(self, start: datetime, zone: str) -> datetime:
        """Return the date shown: a fixed one, or so many days before the first start."""
        if self.dated:
            return datetime.fromisoformat(self.dated)
        day = start.astimezone(ZoneInfo(zone)).date() - timedelta(days=self.days_before)
        return datetime.combine(day, time.fromisoformat(self.time), tzinfo=ZoneInfo(zone))


@cache
def site() -> dict[str, Any]:
    """Return the file of the site: publisher, sections, topics, authors, texts, campaigns."""
    return tomllib.loads((FOLDER / "site.toml").read_text(encoding="utf-8"))


@cache
def pictures() -> dict[str, Any]:
    """Return the alternative texts of the pictures, with their credit and licence."""
    return tomllib.loads((FOLDER / "pictures.toml").read_text(encoding="utf-8"))


@cache
def claims() -> dict[str, Any]:
    """Return questions, sources, claims and assertions, by their keys."""
    return tomllib.loads((FOLDER / "claims.toml").read_text(encoding="utf-8"))


def articles() -> list[Article]:
    """Return all articles, the oldest first."""
    found = [_article(path) for path in sorted((FOLDER / "articles").glob("*.toml"))]
    return sorted(found, key=lambda article: (not article.dated, -article.days_before))


def _article(path: Path) -> Article:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    lists: dict[str, Any] = {name: tuple(told.pop(name, ())) for name in ("topics", "background", "head_claims")}
    return Article(slug=path.stem, body=tuple(blocks(told.pop("body"), told.pop("blocks", {}))), **lists, **told)


def blocks(text: str, named: Mapping[str, dict[str, Any]] | None = None) -> Iterator[dict[str, Any]]:
    """Turn the text of a file into the blocks of a body: ``##`` headings, ``>`` quotes with ``--`` speaker, ``-`` lists, ``***`` lines, paragraphs.

    ``@name`` stands for the block of that name, which the file describes apart.
    """
    run: list[str] = []
    for part in re.split(r"\n{2,}", text.strip()):
        block = (named or {})[part[1:]] if part.startswith("@") else _block(part)
        if block is None:
            run.append(f"<p>{inline(' '.join(part.split()))}</p>")
            continue
        if run:
            yield {"type": "text", "value": "".join(run)}
            run = []
        yield block
    if run:
        yield {"type": "text", "value": "".join(run)}


def _block(part: str) -> dict[str, Any] | None:
    if part.startswith("## "):
        return {"type": "heading", "value": escape(part[3:].strip(), quote=False)}
    if part.startswith("> "):
        quote, _, speaker = part[2:].partition("\n-- ")
        name, _, role = speaker.partition(", ")
        return {"type": "quote", "value": {"quote": " ".join(quote.split()), "speaker": name.strip(), "role": role.strip()}}
    if part == "***":
        return {"type": "divider", "value": None}
    if part.startswith("- "):
        return {"type": "list", "value": [f"<p>{inline(line[2:].strip())}</p>" for line in part.splitlines()]}
    return None


def inline(text: str) -> str:
    """Return a line with its links, bold words and marks as HTML; ``{C05 A08: words}`` marks words, by the keys of claim and assertion."""
    bold = BOLD.sub(r"<b>\1</b>", escape(text, quote=False))
    return MARK.sub(_mark, LINK.sub(r'<a href="\2">\1</a>', bold))


def _mark(found: re.Match[str]) -> str:
    claim, assertion, words = found.groups()
    more = f' data-assertion="{assertion}"' if assertion else ""
    return f'<span data-claim="{claim}"{more}>{words}</span>'
