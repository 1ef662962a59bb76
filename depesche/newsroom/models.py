"""Home, sections and articles. Topics and authors are in ``vocabulary.py``, the search entry in ``search_entry.py``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, PublishingPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from depesche.brand.models import Picture
from depesche.kernel import clock
from depesche.newsroom import addresses, forms, publishing
from depesche.newsroom.blocks import BodyBlock
from depesche.newsroom.picture_use import PictureUse
from depesche.newsroom.search_entry import SearchEntry
from depesche.newsroom.vocabulary import Author, Topic
from depesche.press import pages

__all__ = ["ArticlePage", "Author", "Background", "HomePage", "PictureUse", "SearchEntry", "SectionPage", "Topic"]

SEARCH_PANEL = MultiFieldPanel(
    [
        FieldPanel("slug"),
        FieldPanel("seo_title", heading=_("title for search engines"), help_text=_("Empty: the headline.")),
        FieldPanel("search_description", heading=_("description for search engines"), help_text=_("Empty: the lead.")),
    ],
    heading=_("Address and search engines"),
)


class HomePage(Page):
    """The front page."""

    max_count = 1  # type: ignore[assignment]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["newsroom.SectionPage"]
    promote_panels = [SEARCH_PANEL]

    class Meta:
        verbose_name = _("front page")

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """How editors can look at it before publishing."""
        return pages.modes(self._meta.label_lower)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a reader."""
        return pages.answer(self, request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Answer an editor."""
        return pages.answer(self, request, mode_name)


class SectionPage(Page):
    """A section of the site, such as politics."""

    description = models.CharField(_("description"), max_length=255, blank=True, help_text=_("One sentence under the section's name."))

    parent_page_types = ["newsroom.HomePage"]
    subpage_types = ["newsroom.ArticlePage"]
    content_panels = [TitleFieldPanel("title", heading=_("name of the section"), placeholder=_("Name of the section*")), FieldPanel("description")]
    promote_panels = [SEARCH_PANEL]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """How editors can look at it before publishing."""
        return pages.modes(self._meta.label_lower)

    def clean(self) -> None:
        """Refuse a slug that belongs to Depesche itself."""
        super().clean()
        addresses.check_section_slug(self.slug)

    def minimal_clean(self) -> None:
        """Refuse it in a draft, too: a slug takes effect at once."""
        super().minimal_clean()
        addresses.check_section_slug(self.slug)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a reader."""
        return pages.answer(self, request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Answer an editor."""
        return pages.answer(self, request, mode_name)


class ArticlePage(Page):
    """A dated article. Its headline is Wagtail's title."""

    kicker = models.CharField(_("kicker"), max_length=80, blank=True, help_text=_("One or two words above the headline."))
    lead = models.TextField(
        _("lead"), max_length=600, blank=True, help_text=_("What happened, in one to three sentences. Shown in lists and newsletters, too.")
    )
    dated = models.DateTimeField(_("date shown"), null=True, blank=True, help_text=_("Empty: the moment of first publication."))
    shown_at = models.DateTimeField(null=True, editable=False, db_index=True)
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("picture"))
    picture_caption = models.CharField(_("caption"), max_length=300, blank=True)
    picture_alternative_text = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What the picture shows, for people who cannot see it. Empty: the text stored with the picture."),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    author = models.ForeignKey(Author, on_delete=models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("author"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="articles", verbose_name=_("topics"))

    base_form_class = forms.ArticleForm
    parent_page_types = ["newsroom.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [
        FieldPanel("kicker"),
        TitleFieldPanel("title", heading=_("headline"), placeholder=_("Headline*"), help_text=publishing.HEADLINE_HELP),
        FieldPanel("lead"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_caption"), FieldPanel("picture_alternative_text")], heading=_("Picture")),
        FieldPanel("body"),
    ]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("author"), FieldPanel("topics", widget=forms.TopicBoxes), FieldPanel("dated")], heading=_("Author, topics, date")
        ),
        InlinePanel(
            "background",
            heading=_("Background: “Wissenswertes zum Thema”"),
            label=_("background article"),
            max_num=5,
            help_text=forms.BACKGROUND_HELP,
        ),
        SEARCH_PANEL,
    ]
    settings_panels = [PublishingPanel()]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """How editors can look at it before publishing: as page, and as what parts above register (as mail)."""
        return pages.modes(self._meta.label_lower)

    def moment(self) -> datetime | None:
        """Return the date that readers see: the one set by the editor, else the first publication; ``None`` for a new draft."""
        return self.dated or self.first_published_at

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save; when live content changes, pass the gate and record the consequences in the same transaction.

        Wagtail's publish button, scheduled publishing and workflows all end here, and only here (ARCHITECTURE: Wagtail's entrances).

        :raises Refusal: from the gate
        """
        fields = kwargs.get("update_fields")
        if fields is not None and not {"live", "title", "body", "url_path"} & set(fields):
            return super().save(*args, **kwargs)
        with transaction.atomic():
            live = type(self)._base_manager.filter(pk=self.pk, live=True).first() if self.pk else None
            before = publishing.tags(live) if live else set()
            if self.live:
                publishing.gate(self)
            self.shown_at = self.moment() or (clock.now() if self.live else None)
            result = super().save(*args, **kwargs)
            if self.live or live:
                publishing.record(self, before=before, at=clock.now())
        return result

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a reader."""
        return pages.answer(self, request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Answer an editor."""
        return pages.answer(self, request, mode_name)


class Background(Orderable):
    """An article pinned to the box "Wissenswertes zum Thema" of another."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="background")
    shown = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))

    panels = [PageChooserPanel("shown", "newsroom.ArticlePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("background article")
        verbose_name_plural = _("background articles")

    def __str__(self) -> str:
        return f"{self.article_id}: {self.shown_id}"
