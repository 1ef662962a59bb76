"""How the audience grew, where people came from, and how they left: read from the counts of the days, never from the log."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from depesche.audience import charts, desk, figures, people_list
from depesche.audience.charts import Chart, Series
from depesche.audience.importing.ground import MARK
from depesche.audience.models import DailyFigure, Purpose
from depesche.courier.models import Suppression
from depesche.kernel import options

WEEK = timedelta(days=7)
SPANS = (13, 26, 52, 156)  # weeks
MOST_SERIES = 7
PAGES = 20
GONE = {Suppression.Reason.HARD_BOUNCE: "bounced", Suppression.Reason.COMPLAINT: "complained"}
Deed = DailyFigure.Deed
Numbers = Mapping[str, Counter[int]]


@dataclass(frozen=True)
class Growth:
    """The page's numbers: three charts and the pages on which most sign-ups began."""

    charts: tuple[Chart, ...]
    live: int
    gained: int
    lost: int
    pages: tuple[tuple[str, int], ...]


def shown(*, at: datetime, weeks: int, purpose: str = "") -> Growth:
    """Return the charts of the last weeks.

    :param purpose: a key, or empty for all
    """
    days = _Weeks.until(at, weeks)
    titles = dict(Purpose.objects.filter(**({"key": purpose} if purpose else {})).values_list("key", "title"))
    changes = DailyFigure.objects.exclude(deed=Deed.PAGE).filter(purpose__in=titles, day__gte=days.starts[0])
    rows = [
        (deed, key, detail, days.place(day), count)
        for day, deed, key, detail, count in changes.values_list("day", "deed", "purpose", "detail", "count")
    ]
    gained = _summed((detail, place, count) for deed, _key, detail, place, count in rows if deed == Deed.GAINED)
    lost = _summed((detail, place, count) for deed, _key, detail, place, count in rows if deed == Deed.LOST)
    net = _summed((key, place, count if deed == Deed.GAINED else -count) for deed, key, _detail, place, count in rows)
    live = {key: count for key, count in people_list.live_by_purpose().items() if key in titles}
    return Growth(
        charts=(_growth(days, titles, net=net, live=live), _sources(days, gained), _churn(days, lost)),
        live=sum(live.values()),
        gained=sum(sum(counts.values()) for counts in gained.values()),
        lost=sum(sum(counts.values()) for counts in lost.values()),
        pages=_pages(days),
    )


@dataclass(frozen=True)
class _Weeks:
    """Weeks from Monday on, in the site's time zone; the last one is the present."""

    starts: tuple[date, ...]
    zone: ZoneInfo

    @staticmethod
    def until(at: datetime, number: int) -> _Weeks:
        zone = ZoneInfo(options.current().time_zone)
        today = at.astimezone(zone).date()
        monday = today - timedelta(days=today.weekday())
        return _Weeks(tuple(monday - WEEK * back for back in range(number - 1, -1, -1)), zone)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(date_format(start, "SHORT_DATE_FORMAT") for start in self.starts)

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.starts[0], time.min, tzinfo=self.zone)

    def place(self, day: date) -> int:
        return min((day - self.starts[0]).days // 7, len(self.starts) - 1)

    def values(self, counts: Counter[int]) -> tuple[int, ...]:
        return tuple(counts[place] for place in range(len(self.starts)))


def _summed(rows: Iterable[tuple[str, int, int]]) -> dict[str, Counter[int]]:
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for name, place, count in rows:
        found[name][place] += count
    return found


def _growth(days: _Weeks, titles: Mapping[str, str], *, net: Numbers, live: Mapping[str, int]) -> Chart:
    """Go back from what lives now: each week's end is the next one's less what that one brought."""
    series = []
    for key, title in titles.items():
        values, current = [], live.get(key, 0)
        for place in range(len(days.starts) - 1, -1, -1):
            values.append(max(current, 0))
            current -= net.get(key, Counter())[place]
        series.append(Series(title, tuple(reversed(values))))
    return charts.lines("growth", _("Consents in force"), _("At the end of each week, by purpose."), labels=days.labels, series=series)


def _sources(days: _Weeks, gained: Numbers) -> Chart:
    series = _largest({_source(name): values for name, values in gained.items()}, days)
    return charts.bars("sources", _("Where people came from"), _("New consents in each week, by source."), labels=days.labels, series=series)


def _churn(days: _Weeks, lost: Numbers) -> Chart:
    by_channel = {_channel(name): values for name, values in lost.items()}
    for reason, label in ((Suppression.Reason.HARD_BOUNCE, _("address does not exist")), (Suppression.Reason.COMPLAINT, _("complained"))):
        counts = _suppressed(days, reason)
        if counts:
            by_channel[label] = counts
    series = _largest(by_channel, days)
    said = _("Ended consents in each week by channel; addresses that do not exist and complaints count once for all purposes.")
    return charts.bars("churn", _("How people left"), said, labels=days.labels, series=series)


def _suppressed(days: _Weeks, reason: str) -> Counter[int]:
    """Count bounces or complaints; what an import brought happened elsewhere."""
    since = Suppression.objects.filter(reason=reason, since__gte=days.begin).exclude(note__startswith=MARK).values_list("since", flat=True)
    return Counter(days.place(moment.astimezone(days.zone).date()) for moment in since.iterator(chunk_size=5_000))


def _largest(named: Numbers, days: _Weeks) -> list[Series]:
    """Return the largest series; the rest is one."""
    series = sorted((Series(name, days.values(counts)) for name, counts in named.items()), key=lambda one: -one.total)
    if len(series) <= MOST_SERIES:
        return series
    rest = tuple(sum(values) for values in zip(*(one.values for one in series[MOST_SERIES - 1 :]), strict=True))
    return [*series[: MOST_SERIES - 1], Series(_("others"), rest)]


def _pages(days: _Weeks) -> tuple[tuple[str, int], ...]:
    found = DailyFigure.objects.filter(deed=Deed.PAGE, day__gte=days.starts[0]).values_list("detail").annotate(total=Sum("count"))
    pages: Sequence[tuple[str, int]] = list(found.order_by("-total", "detail")[:PAGES])
    return tuple(pages)


def _source(name: str) -> str:
    kind, _colon, what = name.partition(":")
    told = {
        "form": _("Form %(what)s"),
        "import": _("Import %(what)s"),
        "statement": _("Statement for import %(what)s"),
        figures.MOVED: _("another address of the same person"),
    }.get(kind, "%(what)s")
    return told % {"what": what or name}


def _channel(name: str) -> str:
    others = {
        figures.UNDONE: _("import undone"),
        figures.STATEMENT_UNDONE: _("statement taken back"),
        figures.UNUSED: _("ended, as nobody used it for years"),
    }
    return str(others.get(name) or desk.CHANNELS.get(name, name))
