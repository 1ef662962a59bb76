"""Labelled articles to measure with: read from a file, or made up, and published in a scratch home."""

# mypy: disable-error-code="no-untyped-call"
# Wagtail's pages carry no types.

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depesche.kernel.refusal import Refusal
from depesche.operations.bench.news import Report
from depesche.operations.demo import content

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage

TAG = re.compile(r"<[^>]+>")
DEMO_LABELS = {"nordkoreas-soldaten-in-russland": "verteidigung"}
FIRST_DAY = datetime(2024, 1, 1, 8, 0, tzinfo=UTC)


def read(path: Path) -> list[Report]:
    """Read one article per line: ``{"title": ..., "text": ..., "label": ...}``; the label may be called ``section``.

    :raises Refusal: codes ``corpus-unreadable``, ``corpus-empty``
    """
    found = []
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                found.append(_report(line, number))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(code="corpus-unreadable", message=f"{path} cannot be read: {error}.", help="Name a text file in UTF-8.") from error
    if not found:
        raise Refusal(code="corpus-empty", message=f"{path} holds no article.", help="One JSON object per line, with title, text and label.")
    return found


def demo() -> list[Report]:
    """Return the articles of the demo: all are about precious metals but the one about soldiers."""
    return [
        Report(title=article.title, text=f"{article.lead}\n\n{_text(article.body)}", label=DEMO_LABELS.get(article.slug, "edelmetalle"))
        for article in content.articles()
    ]


def _text(body: Iterable[dict[str, Any]]) -> str:
    """Return the words of a demo article's blocks, without mark-up; tables, players, files and advertising aside."""
    parts = []
    for block in body:
        value = block["value"]
        if block["type"] == "quote":
            parts.append(value["quote"])
        elif block["type"] == "list":
            parts.append(" ".join(value))
        elif isinstance(value, str) and block["type"] != "offer":
            parts.append(value)
    return "\n\n".join(unescape(TAG.sub(" ", part)) for part in parts)


def _report(line: str, number: int) -> Report:
    try:
        told = json.loads(line)
        return Report(title=str(told["title"]), text=str(told["text"]), label=str(told["label"] if "label" in told else told["section"]))
    except (ValueError, TypeError, KeyError) as error:
        raise Refusal(
            code="corpus-unreadable",
            message=f"Line {number} is no article: {error!r}.",
            help='Each line is a JSON object such as {"title": "…", "text": "…", "label": "…"}.',
        ) from error


def publish(reports: Iterable[Report]) -> list[tuple[ArticlePage, str]]:
    """Publish articles as an import would, in one section, a few hours apart; return each with its label. The labels go into no article."""
    from depesche.newsroom import publishing
    from depesche.newsroom.models import ArticlePage, HomePage, SectionPage

    section = SectionPage(title="Messung", slug="messung")
    HomePage.objects.get().add_child(instance=section)
    made = []
    for number, report in enumerate(reports):
        title = " ".join(report.title.split())[: publishing.LONGEST_HEADLINE] or f"Artikel {number}"
        text = "".join(f"<p>{escape(part.strip())}</p>" for part in report.text.split("\n\n") if part.strip()) or f"<p>{escape(title)}</p>"
        page = ArticlePage(title=title, slug=f"artikel-{number}", body=[("text", _rich(text))], dated=FIRST_DAY + timedelta(hours=number))
        section.add_child(instance=page)
        made.append((page, report.label))
    return made


def _rich(html: str) -> object:
    from wagtail.rich_text import RichText

    return RichText(html)
