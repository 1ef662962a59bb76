"""Mailchimp: three files of one audience, subscribed, unsubscribed and cleaned, told apart by their columns and names.

Mailchimp writes a time of confirmation for everybody, also for people whom an administrator added or who signed up without a second step.
Such a time is the time of the entry, or equals that of the sign-up; neither shows that the mailbox answered.
"""

from __future__ import annotations

from dataclasses import replace

from depesche.audience.importing.presets.preset import Preset, Standing, Told, columns, word_status
from depesche.audience.importing.said import Evidence, Status


def standing(told: Told) -> Standing:
    """Tell leavers by their time of leaving, bounced people by the time of cleaning, else by the file's name."""
    name = told.file.casefold()
    reason = f"{told.column('unsub_reason')} {told.column('unsub_reason_other')}".casefold()
    if told.column("clean_time") or name.startswith("cleaned"):
        return Standing(Status.BOUNCED)
    if told.column("unsub_time") or name.startswith("unsubscribed"):
        return Standing(Status.COMPLAINED if "spam" in reason or "abuse" in reason else Status.LEFT)
    if name.startswith(("nonsubscribed", "non_subscribed")):
        return Standing(Status.PENDING)
    return word_status(told)


def weigh(evidence: Evidence, told: Told) -> Evidence:
    """Drop a confirmation without a sign-up before it."""
    if evidence.opted_in_at is None or evidence.opted_in_at == evidence.confirmed_at:
        return replace(evidence, opted_in_at=evidence.opted_in_at or evidence.confirmed_at, confirmed_at=None, confirmed_ip="")
    return evidence


PRESET = Preset(
    "mailchimp",
    "Mailchimp",
    columns(
        email=("email_address",),
        opted_in_at=("optin_time",),
        opted_in_ip=("optin_ip",),
        confirmed_at=("confirm_time",),
        confirmed_ip=("confirm_ip",),
        left_at=("unsub_time", "clean_time"),
    ),
    signature=frozenset({"optin_time", "confirm_time", "leid", "euid"}),
    zone="UTC",
    standing=standing,
    weigh=weigh,
)
