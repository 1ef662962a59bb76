"""The block on top of an issue: "Correction to our issue of …", and the whole of a mail that brings a retraction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from depesche.brand.letterhead import Amends, Block, Line, Slot
from depesche.kernel import options
from depesche.mailing.correcting import binding
from depesche.mailing.models import Campaign
from depesche.newsroom.claims.correction_rows import Severity
from depesche.newsroom.corrections import places, wording
from depesche.newsroom.models import Correction

MOST_DATES = 4


def blocks(campaign: Campaign) -> Iterator[Block]:
    """Yield what stands on top of a campaign: a slot for each correction."""
    for correction, issues in binding.bound(campaign):
        yield Slot(binding.key(correction.pk), (amends(correction, heading(correction, issues)),))


def retraction(campaign: Campaign, correction: Correction) -> Amends:
    """Return what a mail of its own says: of which issues, and what was wrong."""
    wrong = binding.wrong_issues([correction.pk], purpose=campaign.purpose_id)
    return amends(correction, heading(correction, wrong.get(correction.pk, [])))


def amends(correction: Correction, above: str) -> Amends:
    """Return a correction as a mail shows it, with the line above it."""
    is_mistake = wording.is_mistake(correction)
    lines = [
        Line(name, said, is_wrong=is_mistake and said == correction.wrong, is_right=is_mistake and said == correction.right)
        for name, said in wording.lines(correction)
    ]
    address = options.current().address(places.of(correction.pk, correction.published_at or correction.drafted_at))
    return Amends(wording.heading(correction), lines, address, _("See all corrections"), heading=above)


def heading(correction: Correction, wrong: Sequence[Campaign]) -> str:
    """Return the line above a correction: which issues it is about. One text for all whom it concerns, so the dates of all of them."""
    dates = list(dict.fromkeys(date_format(localtime(issue.sent_at), "DATE_FORMAT") for issue in wrong if issue.sent_at))
    is_retraction = correction.severity == Severity.RETRACTION
    if len(dates) == 1:
        said = _("Retraction concerning our issue of %(date)s") if is_retraction else _("Correction to our issue of %(date)s")
        return said % {"date": dates[0]}
    said = _("Retraction concerning our issues of %(dates)s") if is_retraction else _("Correction to our issues of %(dates)s")
    return said % {"dates": _several(dates)}


def _several(dates: Sequence[str]) -> str:
    shown = dates[-MOST_DATES:]
    if len(dates) > MOST_DATES:
        return _("%(dates)s and earlier ones") % {"dates": ", ".join(shown)}
    return _("%(dates)s and %(last)s") % {"dates": ", ".join(shown[:-1]), "last": shown[-1]} if dates else ""
