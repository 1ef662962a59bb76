"""Accounts of the team: registration is closed, mail about accounts goes through the outbox."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail.backends.base import BaseEmailBackend  # noqa: TID251 - this class is what keeps such mail from going past the outbox
from django.http import HttpRequest


class ClosedRegistration(DefaultAccountAdapter):
    """allauth's adapter: nobody can register in public; colleagues are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class OutboxBackend(BaseEmailBackend):
    """Django's own mails (password reset) wait in the outbox like every other single mail."""
