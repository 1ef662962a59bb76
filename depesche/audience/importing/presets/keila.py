"""Keila: active, unsubscribed or unreachable; the time of the double opt-in where the installation exports it."""

from __future__ import annotations

from depesche.audience.importing.presets.preset import Preset, columns

PRESET = Preset(
    "keila",
    "Keila",
    columns(opted_in_at=("inserted_at", "created_at"), confirmed_at=("double_opt_in_at", "double_opt_in")),
    signature=frozenset({"email", "first_name", "last_name", "data", "status"}),
    zone="UTC",
)
