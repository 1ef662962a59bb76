"""A mail with offers alone: labelled as advertising before anything else is read (§ 6 DDG, § 22 (1) MStV)."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from depesche.brand.letterhead import Look, Sheet
from depesche.mailing.looks.around import Around
from depesche.mailing.looks.parts import Parts


def sheet(parts: Parts, around: Around) -> Sheet:
    """Lay out a mail with offers, in the active language; the first is the large one."""
    label = _("Advertisement")
    offers = [replace(one, is_lead=number == 0) for number, one in enumerate(parts.offers)]
    preheader = f"{label}: {around.preheader}" if around.preheader else label
    marked = replace(around, preheader=preheader)
    return marked.sheet(Look.OFFER, [*parts.corrections, *parts.intro, *offers, *parts.below], label=label)
