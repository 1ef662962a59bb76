"""Where a link that editors type may lead: a path of the site, a secure address, a phone, a mailbox. Scripts never."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PHONE = re.compile(r"tel:\+?[0-9()./ -]{3,40}\Z")
MAILBOX = re.compile(r"mailto:[^\s@?]+@[^\s@?]+\Z")
UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060\ufeff\\]")
LINK_HELP = _("A path such as /callback/, an address beginning with https://, a phone number as tel:+49…, or mailto:…")


def check_link(link: str) -> None:
    """Accept ``/path``, ``https://host/…``, ``tel:`` and ``mailto:``; refuse everything else.

    :raises ValidationError: with a sentence for the editor
    """
    if not (_is_path(link) or _is_secure(link) or PHONE.match(link) or MAILBOX.match(link)):
        raise ValidationError(_("This is no link that can be used here. %(help)s") % {"help": LINK_HELP}, code="bad-link")


def _is_path(link: str) -> bool:
    return link.startswith("/") and not link.startswith("//") and not UNSEEN.search(link)


def _is_secure(link: str) -> bool:
    if UNSEEN.search(link):
        return False
    try:
        parts = urlsplit(link)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
