"""Paths of sections and articles, without a query."""

from __future__ import annotations

from django.utils.encoding import iri_to_uri
from wagtail.models import Page


def of(page: Page) -> str:
    """Return the public path of a page, percent-encoded; one site lives below the front page, whose own slug is no part of it."""
    return str(iri_to_uri("/" + str(page.url_path or "").lstrip("/").partition("/")[2]))


def of_topic(slug: str) -> str:
    """Return the path of a topic (INTERFACES.md)."""
    return f"/topics/{slug}/"


def of_author(slug: str) -> str:
    """Return the path of an author (INTERFACES.md)."""
    return f"/authors/{slug}/"


def numbered(path: str, number: int | None) -> str:
    """Return the path of one page of a list; the first has no number, ``None`` is no page."""
    if number is None:
        return ""
    return path if number == 1 else f"{path}?page={number}"
