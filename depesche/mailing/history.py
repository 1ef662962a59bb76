"""What the history says about this part's deeds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter

from depesche.mailing import breaking
from depesche.mailing.digests import switching


def register(actions: LogActionRegistry) -> None:
    """Name every deed, and say for each line of the history what was done."""
    _sentence(actions, switching.SWITCHED_ON, (_("Switch a digest on"), _("Digest “%(name)s” switched on for “%(purpose)s”")))
    _sentence(actions, switching.SWITCHED_OFF, (_("Switch a digest off"), _("Digest “%(name)s” switched off")))
    _sentence(actions, breaking.SENT, (_("Send breaking news by mail"), _("Breaking news by mail to “%(purpose)s”: %(subject)s")))


def _sentence(actions: LogActionRegistry, action: str, words: tuple[Any, Any]) -> None:
    label, sentence = words

    class Formatter(LogFormatter):
        def format_message(self, log_entry: Any) -> str:
            return str(sentence % {"name": "", "purpose": "", "subject": "", **log_entry.data})

    Formatter.label = label
    actions.register_action(action)(Formatter)
