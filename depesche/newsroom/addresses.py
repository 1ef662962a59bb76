"""Which slugs sections may have: no first part of an address that Depesche itself answers (INTERFACES.md)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# fmt: off
RESERVED = frozenset({
    "api", "authors", "callback", "claims", "consent-log", "corrections", "desk", "documents", "feed", "health", "inbox", "legal", "media",
    "metrics", "news-sitemap", "newsletter", "protocol", "report", "robots", "search", "sitemap", "sources", "static", "topics",
})
# fmt: on


def check_section_slug(slug: str) -> None:
    """Refuse a section's slug that would hide one of Depesche's own addresses.

    :raises ValidationError: on the field ``slug``
    """
    if slug.lower() in RESERVED:
        raise ValidationError({"slug": _("The address “%(slug)s” is used by Depesche itself. Please choose another one.") % {"slug": slug}})
