"""What this part does with personal data, for the record of processing activities (L-43)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from depesche.kernel import processing
from depesche.kernel.processing import Activity, Kept


def register_all() -> None:
    """Register what this part does."""
    processing.register("claims", claims)
    processing.register("reports", reports)


def claims() -> Activity:
    """Describe the claims of people of public life, and their sources."""
    public = _("as long as the claim is public")
    return Activity(
        title=_("Statements in articles and their sources"),
        aim=_("Telling readers who said what, and on what it rests."),
        basis=_("Journalistic purposes, Art. 85 GDPR and the press laws of the states."),
        persons=_("People whose statements articles report; informants."),
        data=_("Name, role, statement, moment, place, evidence; of protected informants the identity, encrypted, open to two people."),
        recipients=(),
        kept=(
            Kept("newsroom_source", _("sources"), public),
            Kept("newsroom_identity", _("who protected sources are, encrypted"), _("until a keeper deletes it")),
            Kept("newsroom_identity_keepers", _("who may see that"), _("until a keeper deletes it")),
            Kept("newsroom_assertion", _("their statements"), public),
            Kept("newsroom_relay", _("by whom they reached us"), public),
            Kept("newsroom_evidence", _("evidence"), public),
            Kept("newsroom_claim", _("claims, with who judged them"), public),
            Kept("newsroom_claimversion", _("their former versions"), public),
            Kept("newsroom_takendown", _("what was taken down for a legal reason: ground, reason and digest"), public),
        ),
    )


def reports() -> Activity:
    """Describe what readers report."""
    return Activity(
        title=_("Readers' reports of mistakes"),
        aim=_("Correcting mistakes, and answering those who asked for it."),
        basis=_("Legitimate interest in correct reporting, Art. 6(1)(f) GDPR."),
        persons=_("Readers who report a mistake."),
        data=_("What is wrong, and an e-mail address if an answer is wanted."),
        recipients=(),
        kept=(
            Kept("newsroom_readerreport", _("the report; its address until the answer"), _("180 days")),
            Kept("newsroom_correction", _("corrections, with who wrote and approved them"), _("for ever, as they are public")),
        ),
    )
