"""What a campaign looks like: one HTML and one text for all recipients, with a slot for the one personal link (L-40)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from depesche.audience import links
from depesche.brand import identity, letterhead, letterhead_slots, offers
from depesche.brand.letterhead import Block, Paragraph, Rendered, Sheet, Teaser
from depesche.brand.models import Offer, Picture
from depesche.kernel import canonical_json, clock, digest, options
from depesche.mailing import figures
from depesche.mailing.correcting import block, shown
from depesche.mailing.correcting.shown import Shown
from depesche.mailing.models import Campaign
from depesche.newsroom.claims.marking import LEAD, TITLE
from depesche.newsroom.models import ArticlePage

UNSUBSCRIBE = "[[unsubscribe]]"
LEAVE_BY_MAIL = "[[leave-by-mail]]"
PICTURE = "fill-1104x621|format-jpeg|jpegquality-72"
OFFER_PICTURE = "max-480x480|format-jpeg|jpegquality-72"
LOCAL_LINK = re.compile(r'(<a\b[^>]*\bhref=")(?=/(?!/))')


@dataclass(frozen=True)
class Content:
    """Everything that decides the bytes of a campaign's mails, the recipient aside."""

    purpose: str
    subject: str
    sender: str
    reply_to: str
    html: str
    text: str

    @property
    def digest(self) -> str:
        """The SHA-256 that an approval binds, hexadecimal."""
        return digest.sha256_hex(canonical_json.dump(vars(self)))


def content(campaign: Campaign) -> Content:
    """Render a campaign as it would be sent now.

    :raises Refusal: code ``no-sender`` or ``mail-too-large``
    """
    made = letterhead.render(sheet(campaign))
    return Content(
        purpose=campaign.purpose.key,
        subject=campaign.subject,
        sender=letterhead.sender(),
        reply_to=letterhead.reply_to(),
        html=made.html,
        text=made.text,
    )


def sheet(campaign: Campaign) -> Sheet:
    """Lay out a campaign: corrections, introduction, teasers in order, their evidence, offers, reason and links."""
    language, at = options.current().language, clock.now()
    articles = [(row.article, shown.of_article(row.article, at=at)) for row in campaign.teasers.all()]
    with translation.override(language):
        return Sheet(
            subject=campaign.subject,
            preheader=campaign.preheader,
            blocks=[
                *block.blocks(campaign),
                *rich_text(campaign.intro),
                *(block for article, marks in articles for block in with_figures(article, marks)),
                *shown.evidence(articles),
                *(advertising(row.offer) for row in campaign.offers.all()),
            ],
            reason=_("You receive this mail because you agreed to receive “%(purpose)s” from %(publisher)s by e-mail.")
            % {"purpose": campaign.purpose.title, "publisher": identity.publisher().name or options.current().host},
            links=[
                (_("Unsubscribe"), UNSUBSCRIBE),
                (_("Your settings"), links.preferences_entry()),
                (_("Read in the browser"), archive_address(campaign)),
            ],
            language=language,
        )


def article_mail(article: ArticlePage) -> Rendered:
    """Show how an article's teaser looks in a mail, for the preview in the editor."""
    language = options.current().language
    with translation.override(language):
        reason = _("Here stands why the reader receives the mail.")
        blocks = with_figures(article, shown.of_article(article, at=clock.now()))
    return letterhead.render(Sheet(subject=article.title, preheader="", blocks=blocks, reason=reason, language=language))


def with_figures(article: ArticlePage, marks: Sequence[Shown]) -> list[Block]:
    """Return an article as a mail shows it, and below it the figures that its editor wants there."""
    found = teaser(article, marks)
    return [found, *figures.tables(article, url=found.url, at=clock.now())]


def teaser(article: ArticlePage, marks: Sequence[Shown]) -> Teaser:
    """Return an article as a mail shows it, with absolute addresses, and with the marks of the statements in headline and lead."""
    return Teaser(
        kicker=article.kicker,
        title=article.title,
        lead=article.lead,
        url=_absolute(article.get_url() or ""),
        picture_url=_picture(article.picture),
        picture_alt=article.picture.description or article.picture_caption if article.picture else "",
        title_marks=[one.mark for one in marks if one.place == TITLE],
        lead_marks=[one.mark for one in marks if one.place == LEAD],
    )


def advertising(offer: Offer) -> letterhead.Offer:
    """Return an offer as a mail shows it, with absolute addresses."""
    return letterhead.Offer(
        name=offer.name,
        text=offer.text,
        price=offers.price_text(offer),
        note=offer.price_note,
        url=_absolute(offer.link),
        terms=offers.terms(offer),
        picture_url=_absolute(offer.picture.get_rendition(OFFER_PICTURE).url) if offer.picture else "",
    )


def archive_address(campaign: Campaign) -> str:
    """Return where the sent issue stands on the web."""
    return options.current().address(f"/newsletter/archive/{campaign.slug}/")


def without_person(text: str) -> str:
    """Fill in for the public: the link leads to the page that asks for an address, and what only some recipients get is left out."""
    return letterhead_slots.only(text, ()).replace(UNSUBSCRIBE, links.preferences_entry())


def whole(text: str) -> str:
    """Fill in for who looks at a campaign at the desk: every correction stands there that a recipient may get."""
    return without_person(letterhead_slots.every(text))


def rich_text(html: str) -> list[Block]:
    """Return what an editor wrote as a paragraph of a mail, with absolute addresses; nothing if it is empty."""
    expanded = expand_db_html(html).replace(UNSUBSCRIBE, "")
    return [Paragraph(LOCAL_LINK.sub(rf"\g<1>{options.current().site_url}", expanded))] if expanded.strip() else []


def shown_at(campaign: Campaign) -> datetime:
    """Return the date of an issue."""
    return campaign.sent_at or campaign.last_edited_at


def _picture(picture: Picture | None) -> str:
    return _absolute(picture.get_rendition(PICTURE).url) if picture else ""


def _absolute(address: str) -> str:
    return options.current().address(address) if address.startswith("/") else address
