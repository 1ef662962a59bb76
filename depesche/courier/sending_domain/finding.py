"""What a look at one side of the sending domain says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Light(StrEnum):
    """``NOTED``: well, as far as it can be known here. ``UNKNOWN``: it could be known, but was not told; that is not green."""

    GREEN = "green"
    NOTED = "noted"
    WARNING = "warning"
    UNKNOWN = "unknown"
    RED = "red"


@dataclass(frozen=True)
class Found:
    """One sentence about one side of the domain, and what to do next (empty when all is well).

    ``said`` and ``mend`` may be lazy translations with places for ``values``; they are turned into text only when read, as findings are kept.
    """

    side: str
    light: Light
    said: object
    mend: object = ""
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence, in the language of the reader."""
        return str(self.said) % self.values

    @property
    def help(self) -> str:
        """What to do next, in the language of the reader."""
        return str(self.mend) % self.values

    @property
    def hinders(self) -> bool:
        """Whether the first large campaign does not start because of it."""
        return self.light in {Light.RED, Light.UNKNOWN}


AGAIN = _("Try again in a minute, or look at the machine's resolver.")
