"""What became of mails, day by day: counted by periodic work, campaign by campaign, so that a finished one is counted once and not each time.

The gauge holds counts only: by campaign and day how many were accepted, put off and failed; how many have no answer; how many came back on each day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from depesche.brand import gauges
from depesche.brand.charting.chart import Kind
from depesche.brand.home import plots
from depesche.brand.home.plots import Plot
from depesche.courier.models import Bounce
from depesche.kernel import options
from depesche.mailing.models import Campaign, Delivery
from depesche.mailing.report import OVER_TIME

GAUGE = "mailing.sending"
DAYS = 28
UNKNOWN_DAYS = 7
HALF_AN_HOUR = 1800  # seconds: every time zone begins its day at one
SLACK = timedelta(hours=1)
SHOWN = ("accepted", "deferred", "failed")
State = Campaign.State
COUNTED = (
    "SELECT {place} AS place, state, COUNT(*) FROM mailing_delivery WHERE campaign_id = %s AND state IN ('accepted', 'failed') "
    "AND finished_at >= %s GROUP BY 1, 2"
)


def take(*, at: datetime) -> None:
    """Count anew what may have changed since the last time, and forget what is older than four weeks."""
    said = gauges.taken([GAUGE]).get(GAUGE)
    known = said.data.get("campaigns", {}) if said else {}
    since = said.at - SLACK if said else None
    begin = _begin(at)
    campaigns = Campaign.objects.filter(sent_at__isnull=False).filter(Q(finished_at=None) | Q(finished_at__gte=begin)).order_by("pk")
    told = {}
    for campaign in campaigns.only("pk", "state", "sent_at", "finished_at"):
        before = known.get(str(campaign.pk))
        is_settled = before is not None and not before["open"] and since and campaign.finished_at and campaign.finished_at < since
        told[str(campaign.pk)] = before if is_settled else _count(campaign, begin=begin, at=at)
    gauges.keep(GAUGE, {"campaigns": told, "bounces": _bounces(begin)}, at=at)


def unknown(data: Mapping[str, Any], *, at: datetime) -> dict[str, int]:
    """Return how many mails of the last week have no answer, by the number of the campaign."""
    newest = (at - timedelta(days=UNKNOWN_DAYS)).isoformat()
    told = data.get("campaigns", {})
    return {pk: one["unknown"] for pk, one in told.items() if one["unknown"] and one["sent_at"] >= newest}


def draw(data: Mapping[str, Any], *, at: datetime) -> Sequence[Plot]:
    """Draw how many mails were accepted, put off and failed on each day, and say how many came back."""
    days = _days(at)
    counts: dict[str, Counter[str]] = {day.isoformat(): Counter() for day in days}
    for one in data.get("campaigns", {}).values():
        for day, numbers in one["days"].items():
            if day in counts:
                counts[day].update(numbers)
    accepted, put_off, failed = (sum(found[name] for found in counts.values()) for name in SHOWN)
    bounced = sum(number for day, number in data.get("bounces", {}).items() if day in counts)
    if not accepted + put_off + failed:
        return [Plot("sending", str(_("Newsletters on each day")), _("Nothing was sent in the last four weeks."))]
    rate = Decimal(100 * bounced) / max(accepted, 1)
    sentence = _("In four weeks: %(accepted)s accepted, %(failed)s failed, %(deferred)s waiting for another try; %(rate)s %% came back.")
    numbers = {"accepted": _whole(accepted), "failed": _whole(failed), "deferred": _whole(put_off), "rate": number_format(rate, 1)}
    names = (_("accepted"), _("put off"), _("failed"))
    rows = [(day, [counts[day.isoformat()][name] for name in SHOWN]) for day in days]
    return [Plot("sending", str(_("Newsletters on each day")), sentence % numbers, Kind.STACKED, plots.table(_("Day"), names, rows))]


def _count(campaign: Campaign, *, begin: datetime, at: datetime) -> dict[str, Any]:
    days: dict[str, Counter[str]] = {}
    zone = _zone()
    with connection.cursor() as cursor:
        place = OVER_TIME[connection.vendor]
        start = connection.ops.adapt_datetimefield_value(begin)
        cursor.execute(COUNTED.format(place=place), [start, HALF_AN_HOUR, campaign.pk, start])
        for number, state, count in cursor.fetchall():
            day = (begin + timedelta(seconds=HALF_AN_HOUR * number)).astimezone(zone).date().isoformat()
            days.setdefault(day, Counter())[state] += count
    others = Delivery.objects.filter(campaign=campaign).order_by().values_list("state").annotate(Count("pk"))
    found: dict[str, int] = dict(others.filter(state__in=("queued", "deferred", "handing_over", "unknown")))
    if found.get("deferred"):
        days.setdefault(at.astimezone(zone).date().isoformat(), Counter())["deferred"] = found["deferred"]
    is_open = any(found.get(state) for state in ("queued", "deferred", "handing_over", "unknown"))
    sent_at = (campaign.sent_at or at).astimezone(UTC).isoformat()
    return {"days": {day: dict(numbers) for day, numbers in days.items()}, "unknown": found.get("unknown", 0), "open": is_open, "sent_at": sent_at}


def _bounces(begin: datetime) -> dict[str, int]:
    zone = _zone()
    moments = Bounce.objects.filter(at__gte=begin, delivery__isnull=False).values_list("at", flat=True)
    return dict(Counter(moment.astimezone(zone).date().isoformat() for moment in moments.iterator(chunk_size=5_000)))


def _begin(at: datetime) -> datetime:
    return datetime.combine(_days(at)[0], time.min, tzinfo=_zone()).astimezone(UTC)


def _days(at: datetime) -> list[date]:
    today = at.astimezone(_zone()).date()
    return [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]


def _zone() -> ZoneInfo:
    return ZoneInfo(options.current().time_zone)


def _whole(number: int) -> str:
    return number_format(number, 0, use_l10n=True, force_grouping=True)
