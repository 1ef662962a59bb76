"""phpList: columns under their long names, separated by tabs; it knows that somebody confirmed, but not when."""

from __future__ import annotations

from depesche.audience.importing.presets.preset import Preset, Standing, Told, columns, is_yes
from depesche.audience.importing.said import Status

CONFIRMED, BLOCKED, DISABLED = "is_this_subscriber_confirmed", "is_this_subscriber_blacklisted", "is_this_account_disabled?"


def standing(told: Told) -> Standing:
    """Read the columns that say yes or no."""
    if is_yes(told.column(BLOCKED, "blacklisted")) or is_yes(told.column(DISABLED, "disabled")):
        return Standing(Status.LEFT)
    return Standing(Status.ACTIVE if is_yes(told.column(CONFIRMED, "confirmed")) else Status.PENDING)


PRESET = Preset(
    "phplist",
    "phpList",
    columns(opted_in_at=("entered",)),
    signature=frozenset({"email", CONFIRMED, BLOCKED}),
    standing=standing,
)
