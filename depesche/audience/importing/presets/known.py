"""All presets, and which one a heading speaks for."""

from __future__ import annotations

from collections.abc import Sequence

from depesche.audience.importing.presets import brevo, cleverreach, depesche, generic, keila, listmonk, mailchimp, mailpoet, phplist
from depesche.audience.importing.presets.preset import Preset, plain

PRESETS: dict[str, Preset] = {
    module.PRESET.key: module.PRESET for module in (depesche, mailchimp, mailpoet, listmonk, keila, phplist, cleverreach, brevo, generic)
}


def sniffed(heading: Sequence[str]) -> Preset:
    """Return the system whose own columns stand in a heading, the one with the most of them; else the generic one."""
    names = {plain(name) for name in heading}
    fitting = [preset for preset in PRESETS.values() if preset.signature and preset.signature <= names]
    return max(fitting, key=lambda preset: len(preset.signature), default=generic.PRESET)
