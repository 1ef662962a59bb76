"""Rules for a font of the house, and for stand-ins of the same width, so that no line breaks anew when the font arrives.

``size-adjust`` is the width of text in the font divided by that in the stand-in; the heights are those of the font (CSS Fonts 5, 4.9 and 11).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from depesche.operations.fonts.widths import Font

FAMILY = "House"
REGULAR, BOLD = 400, 700


@dataclass(frozen=True)
class StandIn:
    """A font that readers have already: its names in both weights, and how wide a letter of ``widths.TEXT`` is in each."""

    regular: tuple[str, ...]
    bold: tuple[str, ...]
    width: float
    bold_width: float


# Liberation has the widths of Times New Roman and Arial; each was measured with widths.py or taken from Adobe's metrics of the same widths.
STAND_INS = {
    "serif": (
        StandIn(
            ("Times New Roman", "TimesNewRomanPSMT", "Liberation Serif", "LiberationSerif"),
            ("Times New Roman Bold", "TimesNewRomanPS-BoldMT", "Liberation Serif Bold", "LiberationSerif-Bold"),
            0.3973,
            0.4211,
        ),
        StandIn(("DejaVu Serif", "DejaVuSerif"), ("DejaVu Serif Bold", "DejaVuSerif-Bold"), 0.5096, 0.5609),
    ),
    "sans": (
        StandIn(
            ("Arial", "ArialMT", "Liberation Sans", "LiberationSans"),
            ("Arial Bold", "Arial-BoldMT", "Liberation Sans Bold", "LiberationSans-Bold"),
            0.4403,
            0.4733,
        ),
        StandIn(("DejaVu Sans", "DejaVuSans"), ("DejaVu Sans Bold", "DejaVuSans-Bold"), 0.5052, 0.5700),
    ),
}


def rules(font: Font, *, address: str, kind: str) -> str:
    """Return the rules for the end of ``theme.css``.

    :param address: where the font lies, seen from ``theme.css``
    :param kind: ``serif`` (text and headlines) or ``sans`` (everything else)
    """
    least, most = font.weights
    families = [FAMILY, *(f"{FAMILY} stand-in {number}" for number in range(1, len(STAND_INS[kind]) + 1))]
    shown = f'@font-face {{ font-family: "{FAMILY}"; src: url("{address}") format("woff2"); font-weight: {least} {most}; font-display: swap; }}'
    named = ", ".join(f'"{family}"' for family in families)
    generic = {"serif": "serif", "sans": "sans-serif"}[kind]
    return "\n".join((shown, *_stand_ins(font, kind), f":root {{ --{kind}: {named}, {generic}; }}", ""))


def _stand_ins(font: Font, kind: str) -> Iterator[str]:
    for number, one in enumerate(STAND_INS[kind], 1):
        for weights, names, share in (
            ("100 500", one.regular, font.width(REGULAR) / one.width),
            ("501 900", one.bold, font.width(BOLD) / one.bold_width),
        ):
            local = ", ".join(f'local("{name}")' for name in names)
            heights = ((name, part / share) for name, part in (("ascent", font.ascent), ("descent", font.descent), ("line-gap", font.gap)))
            said = " ".join(f"{name}-override: {part:.2%};" for name, part in heights)
            yield (
                f'@font-face {{ font-family: "{FAMILY} stand-in {number}"; src: {local}; font-weight: {weights}; size-adjust: {share:.2%}; {said} }}'
            )
