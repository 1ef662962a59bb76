"""From MJML to the HTML that mail programs understand: translated by mrml, CSS inlined by css-inline.

mrml drops tags it does not know without a word, so the tags are checked before.
"""

from __future__ import annotations

import re
from functools import cache

import css_inline
import mrml

from depesche.kernel.plain import plain

TAGS = frozenset(
    {
        "mjml",
        "mj-head",
        "mj-title",
        "mj-preview",
        "mj-raw",
        "mj-breakpoint",
        "mj-attributes",
        "mj-all",
        "mj-class",
        "mj-style",
        "mj-body",
        "mj-section",
        "mj-column",
        "mj-text",
        "mj-button",
        "mj-image",
        "mj-divider",
    }
)
OPENED = re.compile(r"<(mj[a-z0-9-]*)")


class BadTemplate(ValueError):
    """A letterhead template that cannot be translated faithfully: a mistake of ours, not of the person who writes."""


def to_html(mjml: str) -> str:
    """Translate a checked MJML document into HTML with inlined CSS; at-rules (dark mode, phone) stay in one style element.

    Control characters, which texts pasted from PDF files hold, are left out: mrml refuses them.

    :raises BadTemplate: if a tag is unknown to mrml, or mrml warns or gives up
    """
    unknown = sorted(set(OPENED.findall(mjml)) - TAGS)
    if unknown:
        raise BadTemplate(f"unknown MJML tags: {', '.join(unknown)}")
    try:
        found = mrml.to_html(plain(mjml))
    except OSError as error:
        raise BadTemplate(str(error)) from error
    if found.warnings:
        raise BadTemplate("; ".join(f"{warning.kind} at {warning.start}" for warning in found.warnings))
    return _inliner().inline(found.content)


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
