"""Sample mails: every block of the letterhead, and the two that readers know best."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from depesche.brand.letterhead import Block, Button, Divider, Heading, Mark, Offer, Paragraph, Sheet, Small, Teaser
from depesche.website.design import words

ADDRESS = "https://example.org/"


def issue() -> Sheet:
    """Return an issue with every block."""
    mark = Mark(1, _("disputed"), ADDRESS)
    teaser = Teaser(words.kicker(), words.headline(), words.lead(), ADDRESS, title_marks=(mark,), lead_marks=(mark,))
    blocks = (
        Heading(_("Good morning")),
        Paragraph(f"<p>{words.sentence()}</p><ul><li>{words.short_headline()}</li></ul><blockquote>{words.claim()}</blockquote>"),
        teaser,
        Teaser("", words.short_headline(), "", ADDRESS),
        Divider(),
        Offer(_("Harbour map, reprint"), _("On heavy paper, in its old colours."), "19,90 €", _("plus postage"), ADDRESS),
        Button(_("All news"), ADDRESS),
        Small(f"<p>{words.lead()}</p>"),
    )
    return _sheet(words.headline(), *blocks)


def confirmation() -> Sheet:
    """Return the mail that asks for a confirmation: bare, without any advert."""
    return _sheet(_("Please confirm"), Paragraph(f"<p>{words.lead()}</p>"), Button(_("Confirm"), ADDRESS), is_bare=True)


def _sheet(subject: str, *blocks: Block, is_bare: bool = False) -> Sheet:
    return Sheet(
        subject=subject,
        preheader=words.lead(),
        blocks=blocks,
        reason=_("You get this mail because you ordered it."),
        links=((_("Unsubscribe"), ADDRESS),),
        language=get_language() or "en",
        is_bare=is_bare,
    )
