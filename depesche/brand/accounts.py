"""Accounts of the team: registration is closed, mail about accounts goes through the outbox."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage  # noqa: TID251 - what Django hands to this backend
from django.core.mail.backends.base import BaseEmailBackend  # noqa: TID251 - this class is what keeps such mail from going past the outbox
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from depesche.brand import identity
from depesche.courier import message, outbox
from depesche.courier.message import Letter
from depesche.kernel import clock, options

KIND = "account"


class ClosedRegistration(DefaultAccountAdapter):
    """allauth's adapter: nobody can register in public; colleagues are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """Put the name of the site in front."""
        return f"{identity.publisher().name or options.current().host}: {subject}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build the link from the site address alone, whatever Host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return options.current().address(path.replace("UID-KEY", key))


class OutboxBackend(BaseEmailBackend):
    """Django's own mails (password reset) wait in the outbox like every other single mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Post each mail once per recipient; return how many mails there were."""
        with transaction.atomic():
            for mail in email_messages:
                for recipient in mail.recipients():
                    outbox.post(_letter(mail, recipient), kind=KIND, subject=None, at=clock.now())
        return len(email_messages)


def _letter(mail: EmailMessage, recipient: str) -> Letter:
    publisher = identity.publisher()
    domain = options.current().envelope_domain
    address = publisher.newsletter_sender or publisher.email or f"desk@{domain}"
    html = next((content for content, kind in getattr(mail, "alternatives", ()) if kind == "text/html"), "")
    return Letter(
        sender=message.mailbox(publisher.name, address),
        to=recipient,
        subject=" ".join(str(mail.subject).split()),
        html=str(html),
        text=str(mail.body),
        message_id=message.message_id(secrets.token_urlsafe(16), domain),
        date=clock.now(),
        headers=(("Auto-Submitted", "auto-generated"),),
    )
