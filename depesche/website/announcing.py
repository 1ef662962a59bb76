"""Telling others at once what changed: WebSub (W3C, 2018) for feed readers, IndexNow for search engines. Both are off until their option is set.

What must be told is a row, written in the transaction of the change; a chore tells it, and again after a while if nobody listened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import requests
import structlog
from django.db import models
from django.db.models import F
from wagtail.models import Page

from depesche.kernel import options
from depesche.newsroom.claims.correction_rows import CorrectionState, Severity
from depesche.newsroom.corrections import places, touching
from depesche.newsroom.models import ArticlePage, Correction, SectionPage
from depesche.website import feeds, paths

AT_ONCE = 500
TIMEOUT = 10  # seconds
WAITS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 300, 900, 3600, 4 * 3600))
log = structlog.get_logger("depesche.website")


class Announcement(models.Model):
    """An absolute address that somebody outside is to be told of; told, it is deleted."""

    class To(models.TextChoices):
        """Who is told."""

        WEBSUB = "websub", "WebSub"
        INDEXNOW = "indexnow", "IndexNow"

    to = models.CharField(max_length=10, choices=To.choices)
    address = models.CharField(max_length=900)
    noted_at = models.DateTimeField()
    not_before = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "website"
        constraints = [models.UniqueConstraint(fields=["to", "address"], name="website_announcement_once")]

    def __str__(self) -> str:
        return f"{self.to}: {self.address}"


def note(page: Page, *, at: datetime, also: Iterable[str] = ()) -> None:
    """Note that an article or a section changed, appeared or went; nothing is noted for what is switched off.

    :param also: further paths that answer differently now, such as the one where the page stood before
    """
    if not isinstance(page, ArticlePage | SectionPage):
        return
    settings = options.current()
    parent: Page = page.get_parent()  # type: ignore[no-untyped-call]  # Wagtail has no types
    if settings.indexnow_key:
        _add(Announcement.To.INDEXNOW, [paths.of(page), paths.of(parent), *also], at=at)
    if settings.websub_hub:
        places = ["/", paths.of(parent), *(_vocabulary(page) if isinstance(page, ArticlePage) else ())]
        _add(Announcement.To.WEBSUB, [address for place in places for address in feeds.addresses_of(place)], at=at)


def note_correction(correction: Correction, *, at: datetime) -> None:
    """Note that a correction was published: the feed of corrections has it, and the date of change of its articles moved."""
    if correction.state != CorrectionState.PUBLISHED or correction.severity == Severity.TYPO:
        return
    if options.current().websub_hub:
        _add(Announcement.To.WEBSUB, feeds.addresses_of(places.HOME), at=at)
    for article in ArticlePage.objects.filter(pk__in=touching.articles(correction), live=True):
        note(article, at=at)


def _vocabulary(article: ArticlePage) -> list[str]:
    found = [paths.of_topic(topic.slug) for topic in article.topics.all()]
    return [*found, paths.of_author(article.author.slug)] if article.author else found


def _add(to: Announcement.To, found: Iterable[str], *, at: datetime) -> None:
    rows = [Announcement(to=to, address=options.current().address(path), noted_at=at, not_before=at) for path in sorted(set(found))]
    Announcement.objects.bulk_create(rows, update_conflicts=True, unique_fields=["to", "address"], update_fields=["noted_at", "not_before"])


def is_due(*, at: datetime) -> bool:
    """Whether anything is to be told now; a cheap look."""
    return bool(Announcement.objects.filter(not_before__lte=at).exists())


def tell_due(*, at: datetime) -> int:
    """Tell what is due; return how many addresses were told. What nobody would hear is told again later, and given up after a day."""
    return sum(_tell(to, at=at) for to in Announcement.To)


def _tell(to: Announcement.To, *, at: datetime) -> int:
    rows = list(Announcement.objects.filter(to=to, not_before__lte=at).order_by("noted_at")[:AT_ONCE])
    if not rows:
        return 0
    chosen = Announcement.objects.filter(pk__in=[row.pk for row in rows])
    try:
        answer = WAYS[to]([row.address for row in rows])
        answer.raise_for_status()
    except requests.RequestException as error:
        log.warning("Announcing failed; it is tried again.", to=to.label, addresses=len(rows), reason=str(error))
        _postpone(chosen, at=at)
        return 0
    chosen.filter(noted_at__lte=rows[-1].noted_at).delete()  # what changed again meanwhile was noted later, and is told again
    return len(rows)


def _postpone(rows: models.QuerySet[Announcement], *, at: datetime) -> None:
    rows.filter(attempts__gte=len(WAITS)).delete()
    for tried in reversed(range(len(WAITS))):
        rows.filter(attempts=tried).update(attempts=F("attempts") + 1, not_before=at + WAITS[tried])


def _websub(addresses: list[str]) -> requests.Response:
    return requests.post(options.current().websub_hub, data={"hub.mode": "publish", "hub.url": addresses}, timeout=TIMEOUT, allow_redirects=False)


def _indexnow(addresses: list[str]) -> requests.Response:
    settings = options.current()
    said = {
        "host": settings.host,
        "key": settings.indexnow_key,
        "keyLocation": settings.address(f"/{settings.indexnow_key}.txt"),
        "urlList": addresses,
    }
    return requests.post(settings.indexnow_url, json=said, timeout=TIMEOUT, allow_redirects=False)


WAYS: dict[Announcement.To, Callable[[list[str]], requests.Response]] = {Announcement.To.WEBSUB: _websub, Announcement.To.INDEXNOW: _indexnow}
