"""Public paths of Wagtail's pages, without a query."""

from __future__ import annotations

from django.utils.encoding import iri_to_uri
from wagtail.models import Page


def of_page(page: Page) -> str:
    """Return the public path of a page, percent-encoded."""
    return str(iri_to_uri(plain(str(page.url_path or ""))))


def plain(url_path: str) -> str:
    """Return the public path for a page's ``url_path``: one site lives below the front page, whose own slug is no part of it.

    >>> plain("/front/maerkte/gold/")
    '/maerkte/gold/'
    """
    return "/" + url_path.lstrip("/").partition("/")[2]
