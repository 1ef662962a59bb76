"""How strict publishing is with statements that have no source, per type of work."""

from __future__ import annotations

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Work(TextChoices):
    """What kind of work an article is; decides its type in schema.org, too."""

    REPORT = "report", _("report")
    ANALYSIS = "analysis", _("analysis")
    OPINION = "opinion", _("opinion")
    FACT_CHECK = "fact_check", _("fact check")
    ADVERTORIAL = "advertorial", _("advertisement")


class AiUse(TextChoices):
    """What part a machine had in the text (Regulation (EU) 2024/1689, Art. 50(4))."""

    NONE = "none", _("written by people")
    ASSISTED = "assisted", _("a machine helped")
    GENERATED = "generated", _("written by a machine, reviewed by a person who takes responsibility")


class Mode(TextChoices):
    """What happens when an article with statements without a source is published."""

    OFF = "off", _("nothing")
    WARN = "warn", _("a warning")
    REASON = "reason", _("a reason is required")
    BLOCK = "block", _("publishing is refused")


class ClaimGate(models.Model):
    """The mode of one type of work. Without a row it is a warning."""

    work = models.CharField(_("type of work"), max_length=12, choices=Work.choices, primary_key=True)
    mode = models.CharField(_("statements without a source"), max_length=6, choices=Mode.choices, default=Mode.WARN)

    class Meta:
        app_label = "newsroom"
        verbose_name = _("rule for sources")
        verbose_name_plural = _("rules for sources")

    def __str__(self) -> str:
        return f"{self.get_work_display()}: {self.get_mode_display()}"


def mode(work: str) -> Mode:
    """Return the mode of a type of work."""
    row = ClaimGate.objects.filter(pk=work).first()
    return Mode(row.mode) if row else Mode.WARN
