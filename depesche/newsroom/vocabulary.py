"""Topics and authors: what articles are about, and who wrote them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel

from depesche.brand.links import LINK_HELP, check_link
from depesche.brand.models import Picture
from depesche.newsroom import addresses

ADDRESS_HELP = _("The last part of the address, in small letters. Changing it breaks links that others have set.")


class Topic(models.Model):
    """What articles are about."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, unique=True, help_text=ADDRESS_HELP)
    description = models.CharField(_("description"), max_length=300, blank=True, help_text=_("One or two sentences under the topic's name."))

    panels = [
        TitleFieldPanel("title", placeholder=False, classname=""),
        FieldPanel("slug", widget=addresses.address_field()),
        FieldPanel("description"),
    ]

    class Meta:
        app_label = "newsroom"
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Author(models.Model):
    """Who wrote an article."""

    name = models.CharField(_("name"), max_length=120, help_text=_("As it stands under the headline."))
    slug = models.SlugField(_("address"), max_length=120, unique=True, help_text=ADDRESS_HELP)
    role = models.CharField(_("role"), max_length=120, blank=True, help_text=_("For example: correspondent."))
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("portrait"))
    biography = models.TextField(_("about the author"), max_length=800, blank=True, help_text=_("A few sentences for readers."))
    contact = models.CharField(_("contact"), max_length=255, blank=True, validators=[check_link], help_text=LINK_HELP)

    panels = [
        TitleFieldPanel("name", placeholder=False, classname=""),
        FieldPanel("slug", widget=addresses.address_field()),
        FieldPanel("role"),
        FieldPanel("picture"),
        FieldPanel("biography"),
        FieldPanel("contact"),
    ]

    class Meta:
        app_label = "newsroom"
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
