"""How often articles were read, by the hour, and what stands in the lists of the most read. No row knows a reader."""

from __future__ import annotations

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Period(TextChoices):
    """Over which time the most read are counted."""

    OFF = "off", _("not shown")
    DAY = "day", _("of the last 24 hours")
    WEEK = "week", _("of the last 7 days")


class ReadCount(models.Model):
    """How often a live article was read within one hour."""

    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField(db_index=True)
    reads = models.PositiveIntegerField()

    class Meta:
        app_label = "newsroom"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "hour"], name="newsroom_read_count_once")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.reads}"


class MostRead(models.Model):
    """An article stands in the list of the most read of ``place`` (``home`` or ``section:<id>``); ``period`` is what was counted."""

    place = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="+")
    period = models.CharField(max_length=4, choices=Period.choices)

    class Meta:
        app_label = "newsroom"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["place", "position"], name="newsroom_most_read_place")]

    def __str__(self) -> str:
        return f"{self.place}: {self.article_id}"
