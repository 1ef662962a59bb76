"""What the demo shows as live: the ticker of an article, and a breaking-news banner that leads to it."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from depesche.brand.models import User
from depesche.newsroom import breaking, ticker
from depesche.newsroom.models import ArticlePage
from depesche.newsroom.ticker import Said
from depesche.operations.demo import content


def run(articles: Mapping[str, ArticlePage], *, editor: User, chief: User, at: datetime) -> None:
    """Open the ticker, write its entries, each so many minutes before the first start, and point to it on every page for two hours."""
    told = tomllib.loads((content.FOLDER / "ticker.toml").read_text(encoding="utf-8"))
    article = ArticlePage.objects.get(pk=articles[told["article"]].pk)
    entries = told["entries"]
    ticker.open_ticker(article, by=chief, at=at - timedelta(minutes=entries[0]["minutes_before"] + 5))
    for entry in entries:
        said = Said(
            headline=entry.get("headline", ""),
            text=f"<p>{content.inline(entry['text'])}</p>",
            is_important=entry.get("important", False),
            is_pinned=entry.get("pinned", False),
        )
        ticker.publish(article, said, key=uuid.uuid4(), by=editor, at=at - timedelta(minutes=entry["minutes_before"]))
    breaking.announce(article=article, text=told["breaking"], by=chief, at=at)
