"""How this site is doing: stored pages, the time a page takes, the queue, the disk. Looked at by periodic work, shown to administrators.

The figures are those of the machine whose scheduler took them. One sample is kept for every three hours of a week.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from depesche.brand import gauges
from depesche.brand.charting.chart import Kind
from depesche.brand.home import plots
from depesche.brand.home.plots import Plot
from depesche.courier.models import OutboxMessage
from depesche.kernel import options
from depesche.press import first_edition, store

GAUGE = "operations.health"
EVERY = timedelta(hours=3)
KEPT = timedelta(days=7)
MEGABYTE, GIGABYTE = 1024 * 1024, 1024
FRONT = "/"
Sample = dict[str, Any]


def take(*, at: datetime) -> None:
    """Take a sample; of those within the same three hours the newest stays."""
    said = gauges.taken([GAUGE]).get(GAUGE)
    earlier: list[Sample] = said.data["samples"] if said else []
    oldest, slot = (at - KEPT).isoformat(), _slot(at)
    kept = [one for one in earlier if one["at"] > oldest and _slot(datetime.fromisoformat(one["at"])) != slot]
    gauges.keep(GAUGE, {"samples": [*kept, _sample(at)]}, at=at)


def draw(data: Mapping[str, Any], *, at: datetime) -> Sequence[Plot]:
    """Draw the week: pages, the time a page takes, what waits in the queue, free room."""
    samples: list[Sample] = data["samples"]
    if not samples:
        return []
    now = samples[-1]
    return [
        Plot("pages", str(_("Stored pages")), _pages(now), Kind.LINE, _table(samples, (_("stored"), "stored"), (_("to be made anew"), "waiting"))),
        Plot("render", str(_("Making the front page")), _render(now), Kind.LINE, _table(samples, (_("milliseconds"), "render_ms")), unit="ms"),
        Plot(
            "queue", str(_("What waits in the queue")), _queue(now), Kind.LINE, _table(samples, (_("tasks"), "tasks"), (_("single mails"), "mails"))
        ),
        Plot("disk", str(_("Free room on the disk")), _disk(now), Kind.LINE, _disk_table(samples), unit="GB"),
    ]


def _sample(at: datetime) -> Sample:
    stored, waiting = _of_store()
    return {
        "at": at.isoformat(),
        "stored": stored,
        "waiting": waiting,
        "render_ms": _front_page(),
        "tasks": DBTaskResult.objects.ready().count(),
        "mails": OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING, not_before__lte=at).count(),
        "free_mb": shutil.disk_usage(options.current().home).free // MEGABYTE,
    }


def _of_store() -> tuple[int | None, int | None]:
    """Return how many pages are stored, and how many wait to be made anew; ``None`` without a store that can be read."""
    kept = store.of_home()
    if not options.current().page_store or not kept.exists():
        return None, None
    try:
        return kept.count(), kept.waiting.count()
    except (sqlite3.Error, OSError):
        return None, None


def _front_page() -> int | None:
    """Return the milliseconds that rendering the front page takes; ``None`` if it could not be rendered."""
    begun = time.perf_counter()
    status = first_edition.ask(FRONT, keep=False)
    return round((time.perf_counter() - begun) * 1000) if status == 200 else None


def _slot(moment: datetime) -> int:
    return int(moment.timestamp() // EVERY.total_seconds())


def _table(samples: Sequence[Sample], *columns: tuple[str, str]) -> Any:
    rows = [(_moment(one), [one[key] for _name, key in columns]) for one in samples]
    has_any = any(value is not None for _about, values in rows for value in values)
    return plots.table(_("Moment"), [name for name, _key in columns], rows) if has_any else None


def _disk_table(samples: Sequence[Sample]) -> Any:
    return plots.table(_("Moment"), [_("free")], [(_moment(one), [Decimal(one["free_mb"]) / GIGABYTE]) for one in samples], decimals=1)


def _moment(one: Sample) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(one["at"])), "SHORT_DATETIME_FORMAT")


def _pages(now: Sample) -> str:
    if now["stored"] is None:
        return _("Pages are not stored: each is made for every reader.")
    return _("%(stored)s pages are stored, %(waiting)s are to be made anew.") % {"stored": _whole(now["stored"]), "waiting": _whole(now["waiting"])}


def _render(now: Sample) -> str:
    if now["render_ms"] is None:
        return _("The front page could not be made when it was last tried.")
    return _("It took %(number)s milliseconds when it was last made.") % {"number": _whole(now["render_ms"])}


def _queue(now: Sample) -> str:
    return _("%(tasks)s tasks and %(mails)s single mails wait.") % {"tasks": _whole(now["tasks"]), "mails": _whole(now["mails"])}


def _disk(now: Sample) -> str:
    return _("%(number)s GB are free.") % {"number": number_format(Decimal(now["free_mb"]) / GIGABYTE, 1, use_l10n=True, force_grouping=True)}


def _whole(number: int) -> str:
    return number_format(number, 0, use_l10n=True, force_grouping=True)
