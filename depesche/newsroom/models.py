"""Home, sections, articles, topics and authors."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from depesche.brand.models import Picture
from depesche.newsroom.blocks import BodyBlock


class Topic(models.Model):
    """What articles are about."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Author(models.Model):
    """Who wrote an article."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    role = models.CharField(_("role"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class HomePage(Page):
    """The front page."""

    max_count = 1  # type: ignore[assignment]
    subpage_types = ["newsroom.SectionPage"]

    class Meta:
        verbose_name = _("front page")


class SectionPage(Page):
    """A section of the site, such as politics."""

    description = models.CharField(_("description"), max_length=255, blank=True)

    parent_page_types = ["newsroom.HomePage"]
    subpage_types = ["newsroom.ArticlePage"]

    class Meta:
        verbose_name = _("section")


class ArticlePage(Page):
    """A dated article. Its headline is Wagtail's title."""

    kicker = models.CharField(_("kicker"), max_length=80, blank=True)
    lead = models.TextField(_("lead"), max_length=600, blank=True)
    dated = models.DateTimeField(_("date shown"), null=True, blank=True, help_text=_("Empty: the moment of first publication."))
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("picture"))
    picture_caption = models.CharField(_("caption"), max_length=300, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    author = models.ForeignKey(Author, on_delete=models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("author"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="articles", verbose_name=_("topics"))

    parent_page_types = ["newsroom.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")


class Background(Orderable):
    """An article pinned to the box "Wissenswertes zum Thema" of another."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="background")
    shown = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))

    class Meta(Orderable.Meta):
        verbose_name = _("background article")
        verbose_name_plural = _("background articles")

    def __str__(self) -> str:
        return f"{self.article_id}: {self.shown_id}"
