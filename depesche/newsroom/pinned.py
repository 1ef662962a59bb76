"""What an editor pins to the box "Wissenswertes zum Thema", and what never stands there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import PageChooserPanel
from wagtail.models import Orderable


class Background(Orderable):
    """An article pinned to the box "Wissenswertes zum Thema" of another."""

    article = ParentalKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="background")
    shown = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))

    panels = [PageChooserPanel("shown", "newsroom.ArticlePage")]

    class Meta(Orderable.Meta):
        app_label = "newsroom"
        verbose_name = _("background article")
        verbose_name_plural = _("background articles")

    def __str__(self) -> str:
        return f"{self.article_id}: {self.shown_id}"


class HiddenBackground(Orderable):
    """An article that the box "Wissenswertes zum Thema" of another never shows by itself."""

    article = ParentalKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="hidden_background")
    shown = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))

    panels = [PageChooserPanel("shown", "newsroom.ArticlePage")]

    class Meta(Orderable.Meta):
        app_label = "newsroom"
        verbose_name = _("hidden article")
        verbose_name_plural = _("hidden articles")

    def __str__(self) -> str:
        return f"{self.article_id}: {self.shown_id}"
