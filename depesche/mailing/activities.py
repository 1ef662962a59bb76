"""What this part does with personal data, for the record of processing activities (L-43)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from depesche.kernel import options, processing
from depesche.kernel.processing import Activity, Kept


def register_all() -> None:
    """Register what this part does."""
    processing.register("newsletter-sending", sending)
    processing.register("newsletter-coming-back", coming_back)


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


def coming_back() -> Activity:
    """Describe what is done with mail that comes back."""
    days = options.current().inbound_days
    kept = ngettext("%(days)s day, or until erasure", "%(days)s days, or until erasure", days) % {"days": days}
    return Activity(
        title=_("Newsletter: bounces, complaints and answers"),
        aim=_("Writing no more to addresses that do not exist, to people who complain, and to people who leave by a mail."),
        basis=_("Art. 6(1)(f) GDPR; complaints and withdrawals: Art. 6(1)(c) with Art. 7(3) and 21 GDPR."),
        persons=_("Subscribers, and whoever writes to the address for bounces."),
        data=_("The mail as it came, what it says about delivery, which newsletter it is about."),
        recipients=(),
        kept=(
            Kept("courier_inboundmail", _("mails that came in, whole"), kept),
            Kept("courier_bounce", _("which newsletters did not arrive, by keyed digest"), _("180 days, or until erasure")),
        ),
    )
