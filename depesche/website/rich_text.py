"""Rich text as stored by the editor, turned into the HTML that readers get."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import nh3
from wagtail.rich_text import expand_db_html

from depesche.website import links, statement_checks
from depesche.website.evidence.marks import Marks

ELEMENTS = {"p", "br", "b", "strong", "i", "em", "a", "ul", "ol", "li"}
SCHEMES = {"https", "http", "mailto", "tel"}
TYPED = re.compile(r'<a href="([^"]*)"')
_marking: ContextVar[bool] = ContextVar("depesche_marking", default=False)
_marks: ContextVar[Marks | None] = ContextVar("depesche_marks", default=None)


@contextmanager
def marking() -> Iterator[None]:
    """Mark, for the length of a block, what an editor should look at: links that lead nowhere."""
    token = _marking.set(True)
    try:
        yield
    finally:
        _marking.reset(token)


def is_marking() -> bool:
    """Whether an editor looks at a preview."""
    return _marking.get()


@contextmanager
def carrying(marks: Marks) -> Iterator[None]:
    """Show, for the length of a block, which claims the words of a text carry."""
    token = _marks.set(marks)
    try:
        yield
    finally:
        _marks.reset(token)


def html(source: str) -> str:
    """Return safe HTML: links to pages are resolved, everything but plain text mark-up is dropped."""
    return statement_checks.shown(_clean(statement_checks.placed(source), ELEMENTS))


def inline(source: str) -> str:
    """Return safe HTML for a place that holds one line, such as an item of a list."""
    return statement_checks.shown(_clean(statement_checks.placed(source), ELEMENTS - {"p", "ul", "ol", "li"}))


def _clean(source: str, elements: set[str]) -> str:
    expanded = expand_db_html(source)  # type: ignore[no-untyped-call]  # Wagtail has no types
    marks = _marks.get()
    kept = {"a": {"href", "data-check"} if _marking.get() else {"href"}, **({"span": {"data-claim"}} if marks else {})}
    cleaned = nh3.clean(expanded, tags=elements | ({"span"} if marks else set()), attributes=kept, url_schemes=SCHEMES, link_rel=None)
    cleaned = TYPED.sub(_marked, cleaned) if _marking.get() else cleaned
    return marks.within(cleaned) if marks else cleaned


def _marked(link: re.Match[str]) -> str:
    return f'<a data-check="dead-link" href="{link[1]}"' if links.leads_nowhere(link[1].replace("&amp;", "&")) else link[0]
