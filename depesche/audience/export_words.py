"""What the names in an export mean, for people who read it. A name that is not here is shown as it is: nothing is left out for want of a word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from depesche.audience import desk, timeline
from depesche.audience.models import DataRequest, SignupRequest
from depesche.courier.models import OutboxMessage, Suppression

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

WORDS = {
    "audience": _("Newsletter"),
    "brand.callback_requests": _("Requests to be called back"),
    "courier": _("Single mails and suppressions"),
    "mailing.deliveries": _("Newsletters sent"),
    "address": _("Address"),
    "language": _("Language"),
    "is_restricted": _("Restricted"),
    "known_since": _("Known since"),
    "consents": _("Consents in force"),
    "given": _("Consents as they were given"),
    "imports": _("Imports"),
    "requests": _("Sign-ups"),
    "data_requests": _("Requests about your data"),
    "log": _("Entries in the consent log"),
    "purpose": _("Purpose"),
    "purposes": _("Purposes"),
    "since": _("Since"),
    "until": _("Until"),
    "at": _("When"),
    "text": _("Consent text"),
    "wording": _("Wording"),
    "source": _("Where it came from"),
    "state": _("State"),
    "entry": _("Entry"),
    "what": _("What"),
    "said": _("Content"),
    "mails": _("Mails"),
    "suppressions": _("Suppressions"),
    "scope": _("Scope"),
    "reason": _("Reason"),
    "kind": _("Kind"),
    "to": _("To"),
    "content": _("Text of the mail"),
    "created_at": _("Made on"),
    "campaign": _("Subject line"),
    "name": _("Name"),
    "phone": _("Phone"),
    "message": _("Message"),
    "form": _("Form"),
    "page": _("Page"),
    "note": _("Note"),
    "channel": _("Channel"),
    "requested_at": _("Asked on"),
    "confirmed_at": _("Confirmed on"),
    "withdrawn_at": _("Left on"),
    "handed_over_at": _("Handed over on"),
    "viewed_at": _("Viewed on"),
    "exported_at": _("Handed out on"),
    "imported_at": _("Imported on"),
    "received_at": _("Received on"),
    "done_at": _("Answered on"),
    "request": _("Number of the request"),
    "number": _("Version"),
    "slug": _("Short name"),
    "button_label": _("Button"),
    "wordings": _("Wordings"),
    "first_given": _("First given by entry"),
    "typed": _("As typed"),
    "network": _("Network (shortened)"),
    "agent": _("Kind of program"),
    "user_agent_sha256": _("Fingerprint of the program's name"),
    "captcha": _("Proven at sign-up"),
    "method": _("How"),
    "token": _("Beginning of the link's fingerprint"),
    "seconds_since_request": _("Seconds after the sign-up"),
    "seconds_since_page_seen": _("Seconds after the page was opened"),
    "seconds_since_hand_over": _("Seconds after the mail was handed over"),
    "mail_sha256": _("Fingerprint of the mail"),
    "sha256": _("Fingerprint"),
    "file_sha256": _("Fingerprint of the file"),
    "message_id": _("Mark of the mail"),
    "recipient": _("Recipient"),
    "reply": _("The server's answer"),
    "template_version": _("Version of the mail"),
    "reader": _("By whom"),
    "outcome": _("Outcome"),
    "reference": _("Where the letter is kept"),
    "line": _("Line"),
}


def word(name: str) -> str:
    """Return what a name means, in the language in force."""
    return str(WORDS.get(name, name.replace("_", " ")))


VALUES: dict[str, Mapping[str, Any]] = {
    "what": desk.KINDS,
    "channel": desk.CHANNELS,
    "kind": {**dict(DataRequest.Kind.choices), **timeline.KINDS_OF_MAIL},
    "state": {**dict(SignupRequest.State.choices), **dict(OutboxMessage.State.choices)},
    "reason": dict(Suppression.Reason.choices),
    "scope": {Suppression.EVERYTHING: _("all mail"), Suppression.SIGN_UP: _("sign-ups")},
    "reader": {"person": _("the person")},
}


def said(name: str, value: str) -> str:
    """Return what a value under a name means: a word of ours in the reader's language, a moment as people write it, all else as it is."""
    if MOMENT.fullmatch(value):
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATETIME_FORMAT")
    return str(VALUES.get(name, {}).get(value, value))
