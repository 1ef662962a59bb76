"""Which slugs sections may have: no first part of an address that Depesche itself answers (INTERFACES.md)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import SlugInput

# fmt: off
RESERVED = frozenset({
    "api", "archive", "authors", "callback", "claims", "consent-log", "corrections", "desk", "documents", "feed", "health", "inbox", "legal", "live",
    "media", "metrics", "news-sitemap", "newsletter", "protocol", "report", "robots", "search", "sitemap", "sources", "static", "topics", "webhooks",
})
# fmt: on


LONGEST = 100  # characters; two parts fit into a redirect's 255
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"})


def address_field() -> SlugInput:
    """Return the input in which an address follows the title while an editor types, German letters spelled out."""
    return SlugInput(formatters=[(re.escape(chr(letter)), plain) for letter, plain in GERMAN.items()])


def slug(title: str) -> str:
    """Return the last part of an address for a title, in plain letters and not too long; empty if the title has none.

    >>> slug("Große Überraschung: Gold fällt!")
    'grosse-ueberraschung-gold-faellt'
    """
    whole = slugify(title.translate(GERMAN))
    return whole if len(whole) <= LONGEST else whole[: LONGEST + 1].rpartition("-")[0] or whole[:LONGEST]


def check_section_slug(slug: str) -> None:
    """Refuse a section's slug that would hide one of Depesche's own addresses.

    :raises ValidationError: on the field ``slug``
    """
    if slug.lower() in RESERVED:
        raise ValidationError({"slug": _("The address “%(slug)s” is used by Depesche itself. Please choose another one.") % {"slug": slug}})
