"""How many people came and left on each day: counts only, nobody is in them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyFigure(models.Model):
    """One count of one day. Kept in the transaction of the deed that it counts, so that charts need not read the log (``figures.py``)."""

    class Deed(models.TextChoices):
        """What is counted; ``page`` counts the pages on which confirmed sign-ups began."""

        GAINED = "gained", _("gained")
        LOST = "lost", _("lost")
        PAGE = "page", _("page")

    day = models.DateField()
    deed = models.CharField(max_length=8, choices=Deed.choices)
    purpose = models.CharField(max_length=60, blank=True, help_text="key of the purpose; empty for pages")
    detail = models.CharField(max_length=200, blank=True, help_text="form:SLUG or import:NUMBER, the channel of a withdrawal, or the page")
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "deed", "purpose", "detail"], name="audience_figure_once")]
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts of days")

    def __str__(self) -> str:
        return f"{self.day} {self.deed} {self.purpose} {self.detail}"
