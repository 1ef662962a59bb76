"""What the search finds: one row per live article with its folded text, written in the transaction that publishes it."""

from __future__ import annotations

import unicodedata

from django.db import models


class SearchEntry(models.Model):
    """The words of a live article, folded so that both databases compare them alike."""

    article = models.OneToOneField("newsroom.ArticlePage", on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    headline = models.CharField(max_length=400)
    text = models.TextField()

    class Meta:
        app_label = "newsroom"

    def __str__(self) -> str:
        return self.headline


def fold(text: str) -> str:
    """Return text as it is compared: case folded, accents and umlauts dropped, white space single.

    >>> fold("Größe  ÄNDERUNG")
    'grosse anderung'
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def words(typed: str, *, most: int = 8) -> list[str]:
    """Split what a reader typed into folded words, at most ``most`` of them, without doubles."""
    return list(dict.fromkeys(fold(typed[:400]).split()))[:most]
