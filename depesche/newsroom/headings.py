"""Sub-headings: one line of rich text in which only claims are marked. Before version 0.4 they were plain text (:func:`from_text`)."""

from __future__ import annotations

import html
import re
from typing import Any

from django.utils.html import strip_tags

_BREAK = re.compile(r"</p>\s*<p\b[^>]*>|<br\s*/?>", re.IGNORECASE)
_FRAME = re.compile(r"</?p\b[^>]*>", re.IGNORECASE)


def from_text(text: str) -> str:
    """Return the stored form of a heading in plain text.

    >>> from_text("Gold & Silber")
    'Gold &amp; Silber'
    """
    return html.escape(text, quote=False)


def one_line(source: str) -> str:
    """Return rich text as one line: further paragraphs and breaks of lines become spaces.

    >>> one_line('<p data-block-key="a1">Gold</p><p data-block-key="b2">und Silber</p>')
    '<p data-block-key="a1">Gold und Silber</p>'
    """
    return _BREAK.sub(" ", source)


def logged(source: str) -> Any:
    """Return what the editorial log's digest holds of a heading: its plain text, as ever, or its marks, too.

    >>> logged("<p>Gold &amp; Silber</p>"), logged('<span data-claim="1">Gold</span>')
    ('Gold & Silber', {'marked': '<span data-claim="1">Gold</span>'})
    """
    line = _FRAME.sub("", source)
    return {"marked": line} if "<span" in line else html.unescape(strip_tags(line))
