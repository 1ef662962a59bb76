"""The single mails of the audience, dressed in the brand's letterhead. No text that a stranger typed stands in any of them (B-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from depesche.audience import greeting, links, plain_mail, question_mail, welcome_mail
from depesche.audience.models import SignupRequest, Subscriber
from depesche.brand import identity, letterhead
from depesche.brand.letterhead import Button, Heading, Paragraph, Sheet, Small
from depesche.courier import message
from depesche.courier.message import Attachment, Letter
from depesche.kernel import options

TRANSACTIONAL = (("Auto-Submitted", "auto-generated"),)  # RFC 3834, S-04
TEMPLATE_VERSION = 2  # of the confirmation mail; recorded with every hand-over (L-21)


@dataclass(frozen=True)
class Welcome:
    """What the welcome mail tells: the consent's purposes, and its place in the log; attached are receipt and proof."""

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    index: int
    checkpoint: str
    attachments: tuple[Attachment, ...]
    is_move: bool = False
    is_restricted: bool = False


def confirmation(request: SignupRequest, token: str, *, titles: Sequence[str], at: datetime, is_move: bool = False) -> Letter:
    """Ask whether the sign-up was meant: free of adverts, with links to four pages and no more (L-24, B-09)."""
    asked = question_mail.Question(
        name=_publisher(),
        titles=titles,
        confirm=links.confirm(token),
        not_me=links.not_me(request.id),
        days=options.current().unconfirmed_days,
        language=request.subscriber.language,
        is_move=is_move,
    )
    with translation.override(asked.language):
        letter = _letter(question_mail.sheet(asked), request.subscriber, name=f"confirmation:{request.id}", at=at)
    plain_mail.require(letter.html, links={asked.confirm, asked.not_me, links.legal("imprint"), links.legal("privacy")})
    return letter


def new_address(request: SignupRequest, token: str, *, titles: Sequence[str], at: datetime) -> Letter:
    """Ask at a new address whether mail shall come here from now on; as bare as the mail that confirms a sign-up (L-24, L-35)."""
    return confirmation(request, token, titles=titles, at=at, is_move=True)


def known(subscriber: Subscriber, *, at: datetime, name: str) -> Letter:
    """Tell somebody who signs up again that nothing is left to do."""
    with translation.override(subscriber.language):
        sheet = Sheet(
            subject=_("You are subscribed"),
            preheader=_("Nothing is left to do."),
            blocks=[
                Heading(_("You are subscribed")),
                Paragraph(_paragraph(_("This address was entered in our sign-up form again. You get everything that was ticked there already."))),
                Paragraph(_paragraph(_("To see or change what you get, open your page. We will ask for this address and mail you a link."))),
                Button(_("See or change what I get"), links.preferences_entry()),
            ],
            reason=_("You get this mail because this address was entered in our sign-up form. We send it at most once a day."),
            language=subscriber.language,
            is_bare=True,
        )
        return _letter(sheet, subscriber, name=name, at=at)


def preferences(subscriber: Subscriber, address: str, *, at: datetime, name: str) -> Letter:
    """Bring a person the short-lived link to the own page."""
    minutes = options.current().preferences_minutes
    with translation.override(subscriber.language):
        sheet = Sheet(
            subject=_("Your link to your newsletter settings"),
            preheader=_("It works for %(minutes)s minutes.") % {"minutes": minutes},
            blocks=[
                Heading(_("Your newsletter settings")),
                Paragraph(
                    _paragraph(
                        _("With this link you see what you get, and end what you no longer want. It works for %(minutes)s minutes.")
                        % {"minutes": minutes}
                    )
                ),
                Button(_("Open my settings"), address),
                Small(_paragraph(_("You did not ask for this link? Then you need not do anything."))),
            ],
            reason=_("You get this mail because somebody asked for this link on our site."),
            language=subscriber.language,
            is_bare=True,
        )
        return _letter(sheet, subscriber, name=name, at=at)


def welcome(subscriber: Subscriber, told: Welcome, *, at: datetime) -> Letter:
    """Thank for the confirmation, with the receipt and its proof attached (S-32); leaving is one click away (S-01, L-30)."""
    leave = links.unsubscribe(subscriber.id, told.keys)
    with translation.override(subscriber.language):
        welcomed = welcome_mail.Welcomed(
            name=_publisher(),
            titles=told.titles,
            confirmed=date_format(localtime(at), "DATETIME_FORMAT"),
            index=told.index,
            checkpoint=told.checkpoint,
            files=[attachment.name for attachment in told.attachments],
            leave=leave,
            settings=links.preferences_entry(),
            language=subscriber.language,
            greeting=[] if told.is_move or told.is_restricted else greeting.blocks(subscriber.language),
            is_move=told.is_move,
            is_restricted=told.is_restricted,
        )
        headers = (*TRANSACTIONAL, ("List-Unsubscribe", f"<{leave}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        name = f"welcome:{subscriber.id}:{told.index}"
        return _letter(welcome_mail.sheet(welcomed), subscriber, name=name, at=at, headers=headers, attachments=told.attachments)


def _letter(
    sheet: Sheet,
    subscriber: Subscriber,
    *,
    name: str,
    at: datetime,
    headers: tuple[tuple[str, str], ...] = TRANSACTIONAL,
    attachments: tuple[Attachment, ...] = (),
) -> Letter:
    rendered = letterhead.render(sheet)
    return Letter(
        sender=letterhead.sender(),
        to=subscriber.mailbox,
        subject=sheet.subject,
        html=rendered.html,
        text=rendered.text,
        message_id=message.message_id(name, options.current().envelope_domain),
        date=at,
        reply_to=letterhead.reply_to(),
        headers=headers,
        attachments=attachments,
    )


def _publisher() -> str:
    publisher = identity.publisher()
    return publisher.name or publisher.legal_name


def _paragraph(text: str) -> str:
    return format_html("<p>{}</p>", text)
