"""The publisher's look on paper: logo and colours, from the same tokens as site and mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wagtail.images.models import SourceImageIOError

from depesche.brand import letterhead, tokens
from depesche.brand.models import Publisher


@dataclass(frozen=True)
class Look:
    """Colours by their tokens, and the logo as PNG; no bytes where there is none."""

    colours: Mapping[str, str] = field(default_factory=lambda: tokens.house().light)
    logo: bytes = b""

    def told(self) -> dict[str, object]:
        """Return what the template gets."""
        return {"colours": dict(self.colours), "logo": list(self.logo)}


def of(publisher: Publisher) -> Look:
    """Return the look of the publisher as it is now; a logo whose file is gone keeps nobody from a proof."""
    return Look(tokens.palette(publisher.accent).light, _logo(publisher))


def _logo(publisher: Publisher) -> bytes:
    if publisher.logo is None:
        return b""
    try:
        with publisher.logo.get_rendition(letterhead.LOGO).file.open() as file:
            return bytes(file.read())
    except (OSError, SourceImageIOError):
        return b""
