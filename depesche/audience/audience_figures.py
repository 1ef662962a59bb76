"""The audience in numbers for the desk's first page: counted by periodic work from the counts of the days, so that it costs the page nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from depesche.audience import desk, people_list, staleness
from depesche.audience.figure_models import DailyFigure
from depesche.brand import gauges
from depesche.brand.charting.chart import Kind
from depesche.brand.home import plots
from depesche.brand.home.plots import Plot
from depesche.kernel import options

GAUGE = "audience.growth"
WEEKS = 13
WEEK = timedelta(days=7)
Deed = DailyFigure.Deed


def take(*, at: datetime) -> None:
    """Count consents in force, and what each week brought and took."""
    mondays = _mondays(at)
    gained, lost, withdrawn = Counter[str](), Counter[str](), Counter[str]()
    rows = DailyFigure.objects.filter(day__gte=mondays[0]).exclude(deed=Deed.PAGE).order_by()
    for day, deed, detail, count in rows.values_list("day", "deed", "detail").annotate(total=Sum("count")):
        week = (day - timedelta(days=day.weekday())).isoformat()
        (gained if deed == Deed.GAINED else lost)[week] += count
        if deed == Deed.LOST and detail in desk.CHANNELS:
            withdrawn[week] += count
    weeks = [[monday.isoformat(), gained[monday.isoformat()], lost[monday.isoformat()], withdrawn[monday.isoformat()]] for monday in mondays]
    data = {"live": sum(people_list.live_by_purpose().values()), "weeks": weeks, "stale": staleness.stale(at=at)}
    gauges.keep(GAUGE, data, at=at)


def draw(data: Mapping[str, Any], *, at: datetime) -> Sequence[Plot]:
    """Draw the consents in force at the end of each week, and what each week brought and took."""
    weeks = [(date.fromisoformat(monday), gained, lost, withdrawn) for monday, gained, lost, withdrawn in data["weeks"]]
    current, live = data["live"], []
    for _monday, gained, lost, _withdrawn in reversed(weeks):
        live.append(max(current, 0))
        current -= gained - lost
    live.reverse()
    _this, gained, lost, withdrawn = weeks[-1]
    told = {"net": f"{gained - lost:+d}".replace("-", "−"), "withdrawn": number_format(withdrawn, 0, use_l10n=True, force_grouping=True)}
    in_force = _("%(number)s consents are in force.") % {"number": number_format(data["live"], 0, use_l10n=True, force_grouping=True)}
    curve = plots.table(_("Week from"), [_("in force")], [(week[0], [number]) for week, number in zip(weeks, live, strict=True)])
    change = plots.table(_("Week from"), [_("net growth"), _("withdrawals")], [(monday, [came - went, left]) for monday, came, went, left in weeks])
    return [
        Plot("live", _("Confirmed consents"), in_force, Kind.LINE, curve),
        Plot(
            "change",
            _("Growth and withdrawals in each week"),
            _("This week: net growth %(net)s, withdrawals %(withdrawn)s.") % told,
            Kind.BAR,
            change,
        ),
    ]


def _mondays(at: datetime) -> list[date]:
    today = at.astimezone(ZoneInfo(options.current().time_zone)).date()
    monday = today - timedelta(days=today.weekday())
    return [monday - WEEK * back for back in range(WEEKS - 1, -1, -1)]
