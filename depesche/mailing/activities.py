"""What this part does with personal data, for the record of processing activities (L-43)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from depesche.kernel import processing
from depesche.kernel.processing import Activity, Kept


def register_all() -> None:
    """Register what this part does."""
    processing.register("newsletter-sending", sending)


def sending() -> Activity:
    """Describe the sending of campaigns."""
    return Activity(
        title=_("Newsletter: sending"),
        aim=_("Handing newsletters over to the mail server, each person at most once, and knowing what became of them."),
        basis=_("Consent, Art. 6(1)(a) GDPR."),
        persons=_("Subscribers."),
        data=_("E-mail address, what was sent when, the mail server's answer. Opening and clicking are not observed."),
        recipients=(),
        kept=(
            Kept("mailing_delivery", _("one line for each recipient of each newsletter"), _("until erasure; the line then names nobody")),
            Kept("mailing_correctionmailed", _("who was handed which correction"), _("until erasure")),
        ),
    )
