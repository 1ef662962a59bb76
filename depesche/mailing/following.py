"""What the desk shows of a campaign that was begun: numbers, rate, time left, the drawing, and what failed and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from depesche.courier import way
from depesche.kernel.refusal import Refusal
from depesche.mailing import report
from depesche.mailing.coming_back import failures
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.report import Progress

MINUTE, HOUR = 60, 3600
QUICK, SLOW = 3, 15  # seconds until the page renews itself; counting a million rows takes a moment
MANY = 200_000
TELLING = 100  # mails per second; above, a tenth of a mail says nothing


@dataclass(frozen=True)
class Count:
    """One line of the report; ``share`` is in percent of the candidates, for the bar. What is ``inside`` is part of the line above."""

    label: str
    number: int
    share: int
    inside: bool = False


def context(campaign: Campaign, *, at: datetime) -> dict[str, Any]:
    """Return what the page of a campaign needs to tell how far it is."""
    if campaign.sent_at is None:
        return {"refresh": 0}
    found = report.progress(campaign, at=at)
    beside = failures.beside(campaign)
    is_going = campaign.state == Campaign.State.SENDING
    return {
        "counts": counts(found.report, beside),
        "candidates": found.report.candidates,
        "speed": said(found) if is_going else "",
        "chart": report.over_time(campaign, at=at),
        "has_failures": any(found.report.counts[state.value] for state in failures.SHOWN) or beside != failures.Beside(0, 0),
        "hindrance": hindrance(campaign),
        "trouble": trouble(campaign),
        "refresh": (SLOW if found.report.candidates > MANY else QUICK) if is_going else 0,
    }


def hindrance(campaign: Campaign) -> Refusal | None:
    """Return why nothing of a campaign being sent can leave at present, and what to do, if that can be seen from here."""
    return way.problem() if campaign.state == Campaign.State.SENDING else None


def trouble(campaign: Campaign) -> str:
    """Say why the mail server cannot be used, and when it is tried again; nothing if it can."""
    if campaign.state != Campaign.State.SENDING or not campaign.trouble:
        return ""
    when = formats.time_format(timezone.localtime(campaign.retry_at), "H:i:s") if campaign.retry_at else _("once")
    said = _("The mail server cannot be used: %(reason)s. Everything waits; the next try is at %(when)s.")
    return said % {"reason": campaign.trouble.rstrip("."), "when": when}


def counts(found: report.Report, beside: failures.Beside) -> list[Count]:
    """Return the lines of the report: the states, and below the accepted ones what came of them later (M-15)."""
    labels = dict(Delivery.State.choices)
    shown: list[Count] = []
    for state, number in found.counts.items():
        shown.append(_count(str(labels[state]), number, found))
        if state == Delivery.State.ACCEPTED:
            shown += [_count(label, part, found, inside=True) for label, part in _inside(beside)]
    return shown


def _inside(beside: failures.Beside) -> list[tuple[str, int]]:
    return [(_("of these came back"), beside.bounced), (_("of these complained"), beside.complained)]


def _count(label: str, number: int, found: report.Report, *, inside: bool = False) -> Count:
    return Count(label, number, round(100 * number / (found.candidates or 1)), inside)


def said(found: Progress) -> str:
    """Say how fast it goes and how long it will take."""
    rate = _("%(rate)s mails per second") % {"rate": formats.number_format(found.rate, 1 if found.rate < TELLING else 0, force_grouping=True)}
    if found.seconds_left is None:
        return rate
    return _("%(rate)s, about %(time)s left") % {"rate": rate, "time": duration(found.seconds_left)}


def duration(seconds: float) -> str:
    """Say a duration roughly."""
    if seconds < MINUTE:
        return ngettext("%(number)s second", "%(number)s seconds", round(seconds)) % {"number": round(seconds)}
    if seconds < HOUR:
        return ngettext("%(number)s minute", "%(number)s minutes", round(seconds / MINUTE)) % {"number": round(seconds / MINUTE)}
    return ngettext("%(number)s hour", "%(number)s hours", round(seconds / HOUR)) % {"number": round(seconds / HOUR)}
