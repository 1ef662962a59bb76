"""Pictures and documents: every picture says who made it and under which licence."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page  # noqa: F401 - Wagtail's registry must be ready before its images

from depesche.brand import uploads


class Picture(AbstractImage):
    """A picture; ``description`` is its alternative text."""

    description = models.CharField(
        _("alternative text"),
        max_length=255,
        blank=True,
        default="",
        help_text=_("What the picture shows, for people who cannot see it. An article needs it."),
    )
    credit = models.CharField(_("credit"), max_length=255, blank=True, help_text=_("Who made the picture, as it shall be shown."))
    licence = models.CharField(_("licence"), max_length=255, blank=True, help_text=_("Under which licence it may be used."))

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "licence",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        app_label = "brand"
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a newly sent file is painted anew first, whatever way it came.

        :raises Refusal: if the file is no picture
        """
        if self.file and not self.file._committed:  # type: ignore[attr-defined]
            self.file = uploads.repaint(self.file.file)
            self._set_image_file_metadata()
        super().save(*args, **kwargs)


class Rendition(AbstractRendition):
    """A picture in one size and format."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        app_label = "brand"
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="brand_rendition_once")]


class PublishedDocument(AbstractDocument):
    """A file that readers may fetch."""

    licence = models.CharField(_("licence"), max_length=255, blank=True)

    admin_form_fields = ("title", "file", "licence", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        app_label = "brand"
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the kind of file is checked here, too, so that no way around the desk's form lets a program in.

        :raises ValidationError: for a file whose ending is not on the list
        """
        if self.file and not self.file._committed:  # type: ignore[attr-defined]
            self.clean()
        super().save(*args, **kwargs)
