"""One recipient's mail, made from what was frozen at the start: rendering it twice gives the same bytes (M-07)."""

from __future__ import annotations

import secrets
from dataclasses import replace

from depesche.audience import links
from depesche.courier import envelope, message, provider_marks
from depesche.courier.message import Letter
from depesche.kernel import options
from depesche.kernel.plain import line
from depesche.mailing import rendering
from depesche.mailing.correcting import handing
from depesche.mailing.models import Campaign, Delivery

SENDER = f"[[sender-{secrets.token_hex(16)}]]"  # nobody can write it into a text


class NotSent(ValueError):
    """The campaign or the address of a delivery is not there to be written to: a bug in the engine."""


def letter(delivery: Delivery) -> Letter:
    """Return the letter of one delivery. Its Message-ID and Date depend on the delivery and the campaign only.

    :raises NotSent: if the address was erased or the campaign never started
    """
    campaign, person = delivery.campaign, delivery.address
    if person is None or campaign.sent_at is None:
        raise NotSent(str(delivery))
    html, text = handing.cut(campaign.pk, person.pk, campaign.html_sent, campaign.text_sent)
    leave = links.unsubscribe(person.pk, campaign.purpose.key, campaign_id=campaign.pk)
    sender = envelope.of_delivery(delivery.pk)
    whole = of_campaign(campaign, html=html, text=text)

    def filled(value: str) -> str:
        by_mail = envelope.for_leaving(delivery.pk)
        return value.replace(rendering.UNSUBSCRIBE, leave).replace(rendering.LEAVE_BY_MAIL, by_mail).replace(SENDER, sender)

    return replace(
        whole,
        to=person.mailbox,
        html=html.replace(rendering.UNSUBSCRIBE, leave),
        text=text.replace(rendering.UNSUBSCRIBE, leave),
        message_id=message.message_id(f"delivery:{delivery.pk}", options.current().envelope_domain),
        headers=tuple((name, filled(value)) for name, value in whole.headers),
    )


def of_campaign(campaign: Campaign, *, html: str, text: str) -> Letter:
    """Return what all recipients get: without an address and a Message-ID, with marks of ``rendering`` for each one's ways to leave
    and :data:`SENDER` for the envelope sender.

    :raises NotSent: if the campaign never started
    """
    if campaign.sent_at is None:
        raise NotSent(str(campaign))
    return Letter(
        sender=campaign.sender_sent,
        to="",
        subject=line(campaign.subject),
        html=html,
        text=text,
        message_id="",
        date=campaign.sent_at,
        reply_to=campaign.reply_to_sent,
        headers=(*_headers(campaign), *provider_marks.headers(SENDER)),
    )


def _headers(campaign: Campaign) -> tuple[tuple[str, str], ...]:
    host, key = options.current().host, campaign.purpose.key
    return (
        ("List-Unsubscribe", ways_to_leave()),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Id", f"<{key}.{host}>"),
        ("List-Archive", f"<{rendering.archive_address(campaign)}>"),
        ("Feedback-ID", f"{campaign.pk}:{key}:campaign:{host.replace(':', '-')}"),
        ("Precedence", "bulk"),
    )


def ways_to_leave() -> str:
    """Return what List-Unsubscribe holds: an https address (RFC 8058, S-01); behind it, where mail is read, one for a mail (RFC 2369)."""
    by_mail = f", <mailto:{rendering.LEAVE_BY_MAIL}?subject=unsubscribe>" if options.current().bounce_url else ""
    return f"<{rendering.UNSUBSCRIBE}>{by_mail}"
