"""What a publisher says in the welcome mail, by language; the receipt and the way out stand there anyway (S-32)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from depesche.newsroom.models import ArticlePage

FEATURES = ["bold", "italic", "link", "ul"]
MOST = 3


class Greeting(ClusterableModel):
    """The words and articles for everybody who confirmed in one language."""

    language = models.CharField(_("language"), max_length=8, unique=True, choices=settings.LANGUAGES)
    is_on = models.BooleanField(_("shown"), default=True, help_text=_("Off: the welcome mail says only what it must."))
    text = RichTextField(_("greeting"), blank=True, features=FEATURES, help_text=_("Stands below the confirmation and above the receipt."))

    class Meta:
        app_label = "mailing"
        ordering = ["language"]
        verbose_name = _("greeting")
        verbose_name_plural = _("greetings")

    def __str__(self) -> str:
        return str(self.get_language_display())


class GreetingArticle(Orderable):
    """An article that a new reader is shown; left out while it is not published."""

    greeting = ParentalKey(Greeting, on_delete=models.CASCADE, related_name="articles")
    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))

    class Meta(Orderable.Meta):
        app_label = "mailing"
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [models.UniqueConstraint(fields=["greeting", "article"], name="mailing_greeting_article_once")]

    def __str__(self) -> str:
        return f"{self.greeting_id}: {self.article_id}"
