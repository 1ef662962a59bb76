"""Paths of sections and articles, without a query."""

from __future__ import annotations

from depesche.brand.addresses import of_page as of

__all__ = ["ARCHIVE", "numbered", "of", "of_author", "of_claim", "of_month", "of_source", "of_topic"]
ARCHIVE = "/archive/"


def of_topic(slug: str) -> str:
    """Return the path of a topic (INTERFACES.md)."""
    return f"/topics/{slug}/"


def of_author(slug: str) -> str:
    """Return the path of an author (INTERFACES.md)."""
    return f"/authors/{slug}/"


def of_claim(slug: str) -> str:
    """Return the path of a claim (INTERFACES.md)."""
    return f"/claims/{slug}/"


def of_source(slug: str) -> str:
    """Return the path of a source (INTERFACES.md)."""
    return f"/sources/{slug}/"


def of_month(year: int, month: int) -> str:
    """Return the path of a month's articles."""
    return f"{ARCHIVE}{year}/{month:02d}/"


def numbered(path: str, number: int | None) -> str:
    """Return the path of one page of a list; the first has no number, ``None`` is no page."""
    if number is None:
        return ""
    return path if number == 1 else f"{path}?page={number}"
