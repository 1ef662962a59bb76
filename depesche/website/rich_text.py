"""Rich text as stored by the editor, turned into the HTML that readers get."""

from __future__ import annotations

import nh3
from wagtail.rich_text import expand_db_html

ELEMENTS = {"p", "br", "b", "strong", "i", "em", "a", "ul", "ol", "li"}
SCHEMES = {"https", "http", "mailto", "tel"}


def html(source: str) -> str:
    """Return safe HTML: links to pages are resolved, everything but plain text mark-up is dropped."""
    return _clean(source, ELEMENTS)


def inline(source: str) -> str:
    """Return safe HTML for a place that holds one line, such as an item of a list."""
    return _clean(source, ELEMENTS - {"p", "ul", "ol", "li"})


def _clean(source: str, elements: set[str]) -> str:
    expanded = expand_db_html(source)  # type: ignore[no-untyped-call]  # Wagtail has no types
    return nh3.clean(expanded, tags=elements, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None)
