"""The tokens at the desk: Wagtail has a choice of scheme for each person, so a rule for what the screen prefers is not enough."""

from __future__ import annotations

from depesche.brand import colours, identity, tokens


def style() -> str:
    """Return CSS with the colours of both schemes for Wagtail's classes, and the publisher's accent for its buttons."""
    palette = tokens.palette(identity.publisher().accent)
    light, dark = tokens.declarations(palette.light), tokens.declarations(palette.dark)
    hue, saturation, lightness = colours.hue_saturation_lightness(palette.light["accent"])
    wagtail = f"--w-color-secondary-hue:{hue};--w-color-secondary-saturation:{saturation}%;--w-color-secondary-lightness:{lightness}%;"
    return f":root{{{light}{wagtail}}}.w-theme-dark{{{dark}}}{tokens.DARK}{{.w-theme-system{{{dark}}}}}"
