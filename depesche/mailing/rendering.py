"""What a campaign looks like: one HTML and one text for all recipients, with a slot for the one personal link (L-40)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from depesche.audience import links
from depesche.brand import identity, letterhead, letterhead_slots, offers
from depesche.brand.letterhead import Block, Headline, Look, Paragraph, Rendered, Sheet, Teaser
from depesche.brand.models import Offer, Picture
from depesche.kernel import canonical_json, clock, digest, options
from depesche.mailing import figures, looks
from depesche.mailing.correcting import block, shown
from depesche.mailing.correcting.shown import Shown
from depesche.mailing.looks.around import Around
from depesche.mailing.looks.parts import Parts
from depesche.mailing.models import Campaign
from depesche.newsroom.claims.marking import LEAD, TITLE
from depesche.newsroom.models import ArticlePage

UNSUBSCRIBE = "[[unsubscribe]]"
LEAVE_BY_MAIL = "[[leave-by-mail]]"
DATE, MOMENT = "[[date]]", "[[moment]]"
PICTURE = "fill-1104x621|format-jpeg|jpegquality-72"
SMALL_PICTURE = "fill-264x198|format-jpeg|jpegquality-72"
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
    """Lay out a campaign as its kind looks (``looks``)."""
    with translation.override(options.current().language):
        around, parts = _around(campaign), _parts(campaign)
        if campaign.correction is not None:
            return looks.correction.sheet(block.retraction(campaign, campaign.correction), parts, around)
        headlines = [_headline(one) for one in parts.stories if isinstance(one, Teaser)]
        if campaign.kind == Campaign.Kind.BREAKING and len(headlines) == 1:
            return looks.breaking.sheet(headlines[0], parts, around)
        if campaign.kind == Campaign.Kind.DIGEST:
            return looks.digest.sheet(_day(campaign), parts, around)
        if parts.offers and not parts.stories:
            return looks.offer.sheet(parts, around)
        return looks.issue.sheet(parts, around)


def article_mail(article: ArticlePage) -> Rendered:
    """Show how an article's teaser looks in a mail, for the preview in the editor."""
    language = options.current().language
    with translation.override(language):
        reason = _("Here stands why the reader receives the mail.")
        blocks = with_figures(article, shown.of_article(article, at=clock.now()), is_lead=True)
    return letterhead.render(Sheet(subject=article.title, preheader="", blocks=blocks, reason=reason, language=language, look=Look.ISSUE))


def with_figures(article: ArticlePage, marks: Sequence[Shown], *, is_lead: bool = False) -> list[Block]:
    """Return an article as a mail shows it, and below it the figures that its editor wants there."""
    found = teaser(article, marks, is_lead=is_lead)
    return [found, *figures.tables(article, url=found.url, at=clock.now())]


def teaser(article: ArticlePage, marks: Sequence[Shown], *, is_lead: bool = False) -> Teaser:
    """Return an article as a mail shows it, with absolute addresses, and with the marks of the statements in headline and lead."""
    return Teaser(
        kicker=article.kicker,
        title=article.title,
        lead=article.lead,
        url=_absolute(article.get_url() or ""),
        picture_url=_picture(article.picture, PICTURE if is_lead else SMALL_PICTURE),
        picture_alt=article.picture.description or article.picture_caption if article.picture else "",
        title_marks=[one.mark for one in marks if one.place == TITLE],
        lead_marks=[one.mark for one in marks if one.place == LEAD],
        is_lead=is_lead,
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


def dated(text: str, *, at: datetime) -> str:
    """Fill in day and moment at which a mail goes out; until then nobody knows them, so no approval binds them."""
    with translation.override(options.current().language):
        return text.replace(DATE, long_date(localtime(at))).replace(MOMENT, date_format(localtime(at), "DATETIME_FORMAT"))


def long_date(moment: date) -> str:
    """Return a day with its weekday, in the active language."""
    return f"{date_format(moment, 'l')}, {date_format(moment, 'DATE_FORMAT')}"


def without_person(text: str) -> str:
    """Fill in for the public: the link leads to the page that asks for an address, and what only some recipients get is left out."""
    return letterhead_slots.only(text, ()).replace(UNSUBSCRIBE, links.preferences_entry())


def whole(text: str, *, at: datetime) -> str:
    """Fill in for who looks at a campaign at the desk, as if it went out now: every correction stands there that a recipient may get."""
    return dated(without_person(letterhead_slots.every(text)), at=at)


def rich_text(html: str) -> list[Block]:
    """Return what an editor wrote as a paragraph of a mail, with absolute addresses; nothing if it is empty."""
    expanded = expand_db_html(html).replace(UNSUBSCRIBE, "")
    return [Paragraph(LOCAL_LINK.sub(rf"\g<1>{options.current().site_url}", expanded))] if expanded.strip() else []


def shown_at(campaign: Campaign) -> datetime:
    """Return the date of an issue."""
    return campaign.sent_at or campaign.last_edited_at


def _around(campaign: Campaign) -> Around:
    said = _("You receive this mail because you agreed to receive “%(purpose)s” from %(publisher)s by e-mail.")
    return Around(
        subject=campaign.subject,
        preheader=campaign.preheader,
        reason=said % {"purpose": campaign.purpose.title, "publisher": identity.publisher().name or options.current().host},
        links=[
            (_("Unsubscribe"), UNSUBSCRIBE),
            (_("Your settings"), links.preferences_entry()),
            (_("Read in the browser"), archive_address(campaign)),
        ],
        language=options.current().language,
        edition=campaign.purpose.title,
        date=_date(campaign),
    )


def _date(campaign: Campaign) -> str:
    match campaign.kind:
        case Campaign.Kind.BREAKING:
            return MOMENT
        case Campaign.Kind.DIGEST:
            return long_date(_day(campaign))
        case _:
            return DATE


def _day(campaign: Campaign) -> date:
    return localtime(campaign.created_at).date()


def _parts(campaign: Campaign) -> Parts:
    at, is_digest = clock.now(), campaign.kind == Campaign.Kind.DIGEST
    articles = [(row.article, shown.of_article(row.article, at=at)) for row in campaign.teasers.all()]
    return Parts(
        corrections=list(block.blocks(campaign)),
        intro=rich_text(campaign.intro),
        stories=[one for place, (article, marks) in enumerate(articles) for one in _story(article, marks, place, is_digest=is_digest)],
        evidence=list(shown.evidence(articles)),
        offers=[advertising(row.offer) for row in campaign.offers.all()],
    )


def _story(article: ArticlePage, marks: Sequence[Shown], place: int, *, is_digest: bool) -> list[Block]:
    """Return an article in its place: an issue leads with its first, a digest says of which section each is."""
    found, *figures_below = with_figures(article, marks, is_lead=place == 0 and not is_digest)
    if is_digest and isinstance(found, Teaser):
        section: Page = article.get_parent()
        found = replace(found, kicker=" · ".join(dict.fromkeys(filter(None, (section.title, found.kicker)))))
    return [found, *figures_below]


def _headline(one: Teaser) -> Headline:
    return Headline(text=one.title, url=one.url, lead=one.lead, marks=one.title_marks, lead_marks=one.lead_marks)


def _picture(picture: Picture | None, size: str) -> str:
    return _absolute(picture.get_rendition(size).url) if picture else ""


def _absolute(address: str) -> str:
    return options.current().address(address) if address.startswith("/") else address
