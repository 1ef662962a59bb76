"""The one colour that a publisher picks: understood, checked, and toned where readers could not read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from depesche.brand import colours, tokens

HELP = gettext_lazy(
    "For links, labels and buttons, as #rrggbb. Empty: the house's bronze. "
    "A colour that would be hard to read on light or dark is shown darker or lighter there."
)


@dataclass(frozen=True)
class Shade:
    """The accent on one of the two grounds: as it is shown, and the contrast that it has there, and would have as picked."""

    name: str
    colour: str
    ground: str
    contrast: str
    as_picked: str
    is_toned: bool


@dataclass(frozen=True)
class Shown:
    """What became of a picked colour; ``sentences`` say it, none where it is shown everywhere as it was picked."""

    picked: str
    light: Shade
    dark: Shade

    @property
    def shades(self) -> tuple[Shade, ...]:
        """Both of them."""
        return self.light, self.dark

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a publisher should know."""
        said = {
            self.light: _(
                "On light paper %(picked)s would have a contrast of %(less)s to 1, and 4.5 is the least. Readers see %(shown)s there (%(more)s to 1)."
            ),
            self.dark: _("On dark paper %(picked)s would have a contrast of %(less)s to 1. Readers see %(shown)s there (%(more)s to 1)."),
        }
        return tuple(
            sentence % {"picked": self.picked, "less": shade.as_picked, "shown": shade.colour, "more": shade.contrast}
            for shade, sentence in said.items()
            if shade.is_toned
        )


def check(text: str) -> None:
    """Refuse what is no colour.

    :raises ValidationError: with a sentence for the form
    """
    try:
        colours.parse(text)
    except colours.NoColour as error:
        raise ValidationError(_("“%(text)s” is no colour. Please write it as #rrggbb, for example #7c4f0c.") % {"text": text}) from error


def shown(picked: str) -> Shown:
    """Return how a picked colour is shown; the house's own where none was picked."""
    palette = tokens.palette(picked)
    return Shown(
        picked or palette.light["accent"],
        _shade(_("Light"), picked, scheme=palette.light, grounds=("paper", "sunk")),
        _shade(_("Dark"), picked, scheme=palette.dark, grounds=("paper", "sunk", "band")),
    )


def _shade(name: str, picked: str, *, scheme: tokens.Scheme, grounds: tuple[str, ...]) -> Shade:
    on = [scheme[ground] for ground in grounds]
    colour = scheme["accent"]
    before, after = (number_format(round(colours.least(one, on), 1), 1) for one in (picked or colour, colour))
    return Shade(name, colour, scheme["paper"], after, before, is_toned=bool(picked) and colour != picked)
