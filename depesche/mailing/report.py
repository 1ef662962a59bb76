"""What became of a campaign's deliveries. Counters are derived from the rows, so they always add up (M-15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from depesche.audience import charts
from depesche.audience.charts import Chart, Series
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.states import OPEN

RECENT = timedelta(seconds=60)
COLUMNS = 60  # of the drawing, at most
WIDTHS = (1, 2, 5, 10, 30, 60, 300, 600, 1800, 3600, 21_600, 86_400)  # seconds that a column may stand for
OVER_TIME = {
    "sqlite": "CAST((julianday(finished_at) - julianday(%s)) * 86400 / %s AS INTEGER)",
    "postgresql": "CAST(FLOOR(EXTRACT(EPOCH FROM finished_at - %s) / %s) AS INTEGER)",
}


@dataclass(frozen=True)
class Report:
    """The numbers of one campaign; ``counts`` names every state and sums to ``candidates``."""

    id: int
    state: str
    candidates: int
    counts: dict[str, int]

    @property
    def open(self) -> int:
        """How many are not settled yet."""
        return sum(self.counts[state.value] for state in OPEN)


@dataclass(frozen=True)
class Progress:
    """How far a campaign is: mails settled per second over the last minute, and the seconds that are left at that rate, if anybody can tell."""

    report: Report
    rate: float
    seconds_left: float | None

    @property
    def done(self) -> int:
        """How many are settled."""
        return self.report.candidates - self.report.open


def report(campaign: Campaign) -> Report:
    """Count in one query."""
    found = dict(Delivery.objects.filter(campaign=campaign).order_by().values_list("state").annotate(Count("pk")))
    counts = {state.value: found.get(state.value, 0) for state in Delivery.State}
    return Report(id=campaign.pk, state=campaign.state, candidates=sum(found.values()), counts=counts)


def progress(campaign: Campaign, *, at: datetime) -> Progress:
    """Count, and see how fast it goes, in one query."""
    since = max(at - RECENT, campaign.sent_at or at)
    recent = Count("pk", filter=Q(finished_at__gt=since))
    rows = list(Delivery.objects.filter(campaign=campaign).order_by().values_list("state").annotate(number=Count("pk"), recent=recent))
    found = {state: number for state, number, _recent in rows}
    counts = {state.value: found.get(state.value, 0) for state in Delivery.State}
    whole = Report(id=campaign.pk, state=campaign.state, candidates=sum(found.values()), counts=counts)
    rate = sum(number for _state, _all, number in rows) / max((at - since).total_seconds(), 1.0)
    is_going = campaign.state == Campaign.State.SENDING and rate > 0
    return Progress(whole, rate, whole.open / rate if is_going else None)


def over_time(campaign: Campaign, *, at: datetime) -> Chart | None:
    """Draw how many mails were accepted, and how many ended otherwise, since sending began."""
    if campaign.sent_at is None:
        return None
    seconds = max(0.0, ((campaign.finished_at or at) - campaign.sent_at).total_seconds())  # a clock may have been set back
    width = next((width for width in WIDTHS if seconds / width < COLUMNS), WIDTHS[-1])
    columns = min(int(seconds // width) + 1, COLUMNS)
    begin = connection.ops.adapt_datetimefield_value(campaign.sent_at)
    statement = (
        f"SELECT {OVER_TIME[connection.vendor]} AS place, state = 'accepted' AS taken, COUNT(*) FROM mailing_delivery "  # noqa: S608 - our own words
        "WHERE campaign_id = %s AND finished_at IS NOT NULL GROUP BY 1, 2"
    )
    accepted, others = [0] * columns, [0] * columns
    with connection.cursor() as cursor:
        cursor.execute(statement, [begin, width, campaign.pk])
        for place, taken, number in cursor.fetchall():
            (accepted if taken else others)[min(max(place, 0), columns - 1)] += number
    starts = [timezone.localtime(campaign.sent_at + timedelta(seconds=width * place)) for place in range(columns)]
    labels = [f"{start:%d.%m. %H:%M}" if width >= WIDTHS[-3] else f"{start:%H:%M:%S}" for start in starts]
    series = [Series(_("accepted"), tuple(accepted)), Series(_("ended otherwise"), tuple(others))]
    said = ngettext("Mails in each %(seconds)s second.", "Mails in every %(seconds)s seconds.", width) % {"seconds": width}
    return charts.bars("sending", _("Over time"), said, labels=labels, series=series)
