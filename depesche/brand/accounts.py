"""allauth's accounts, our way: registration is closed, nobody is led elsewhere, mail goes through the outbox."""

from __future__ import annotations

import time
from collections.abc import Sequence

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.core.mail import EmailMessage  # noqa: TID251 - what Django hands to this backend
from django.core.mail.backends.base import BaseEmailBackend  # noqa: TID251 - this class is what keeps such mail from going past the outbox
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from depesche.brand import account_mail, notices
from depesche.kernel import clock


class ClosedRegistration(DefaultAccountAdapter):
    """allauth's adapter: nobody can register in public; colleagues are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Lead only to this very host; allauth would also lead to every other host that the site may be reached under."""
        request = self.request
        return url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask again who it is, unless that was asked at a login a moment ago."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        return bool(time.time() - newest > app_settings.REAUTHENTICATION_TIMEOUT)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the page of one's account."""
        return reverse("wagtailadmin_account")


class OutboxBackend(BaseEmailBackend):
    """Mails that Django and Wagtail write themselves (a workflow's notices) wait in the outbox like every other single mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Post each mail once per recipient; return how many mails there were."""
        with transaction.atomic():
            for mail in email_messages:
                for recipient in mail.recipients():
                    account_mail.post(notices.sheet(subject=" ".join(str(mail.subject).split()), text=str(mail.body)), to=recipient, at=clock.now())
        return len(email_messages)
