"""A mail with offers alone: labelled as advertising before anything else is read (§ 6 DDG, § 22 (1) MStV)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from depesche.brand.letterhead import Look, Offer, Sheet, Table
from depesche.mailing.looks.around import Around
from depesche.mailing.looks.parts import Parts

FEWEST = 2  # prices in a table; one is there already


def sheet(parts: Parts, around: Around) -> Sheet:
    """Lay out a mail with offers, in the active language; the first is the large one, and the prices of several stand in a table."""
    label = _("Advertisement")
    offers = [replace(one, is_lead=number == 0) for number, one in enumerate(parts.offers)]
    preheader = f"{label}: {around.preheader}" if around.preheader else label
    marked = replace(around, preheader=preheader)
    return marked.sheet(Look.OFFER, [*parts.corrections, *parts.intro, *offers, *_prices(offers), *parts.below], label=label)


def _prices(offers: Sequence[Offer]) -> list[Table]:
    rows = [(offer.name, " ".join(part for part in (offer.price, offer.note) if part)) for offer in offers if offer.price]
    if len(rows) < FEWEST:
        return []
    return [Table(title=_("All prices"), columns=(pgettext("prices", "What"), pgettext("prices", "Price")), rows=rows, notes=(), url="")]
