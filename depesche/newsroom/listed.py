"""In which lists a live article stands, written in the transaction that publishes it: so the newest of a section, topic, author or month are found
by one look into one index, among ten articles or a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count
from django.utils import timezone

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage

MONTH = "month:"


class Listed(models.Model):
    """A live article stands in a list: ``place`` is ``section:<id>``, ``topic:<id>``, ``author:<id>`` or ``month:<year>-<month>``."""

    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="listed", db_index=False)
    place = models.CharField(max_length=40)
    shown_at = models.DateTimeField()

    class Meta:
        app_label = "newsroom"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "place"], name="newsroom_listed_once")]
        indexes = [models.Index(fields=["place", "shown_at", "article"], name="newsroom_listed_place")]

    def __str__(self) -> str:
        return f"{self.place}: {self.article_id}"


def month(year: int, number: int) -> str:
    """Name the list of a month.

    >>> month(2026, 3)
    'month:2026-03'
    """
    return f"{MONTH}{year:04d}-{number:02d}"


def places(article: ArticlePage) -> set[str]:
    """Name the lists in which a live article stands; months are those of the site's time zone."""
    found = {f"topic:{topic.pk}" for topic in article.topics.all()}
    if article.author_id:
        found.add(f"author:{article.author_id}")
    parent = article.get_parent()
    if parent is not None:
        found.add(f"section:{parent.pk}")
    return found | {_month_of(article.shown_at)} if article.shown_at else found


def _month_of(moment: datetime) -> str:
    here = timezone.localtime(moment)
    return month(here.year, here.month)


def enter(article: ArticlePage) -> None:
    """Put a live article into its lists, and take it out of all others."""
    wanted = places(article) if article.shown_at else set()
    rows = Listed.objects.filter(article_id=article.pk)
    if set(rows.values_list("place", "shown_at")) == {(place, article.shown_at) for place in wanted}:
        return
    rows.delete()
    Listed.objects.bulk_create([Listed(article_id=article.pk, place=place, shown_at=article.shown_at) for place in sorted(wanted)])


def forget(article_id: int) -> None:
    """Take an article that is no longer live out of every list."""
    Listed.objects.filter(article_id=article_id).delete()


def newest(place: str, *, most: int) -> list[tuple[datetime, int]]:
    """Return moments and ids of the newest articles of a list, the newest first."""
    return list(Listed.objects.filter(place=place).order_by("-shown_at", "-article").values_list("shown_at", "article_id")[:most])


def articles(place: str) -> list[int]:
    """Return the ids of all articles of a list, the newest first."""
    return list(Listed.objects.filter(place=place).order_by("-shown_at", "-article").values_list("article_id", flat=True))


def count(place: str) -> int:
    """Return how many articles stand in a list."""
    return Listed.objects.filter(place=place).count()


def counts(wanted: Iterable[str]) -> dict[str, int]:
    """Return how many articles stand in each of these lists; empty ones are left out."""
    return dict(Listed.objects.filter(place__in=list(wanted)).values_list("place").annotate(Count("pk")).order_by())


def sizes(wanted: Iterable[str], *, most: int) -> dict[str, int]:
    """Return how many articles stand in each of these lists, ``most`` for so many and more: a long list costs no more than a short one."""
    counted = {place: Listed.objects.filter(place=place).order_by().values("pk")[:most] for place in wanted}
    return {place: rows.count() for place, rows in counted.items()}


def months() -> list[tuple[date, int]]:
    """Return every month with live articles, the newest first, and how many."""
    found = Listed.objects.filter(place__gte=MONTH, place__lt=f"{MONTH}~").values_list("place").annotate(Count("pk")).order_by("-place")
    return [(date.fromisoformat(f"{place.removeprefix(MONTH)}-01"), number) for place, number in found]
