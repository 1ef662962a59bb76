"""What the kinds of entries of the editorial log are called in plain words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from depesche.newsroom import protocol
from depesche.newsroom.claims import entries

DEEDS: dict[str, Promise] = {
    protocol.PUBLISHED: _("Article published"),
    protocol.MOVED: _("Article moved"),
    protocol.WITHDRAWN: _("Article taken down"),
    protocol.ENTRY_PUBLISHED: _("Ticker entry published"),
    protocol.ENTRY_CHANGED: _("Ticker entry changed"),
    protocol.ENTRY_WITHDRAWN: _("Ticker entry withdrawn"),
    entries.SOURCE_CREATED: _("Source entered"),
    entries.SOURCE_UPDATED: _("Source changed"),
    entries.SOURCE_MERGED: _("Source merged"),
    entries.SOURCE_DELETED: _("Source deleted"),
    entries.CLAIM_CREATED: _("Claim written"),
    entries.CLAIM_PUBLISHED: _("Claim published"),
    entries.CLAIM_EDITED: _("Claim changed"),
    entries.CLAIM_MERGED: _("Claim merged"),
    entries.CLAIM_SPLIT: _("Claim taken apart"),
    entries.CLAIM_CHECKED: _("Claim looked at again"),
    entries.CLAIM_DELETED: _("Claim deleted"),
    entries.ASSERTION_ADDED: _("Statement added"),
    entries.ASSERTION_SUPERSEDED: _("Statement replaced"),
    entries.ASSERTION_RETRACTED: _("Statement taken back"),
    entries.STATUS_CHANGED: _("Status changed"),
    entries.OVERRIDE_SET: _("Judgement of the newsroom"),
    entries.OVERRIDE_CLEARED: _("Own judgement ended"),
    entries.EVIDENCE_ARCHIVED: _("Copy of evidence kept"),
    entries.TEXT_TAKEN_DOWN: _("Text taken down"),
}
# Written by parts that come with their own deeds, and told here when they do.
OTHERS: dict[str, Promise] = {
    "correction_drafted": _("Correction drafted"),
    "correction_approved": _("Correction approved"),
    "correction_published": _("Correction published"),
    "correction_propagated": _("Correction passed on"),
    "correction_mailed": _("Correction mailed"),
    "issue_sent": _("Issue of a newsletter sent"),
    "report_received": _("Reader's report received"),
    "report_answered": _("Reader's report answered"),
    "gate_bypassed": _("Published with statements without a source"),
}


def deed(kind: str) -> str:
    """Return what an entry tells, in plain words; an unknown kind is told as it stands in the log."""
    found = DEEDS.get(kind) or OTHERS.get(kind)
    return str(found) if found else kind.replace("_", " ")
