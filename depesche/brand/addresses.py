"""Public paths of Wagtail's pages, without a query."""

from __future__ import annotations

from django.utils.encoding import iri_to_uri
from wagtail.models import Page


def of_page(page: Page) -> str:
    """Return the public path of a page, percent-encoded; one site lives below the front page, whose own slug is no part of it."""
    return str(iri_to_uri("/" + str(page.url_path or "").lstrip("/").partition("/")[2]))
