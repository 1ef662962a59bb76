"""Takes in how often articles were read: from the page server's files (:mod:`depesche.press.read_files`) into a row for each article and hour."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F

from depesche.brand import addresses
from depesche.kernel import options
from depesche.newsroom import reading_rule
from depesche.newsroom.models import ArticlePage, ReadCount
from depesche.press import read_files

KEPT = timedelta(days=8)
AT_ONCE = 500
FILES_AT_ONCE = 200


def folder() -> Path:
    """Return where the page server leaves its counts."""
    return options.current().home / read_files.FOLDER


def take_in(*, at: datetime) -> int:
    """Add what was counted to the rows, and remove the files; return how many reads of articles that were.

    A process that dies between the two counts a minute twice. Where the publisher shows no list of the most read, nothing is kept.
    """
    files = read_files.claim(folder(), most=FILES_AT_ONCE)
    by_hour: dict[datetime, Counter[str]] = defaultdict(Counter)
    for told in map(read_files.read, files):
        if told is not None and at - KEPT < told.hour <= at:
            by_hour[told.hour].update(told.paths)
    taken = 0 if reading_rule.is_off() else sum(add(paths, hour=hour) for hour, paths in by_hour.items())
    for file in files:
        file.unlink(missing_ok=True)
    return taken


def add(paths: Mapping[str, int], *, hour: datetime) -> int:
    """Add reads of one hour; what is no live article is left out. Return how many reads of articles that were."""
    reads = {pk: paths[path] for pk, path in _articles(paths)}
    with transaction.atomic():
        ReadCount.objects.bulk_create([ReadCount(article_id=pk, hour=hour, reads=0) for pk in sorted(reads)], ignore_conflicts=True)
        for number in sorted(set(reads.values())):
            read = [pk for pk in reads if reads[pk] == number]
            for first in range(0, len(read), AT_ONCE):
                ReadCount.objects.filter(hour=hour, article__in=read[first : first + AT_ONCE]).update(reads=F("reads") + number)
    return sum(reads.values())


def forget_old(*, at: datetime) -> None:
    """Delete counts that no list looks at any longer."""
    ReadCount.objects.filter(hour__lt=at - KEPT).delete()


def _articles(paths: Iterable[str]) -> list[tuple[int, str]]:
    """Return the live articles among these paths; they are known by the last part, which has an index."""
    wanted = set(paths)
    slugs = sorted({path.strip("/").rpartition("/")[2] for path in wanted if path.count("/") == 3})
    found: list[tuple[int, str]] = []
    for first in range(0, len(slugs), AT_ONCE):
        rows = ArticlePage.objects.live().filter(slug__in=slugs[first : first + AT_ONCE]).values_list("pk", "url_path")
        found += [(pk, path) for pk, url_path in rows if (path := addresses.plain(url_path)) in wanted]
    return found
