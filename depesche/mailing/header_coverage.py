"""Does a campaign's mail carry the header fields that big receivers ask for (S-20)? Asked of the mail itself, as it would be written."""

from __future__ import annotations

import copy
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from depesche.courier import compiling
from depesche.courier.sending_domain.finding import Found, Light
from depesche.kernel.refusal import Refusal
from depesche.mailing import rendering
from depesche.mailing.models import Campaign
from depesche.mailing.rendering import Content
from depesche.mailing.sending import letters, writing

SIDE = "Header"
NEEDED = ("From", "To", "Date", "Message-ID", "MIME-Version", "Subject", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post")


def look(campaign: Campaign, *, at: datetime) -> Found:
    """Write the mail as if it were sent now and look at the names of its fields."""
    try:
        content = rendering.content(campaign)
    except Refusal:
        return Found(SIDE, Light.NOTED, _("The mail cannot be written yet."))  # the pre-flight says why
    try:
        names = {name.lower() for name in _names(campaign, content, at=at)}
    except Refusal as refusal:
        return Found(SIDE, Light.RED, "%(message)s", "%(help)s", {"message": refusal.message, "help": refusal.help})
    missing = [name for name in NEEDED if name.lower() not in names]
    if missing:
        mend = _("This is a mistake of Depesche; please report it.")
        return Found(SIDE, Light.RED, _("The mail lacks header fields that big receivers ask for: %(names)s."), mend, {"names": ", ".join(missing)})
    return Found(SIDE, Light.GREEN, _("The mail has all header fields that big receivers ask for."))


def _names(campaign: Campaign, content: Content, *, at: datetime) -> tuple[str, ...]:
    begun = copy.copy(campaign)
    begun.sent_at, begun.sender_sent, begun.reply_to_sent = at, content.sender, content.reply_to
    return compiling.compile_letter(letters.of_campaign(begun, html=content.html, text=content.text), writing.MARKS).names
