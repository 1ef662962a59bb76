"""An offer as a page shows it, labelled as advertising."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from depesche.brand import models as brand
from depesche.brand import offers
from depesche.kernel import clock
from depesche.press import tags
from depesche.website import images
from depesche.website.images import Image


@dataclass(frozen=True)
class Offer:
    """What readers see of an offer. ``price`` is written for people, the fields from ``amount`` on are for machines."""

    template: ClassVar[str] = "website/blocks/offer.html"
    name: str
    text: str
    price: str
    note: str
    terms: str
    link: str
    image: Image | None
    amount: str
    currency: str
    state: str
    until: str


def offer(found: brand.Offer | None) -> Offer | None:
    """Describe an offer; ``None`` for one that was deleted or is over."""
    if found is None:
        return None
    tags.use(f"offer:{found.pk}")
    if not found.is_valid(at=clock.now()):
        return None
    tags.until(found.valid_until)
    if found.picture is not None:
        images.load([found.picture])
    return Offer(
        name=found.name,
        text=found.text,
        price=offers.price_text(found),
        note=found.price_note,
        terms=offers.terms(found),
        link=found.link,
        image=images.image(found.picture, images.TEASER),
        amount=str(found.price) if found.price is not None else "",
        currency=found.currency,
        state=found.availability,
        until=found.valid_until.isoformat() if found.valid_until else "",
    )
