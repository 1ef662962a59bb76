"""The live ticker as rows: one :class:`Ticker` for an article that has one, and its entries. The deeds are in ``ticker.py``."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.rich_text import get_text_for_indexing

from depesche.newsroom.blocks import INLINE

if TYPE_CHECKING:
    from depesche.newsroom.models import ArticlePage


class Ticker(models.Model):
    """What makes an article a live ticker. ``moved_at`` is when readers last saw an entry come, change or go; numbers count without gaps."""

    article = models.OneToOneField("newsroom.ArticlePage", on_delete=models.CASCADE, primary_key=True, related_name="ticker")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "newsroom"
        default_permissions = ()
        verbose_name = _("live ticker")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.article_id}"

    @property
    def is_open(self) -> bool:
        """Whether entries can be added, and readers are told that it is live."""
        return self.closed_at is None


class TickerEntry(models.Model):
    """One entry of a ticker. A withdrawn one keeps its number, so that its address still says what became of it."""

    ticker = models.ForeignKey(Ticker, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # of the form: sent twice, it is published once
    headline = models.CharField(_("headline"), max_length=160, blank=True)
    text = RichTextField(_("text"), blank=True, features=INLINE)
    picture = models.ForeignKey("brand.Picture", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture"))
    picture_alternative_text = models.CharField(
        _("alternative text"), max_length=300, blank=True, help_text=_("Empty: the text stored with the picture.")
    )
    is_important = models.BooleanField(_("important"), default=False, help_text=_("Stands in the box with the most important entries, too."))
    is_pinned = models.BooleanField(_("pinned"), default=False, help_text=_("Stands above all others, until another one is pinned."))
    byline = models.CharField(max_length=160, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        app_label = "newsroom"
        default_permissions = ()
        verbose_name = _("ticker entry")
        verbose_name_plural = _("ticker entries")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["ticker", "number"], name="newsroom_ticker_number_once")]

    def __str__(self) -> str:
        return self.headline or self.words[:60]

    @property
    def words(self) -> str:
        """The text without mark-up."""
        return " ".join(get_text_for_indexing(self.text).split())


def of(article: ArticlePage) -> Ticker | None:
    """Return the ticker of an article, if it has one; costs no query where the article was read together with it."""
    found: Ticker | None = getattr(article, "ticker", None)
    return found


def of_entries(article_id: int) -> str:
    """Return the tag of pages that show a ticker's entries, or when it last moved: many may come in a second."""
    return f"live:{article_id}"


def entries(article: ArticlePage) -> models.QuerySet[TickerEntry]:
    """Return the entries that readers can see, the newest first."""
    return TickerEntry.objects.filter(ticker_id=article.pk, withdrawn_at__isnull=True).order_by("-number")


def texts(article: ArticlePage) -> list[str]:
    """Return the words of each entry that readers can see; none for an article without a ticker."""
    if of(article) is None:
        return []
    return [" ".join(part for part in (entry.headline, entry.words) if part) for entry in entries(article).only("headline", "text")]


def pictures(article: ArticlePage) -> set[int]:
    """Return the ids of the pictures in entries that readers can see."""
    if of(article) is None:
        return set()
    found: Any = entries(article).filter(picture__isnull=False).values_list("picture_id", flat=True)
    return set(found)
