"""Mail to the team, about accounts and requests to be called back: in the publisher's letterhead, through the outbox, in the deed's transaction."""

from __future__ import annotations

import secrets
from datetime import datetime

from depesche.brand import identity, letterhead
from depesche.brand.letterhead import Sheet
from depesche.courier import message, outbox
from depesche.courier.message import Letter
from depesche.kernel import options

KIND = "account"
HEADERS = (("Auto-Submitted", "auto-generated"),)


def post(sheet: Sheet, *, to: str, at: datetime, give_up_at: datetime | None = None, kind: str = KIND) -> None:
    """Dress a sheet and put it into the outbox.

    :param to: the bare address
    :param give_up_at: when the mail is of no use any more; by default three days from now
    :param kind: what sort of mail, for the outbox
    """
    bodies = letterhead.render(sheet)
    letter = Letter(
        sender=sender(),
        to=to,
        subject=sheet.subject,
        html=bodies.html,
        text=bodies.text,
        message_id=message.message_id(secrets.token_urlsafe(16), options.current().envelope_domain),
        date=at,
        reply_to=letterhead.reply_to(),
        headers=HEADERS,
    )
    outbox.post(letter, kind=kind, subject=None, at=at, give_up_at=give_up_at)


def sender() -> str:
    """Return the From header; a site whose publisher has no address yet writes from its own domain, for the first colleagues come before it."""
    publisher = identity.publisher()
    address = publisher.newsletter_sender or publisher.email or f"desk@{options.current().envelope_domain}"
    return message.mailbox(publisher.name, address)
