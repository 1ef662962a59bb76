"""The single mails of the audience, dressed in the brand's letterhead. No text that a stranger typed stands in any of them (B-12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from depesche.audience import greeting, links, plain_mail
from depesche.audience.models import SignupRequest, Subscriber
from depesche.brand import identity, letterhead
from depesche.brand.letterhead import Button, Heading, Paragraph, Sheet, Small
from depesche.brand.letterhead_blocks import Block
from depesche.courier import message
from depesche.courier.message import Attachment, Letter
from depesche.kernel import options

TRANSACTIONAL = (("Auto-Submitted", "auto-generated"),)  # RFC 3834, S-04
TEMPLATE_VERSION = 1  # of the confirmation mail; recorded with every hand-over (L-21)


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


def confirmation(request: SignupRequest, token: str, *, titles: Sequence[str], at: datetime) -> Letter:
    """Ask whether the sign-up was meant: free of adverts, with four links and no more (L-24, B-09)."""
    return _question(request, token, _signed_up, titles=titles, at=at)


def new_address(request: SignupRequest, token: str, *, titles: Sequence[str], at: datetime) -> Letter:
    """Ask at a new address whether mail shall come here from now on; as bare as the mail that confirms a sign-up (L-24, L-35)."""
    return _question(request, token, _address_entered, titles=titles, at=at)


@dataclass(frozen=True)
class _Asked:
    """The words of a mail that asks for a confirmation."""

    subject: str
    about: str
    please: str
    button: str
    unasked: str
    reason: str


def _signed_up() -> _Asked:
    return _Asked(
        subject=_("Please confirm your sign-up"),
        about=_("This address was entered for the newsletter of %(name)s, for:"),
        please=_("Please confirm that you want it. Until then we do not write to you again."),
        button=_("Confirm sign-up"),
        unasked=_("You did not sign up? Then you need not do anything: without a confirmation we erase this address after %(days)s days."),
        reason=_("You get this mail because this address was entered in our sign-up form. It is the only one unless you confirm."),
    )


def _address_entered() -> _Asked:
    return _Asked(
        subject=_("Please confirm your new address"),
        about=_("The newsletter of %(name)s shall come to this address from now on, about:"),
        please=_("Please confirm that you want it. Until then everything stays as it is."),
        button=_("Confirm the new address"),
        unasked=_("You know nothing of this? Then you need not do anything: without a confirmation we erase this request after %(days)s days."),
        reason=_("You get this mail because a reader entered this address as the new one. It is the only one unless you confirm."),
    )


def _question(request: SignupRequest, token: str, words: Callable[[], _Asked], *, titles: Sequence[str], at: datetime) -> Letter:
    with translation.override(request.subscriber.language):
        said, confirm, not_me = words(), links.confirm(token), links.not_me(request.id)
        sheet = Sheet(
            subject=said.subject,
            preheader=_("One last step."),
            blocks=[
                Heading(_("One last step")),
                Paragraph(_paragraph(said.about % {"name": _publisher()}) + _listed(titles)),
                Paragraph(_paragraph(said.please)),
                Button(said.button, confirm),
                Small(_not_me(not_me, said.unasked, days=options.current().unconfirmed_days)),
            ],
            reason=said.reason,
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
        said = _moved() if told.is_move else _welcomed()
        sheet = Sheet(
            subject=said.subject,
            preheader=said.preheader,
            blocks=[
                Heading(said.heading),
                Paragraph(_paragraph(said.from_now_on % {"name": _publisher()}) + _listed(told.titles)),
                *_restricted(told),
                Paragraph(
                    _paragraph(_("You can leave at any time, without giving reasons, with effect for the future: a link stands in every mail."))
                ),
                *([] if told.is_move or told.is_restricted else greeting.blocks(subscriber.language)),
                Heading(_("Your receipt")),
                Paragraph(
                    _paragraph(
                        _("Your consent is entry %(number)s of our consent log. The attached files say what you agreed to and prove its place there.")
                        % {"number": told.index}
                    )
                ),
                Small(format_html("<p>{}</p><p>{}</p>", _("Checkpoint of the log:"), _lines(told.checkpoint))),
            ],
            reason=said.reason,
            links=[(_("Unsubscribe"), leave), (_("Settings"), links.preferences_entry())],
            language=subscriber.language,
        )
        headers = (*TRANSACTIONAL, ("List-Unsubscribe", f"<{leave}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        return _letter(sheet, subscriber, name=f"welcome:{subscriber.id}:{told.index}", at=at, headers=headers, attachments=told.attachments)


@dataclass(frozen=True)
class _Said:
    """The words of a welcome mail that depend on what was confirmed."""

    subject: str
    preheader: str
    heading: str
    from_now_on: str
    reason: str


def _welcomed() -> _Said:
    return _Said(
        subject=_("Welcome"),
        preheader=_("Your sign-up is confirmed."),
        heading=_("Your sign-up is confirmed"),
        from_now_on=_("From now on %(name)s writes to you about:"),
        reason=_("You get this mail because you confirmed your sign-up."),
    )


def _moved() -> _Said:
    return _Said(
        subject=_("Your new address is confirmed"),
        preheader=_("The newsletter comes to this address from now on."),
        heading=_("Your new address is confirmed"),
        from_now_on=_("From now on %(name)s writes to this address, and no more to the old one, about:"),
        reason=_("You get this mail because you confirmed this address as your new one."),
    )


def _restricted(told: Welcome) -> list[Block]:
    if not told.is_restricted:
        return []
    return [Paragraph(_paragraph(_("Your data stay restricted: no newsletter comes until you lift the restriction in your settings.")))]


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


def _not_me(address: str, told: str, *, days: int) -> str:
    told %= {"days": days}
    return format_html('<p>{} {} <a href="{}">{}</a></p>', told, _("Or tell us at once:"), address, _("This was not me"))


def _paragraph(text: str) -> str:
    return format_html("<p>{}</p>", text)


def _listed(titles: Sequence[str]) -> str:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((title,) for title in titles)))


def _lines(text: str) -> str:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.strip().splitlines()))
