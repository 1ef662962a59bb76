"""Pictures and documents: every picture says who made it and under which licence."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page  # noqa: F401 - Wagtail's registry must be ready before its images

from depesche.brand import document_contents, focal_point, uploads


class Picture(AbstractImage):
    """A picture; ``description`` is its alternative text."""

    description = models.CharField(
        _("alternative text"),
        max_length=255,
        blank=True,
        default="",
        help_text=_("What the picture shows, for people who cannot see it. An article needs it."),
    )
    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Who made the picture, as it shall be shown. An article needs it.")
    )
    licence = models.CharField(
        _("licence"), max_length=255, blank=True, help_text=_("Under which licence or agreement it may be used. An article needs it.")
    )

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
        """Save; a newly sent file is painted anew first, whatever way it came: Wagtail may have stored it already, as it was sent.

        :raises Refusal: if the file is no picture
        """
        if _is_new(self):
            sent, storage = self.file, self.file.storage
            with sent.open() as as_sent:
                painted = uploads.repaint(as_sent)
            if sent._committed:  # type: ignore[attr-defined]
                storage.delete(sent.name or "")
            self.file = painted
            self._set_image_file_metadata()
            self._propose_focal_point()
        super().save(*args, **kwargs)

    def _propose_focal_point(self) -> None:
        """Say for the crops where the subject probably is, unless somebody has said so."""
        if self.focal_point_x is None:
            with Image.open(self.file.file) as painted:
                found = focal_point.propose(painted)
            self.file.file.seek(0)
            if found is not None:
                self.focal_point_x, self.focal_point_y = found.x, found.y
                self.focal_point_width, self.focal_point_height = found.width, found.height


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

    def clean(self) -> None:
        """Check the ending; where the form already refused the file there is none, and nothing to say about its ending.

        :raises ValidationError: for an ending that is not on the list
        """
        if self.file:
            super().clean()  # type: ignore[no-untyped-call, unused-ignore]  # Wagtail has no types

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the kind of file is checked here, too, so that no way around the desk's form lets a program in.

        :raises ValidationError: for a file whose ending is not on the list
        :raises Refusal: for a file that is not what its ending says
        """
        if _is_new(self):
            self.clean()
            document_contents.check(self.file)
        super().save(*args, **kwargs)


def _is_new(row: Picture | PublishedDocument) -> bool:
    """Whether a row brings a file that it did not have before."""
    if not row.file:
        return False
    if not row.file._committed:  # type: ignore[union-attr, attr-defined, unused-ignore]
        return True
    return not type(row)._base_manager.filter(pk=row.pk, file=row.file.name).exists()
