"""listmonk: the export knows when somebody was added, never when they confirmed; such rows prove a sign-up at most."""

from __future__ import annotations

from depesche.audience.importing.presets.preset import Preset, columns

PRESET = Preset(
    "listmonk",
    "listmonk",
    columns(opted_in_at=("created_at",)),
    signature=frozenset({"uuid", "email", "attributes", "status", "created_at"}),
    zone="UTC",
)
