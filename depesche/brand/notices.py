"""Notices that Wagtail writes as plain text (what happens to an article on its way to approval), dressed in the publisher's letterhead."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from depesche.brand.letterhead import Block, Button, Link, Paragraph, Sheet

LED = re.compile(r"(?P<words>.*?):?\s*(?P<address>https?://\S+)")
PREFERENCES = "#tab-notifications"


def sheet(*, subject: str, text: str) -> Sheet:
    """Lay out a notice: paragraphs as they are, a line that ends in an address as a button, the address of the settings below."""
    blocks: list[Block] = []
    links: list[Link] = []
    with translation.override(settings.LANGUAGE_CODE):
        for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
            led = LED.fullmatch(line)
            if led is None:
                blocks.append(Paragraph(f"<p>{escape(line)}</p>"))
            elif led["address"].endswith(PREFERENCES):
                links.append(Link(_("Your settings"), led["address"]))
            else:
                blocks.append(Button(_label(led["address"], led["words"]), led["address"]))
        reason = _("You get this mail because you work at the desk.")
    return Sheet(subject=subject, preheader="", blocks=blocks, reason=reason, links=links, language=settings.LANGUAGE_CODE)


def _label(address: str, words: str) -> str:
    if "/workflow/preview/" in address:
        return _("Look at it")
    return _("Open in the editor") if "/edit/" in address else words
