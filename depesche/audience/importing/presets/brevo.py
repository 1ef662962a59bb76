"""Brevo: says whether there was a double opt-in, not when; such rows prove a sign-up at most unless a column with the time is mapped."""

from __future__ import annotations

from depesche.audience.importing.presets.preset import Preset, Standing, Told, columns, is_yes, word_status
from depesche.audience.importing.said import Status

BLOCKED = ("email_blacklisted", "emailblacklisted", "blacklisted", "blocklisted", "email_blocklisted")


def standing(told: Told) -> Standing:
    """Read the block list and the status of marketing mail."""
    if any(is_yes(told.column(name)) for name in BLOCKED):
        return Standing(Status.LEFT)
    return word_status(told)


PRESET = Preset(
    "brevo",
    "Brevo",
    columns(
        opted_in_at=("added_time", "added_date", "createdat"),
        confirmed_at=("double_opt_in_time", "double_opt_in_date", "doi_time"),
        status=("email_marketing", "subscription_status", "email_subscription_status"),
    ),
    signature=frozenset({"email", "double_opt_in", "added_time"}),
    standing=standing,
)
