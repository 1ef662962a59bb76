"""MailPoet: one row per person and list, with a status for the list and one for everything; German headings where WordPress speaks German."""

from __future__ import annotations

from depesche.audience.importing.presets.preset import WORDS, Preset, Standing, Told, columns, plain
from depesche.audience.importing.said import Status

# MailPoet calls people inactive who opened nothing for a while; they never left.
ACTIVE_THERE = frozenset({"inactive", "inaktiv"})


def standing(told: Told) -> Standing:
    """Let the status for everything come first; leaving one list ends the purposes of this import only."""
    everything = _status(told.column("global_status", "globaler_status", "status"))
    if everything is not Status.ACTIVE:
        return Standing(everything)
    return Standing(_status(told.column("list_status", "listenstatus")), is_everywhere=False)


def _status(word: str) -> Status:
    return Status.ACTIVE if plain(word) in ACTIVE_THERE else WORDS.get(plain(word), Status.UNKNOWN)


PRESET = Preset(
    "mailpoet",
    "MailPoet",
    columns(
        opted_in_at=("subscription_time", "created_at", "anmeldezeitpunkt"),
        opted_in_ip=("subscription_ip", "subscribed_ip", "anmelde_ip"),
        confirmed_at=("confirmation_time", "bestätigungszeitpunkt"),
        confirmed_ip=("confirmation_ip", "bestätigungs_ip"),
    ),
    signature=frozenset({"list_status", "global_status"}),
    standing=standing,
)
