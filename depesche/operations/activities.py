"""What running the site does with personal data, for the record of processing activities (L-43)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from depesche.kernel import processing
from depesche.kernel.processing import Activity, Kept


def register_all() -> None:
    """Register what this part does."""
    processing.register("website", website)


def website() -> Activity:
    """Describe delivering pages."""
    return Activity(
        title=_("Website"),
        aim=_("Delivering pages, and finding faults."),
        basis=_("Legitimate interest in a working site, Art. 6(1)(f) GDPR."),
        persons=_("Readers."),
        data=_("The network address while a request is answered. The log holds method, path without tokens, status and time, no network address."),
        recipients=(),
        kept=(Kept("–", _("log lines without personal data"), _("as the machine keeps them")),),
    )
