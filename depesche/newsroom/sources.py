"""Whose words an article carries: the speakers of its quotes, typed or chosen from the newsroom's sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

from depesche.newsroom import words

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage

GIVEN = frozenset({"quote", "chart", "prices"})  # blocks for which a source can be chosen


class SourceUse(models.Model):
    """A live article carries words of a source. ``key`` is the folded name: one source, however its name is written."""

    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200, db_index=True)
    name = models.CharField(max_length=200)

    class Meta:
        app_label = "newsroom"
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="newsroom_source_use_once")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.name}"


@dataclass(frozen=True)
class Source:
    """Who said something: the key under which articles meet, and the name as readers see it."""

    key: str
    name: str


def of(article: ArticlePage) -> tuple[Source, ...]:
    """Return the sources of an article as it is now, live or draft, each once."""
    found: dict[str, Source] = {}
    for block in article.body:
        if block.block_type == "quote":
            chosen = block.value.get("source")
            name = " ".join(str(chosen.name if chosen else block.value["speaker"] or "").split())[:200]
            key = " ".join(words.fold(part) for part in name.split() if words.fold(part))[:200]
            if key:
                found.setdefault(key, Source(key, name))
    return tuple(found.values())


def chosen(article: ArticlePage) -> set[int]:
    """Return the numbers of the newsroom's sources that quotes, charts and tables of prices of an article were given, live or draft."""
    given = (block.value.get("source") for block in article.body if block.block_type in GIVEN)
    return {source.pk for source in given if source}


def enter(article: ArticlePage) -> None:
    """Write down the sources of a live article."""
    now = of(article)
    forget(article.pk)
    SourceUse.objects.bulk_create(SourceUse(article_id=article.pk, key=source.key, name=source.name) for source in now)


def forget(article_id: int) -> None:
    """Drop the sources of an article that is no longer live."""
    SourceUse.objects.filter(article_id=article_id).delete()
