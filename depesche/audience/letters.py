"""The single mails of the audience, dressed in the brand's letterhead. No text that a stranger typed stands in any of them (B-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from depesche.audience import links, plain_mail
from depesche.audience.models import SignupRequest, Subscriber
from depesche.brand import identity, letterhead
from depesche.brand.letterhead import Button, Heading, Paragraph, Sheet, Small
from depesche.courier import message
from depesche.courier.message import Attachment, Letter
from depesche.kernel import options

TRANSACTIONAL = (("Auto-Submitted", "auto-generated"),)  # RFC 3834, S-04
TEMPLATE_VERSION = 1  # of the confirmation mail; recorded with every hand-over (L-21)


@dataclass(frozen=True)
class Welcome:
    """What the welcome mail tells: the consent's purposes, and its place in the log as proof to keep."""

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    index: int
    checkpoint: str
    proof: str


def confirmation(request: SignupRequest, token: str, *, titles: Sequence[str], at: datetime) -> Letter:
    """Ask whether the sign-up was meant: free of adverts, with four links and no more (L-24, B-09)."""
    with translation.override(request.subscriber.language):
        confirm, not_me = links.confirm(token), links.not_me(request.id)
        sheet = Sheet(
            subject=_("Please confirm your sign-up"),
            preheader=_("One last step."),
            blocks=[
                Heading(_("One last step")),
                Paragraph(_paragraph(_("This address was entered for the newsletter of %(name)s, for:") % {"name": _publisher()}) + _listed(titles)),
                Paragraph(_paragraph(_("Please confirm that you want it. Until then we do not write to you again."))),
                Button(_("Confirm sign-up"), confirm),
                Small(_not_me(not_me, days=options.current().unconfirmed_days)),
            ],
            reason=_("You get this mail because this address was entered in our sign-up form. It is the only one unless you confirm."),
            language=request.subscriber.language,
            is_bare=True,
        )
        letter = _letter(sheet, request.subscriber, name=f"confirmation:{request.id}", at=at)
    plain_mail.require(letter.html, links={confirm, not_me, links.legal("imprint"), links.legal("privacy")})
    return letter


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
        sheet = Sheet(
            subject=_("Welcome"),
            preheader=_("Your sign-up is confirmed."),
            blocks=[
                Heading(_("Your sign-up is confirmed")),
                Paragraph(_paragraph(_("From now on %(name)s writes to you about:") % {"name": _publisher()}) + _listed(told.titles)),
                Paragraph(
                    _paragraph(_("You can leave at any time, without giving reasons, with effect for the future: a link stands in every mail."))
                ),
                Heading(_("Your receipt")),
                Paragraph(
                    _paragraph(
                        _("Your consent is entry %(number)s of our consent log. The attached file proves its place there; keep it if you like.")
                        % {"number": told.index}
                    )
                ),
                Small(format_html("<p>{}</p><p>{}</p>", _("Checkpoint of the log:"), _lines(told.checkpoint))),
            ],
            reason=_("You get this mail because you confirmed your sign-up."),
            links=[(_("Unsubscribe"), leave), (_("Settings"), links.preferences_entry())],
            language=subscriber.language,
        )
        headers = (*TRANSACTIONAL, ("List-Unsubscribe", f"<{leave}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        proof = Attachment("consent.tlog-proof", "text/plain", told.proof.encode())
        return _letter(sheet, subscriber, name=f"welcome:{subscriber.id}:{told.index}", at=at, headers=headers, attachments=(proof,))


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


def _not_me(address: str, *, days: int) -> str:
    told = _("You did not sign up? Then you need not do anything: without a confirmation we erase this address after %(days)s days.") % {"days": days}
    return format_html('<p>{} {} <a href="{}">{}</a></p>', told, _("Or tell us at once:"), address, _("This was not me"))


def _paragraph(text: str) -> str:
    return format_html("<p>{}</p>", text)


def _listed(titles: Sequence[str]) -> str:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((title,) for title in titles)))


def _lines(text: str) -> str:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.strip().splitlines()))
