"""Depesche's own columns, one row per person or per person and purpose (INTERFACES: ``audience import``)."""

from __future__ import annotations

from depesche.audience.importing.presets.preset import Preset, columns

PRESET = Preset("depesche", "Depesche", columns(), signature=frozenset({"email", "purposes", "opted_in_at", "confirmed_at"}), zone="UTC")
