"""One recipient's mail, made from what was frozen at the start: rendering it twice gives the same bytes (M-07)."""

from __future__ import annotations

from depesche.audience import links
from depesche.courier import message
from depesche.courier.message import Letter
from depesche.kernel import options
from depesche.mailing import rendering
from depesche.mailing.correcting import handing
from depesche.mailing.models import Campaign, Delivery


class NotSent(ValueError):
    """The campaign or the address of a delivery is not there to be written to: a bug in the engine."""


def letter(delivery: Delivery) -> Letter:
    """Return the letter of one delivery. Its Message-ID and Date depend on the delivery and the campaign only.

    :raises NotSent: if the address was erased or the campaign never started
    """
    campaign, person = delivery.campaign, delivery.address
    if person is None or campaign.sent_at is None:
        raise NotSent(str(delivery))
    html, text = handing.cut(delivery, campaign.html_sent, campaign.text_sent)
    leave = links.unsubscribe(person.pk, campaign.purpose.key, campaign_id=campaign.pk)
    return Letter(
        sender=campaign.sender_sent,
        to=person.mailbox,
        subject=campaign.subject,
        html=html.replace(rendering.UNSUBSCRIBE, leave),
        text=text.replace(rendering.UNSUBSCRIBE, leave),
        message_id=message.message_id(f"delivery:{delivery.pk}", options.current().envelope_domain),
        date=campaign.sent_at,
        reply_to=campaign.reply_to_sent,
        headers=_headers(campaign, leave),
    )


def _headers(campaign: Campaign, leave: str) -> tuple[tuple[str, str], ...]:
    host, key = options.current().host, campaign.purpose.key
    return (
        ("List-Unsubscribe", f"<{leave}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Id", f"<{key}.{host}>"),
        ("List-Archive", f"<{rendering.archive_address(campaign)}>"),
        ("Feedback-ID", f"{campaign.pk}:{key}:campaign:{host.replace(':', '-')}"),
        ("Precedence", "bulk"),
    )
