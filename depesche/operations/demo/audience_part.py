"""The demo's subscribers, made through the real deeds: sign-up, confirmation mail, the link in it, withdrawal, bounce, erasure.

Anna confirmed, Ben never did, Clara withdrew, Dora's mailbox does not exist any more, Emil was erased.
"""

from __future__ import annotations

import email
import email.policy
import re
from datetime import datetime

from depesche.audience import application, confirmation, erasure, founding, signup, withdrawal
from depesche.audience.models import Subscriber
from depesche.audience.withdrawal import Route
from depesche.courier import suppression
from depesche.courier.models import OutboxMessage, Suppression
from depesche.kernel import clock

PAGE = "/newsletter/"
CONFIRMED = ("anna", "clara", "dora", "emil")
UNCONFIRMED = ("ben",)
TOKEN = re.compile(r"/newsletter/confirm/([^/\s]+)/")


def found(*, at: datetime) -> None:
    """Make purposes, consent text and form, now that the publisher has a name."""
    founding.found(at=at)


def sign_up_all() -> None:
    """Everybody signs up for financial news; all but Ben press the button in the confirmation mail. Emil has himself erased."""
    for name in (*CONFIRMED, *UNCONFIRMED):
        sent = application.Sent(email=_address(name), purposes=("financial-news",), page=PAGE)
        at = clock.now()
        signup.sign_up(application.read(sent), asked_at=at, at=at)
    for name in CONFIRMED:
        confirmation.confirm(_token(name), at=clock.now())
    erasure.erase(_subscriber("emil"), reason="request", at=clock.now())


def bounce() -> None:
    """Dora's mail server says that the mailbox does not exist."""
    suppression.suppress(
        _subscriber("dora").lookup,
        scope=Suppression.EVERYTHING,
        reason=Suppression.Reason.HARD_BOUNCE,
        at=clock.now(),
        note="550 5.1.1 mailbox does not exist",
    )


def withdraw() -> None:
    """Clara leaves with the link at the end of the newsletter."""
    withdrawal.withdraw(_subscriber("clara"), purposes=None, at=clock.now(), route=Route.LINK)


def _address(name: str) -> str:
    return f"{name}@example.org"


def _subscriber(name: str) -> Subscriber:
    return Subscriber.objects.get(mailbox=_address(name))


def _token(name: str) -> str:
    """Read the link out of the confirmation mail, as the person does."""
    mail = OutboxMessage.objects.get(kind=signup.KIND, recipient=_address(name))
    text = email.message_from_bytes(bytes(mail.content), policy=email.policy.default).get_body(("plain",))
    found = TOKEN.search(text.get_content() if text else "")
    assert found, "the confirmation mail has no link"
    return found[1]
