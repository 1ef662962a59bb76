"""The building blocks of an article's body."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

INLINE = ["bold", "italic", "link"]


class QuoteBlock(blocks.StructBlock):
    """Words of a named speaker."""

    quote = blocks.TextBlock(label=_("quote"))
    speaker = blocks.CharBlock(label=_("speaker"), max_length=160)
    role = blocks.CharBlock(label=_("role"), required=False, max_length=160)

    class Meta:
        icon = "openquote"
        label = _("quote")


class PictureBlock(blocks.StructBlock):
    """A picture with its caption; credit and alternative text come from the picture unless said otherwise here."""

    picture = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=300)
    alternative_text = blocks.CharBlock(label=_("alternative text"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("picture")


class BodyBlock(blocks.StreamBlock):
    """The body of an article."""

    text = blocks.RichTextBlock(label=_("text"), features=[*INLINE])
    heading = blocks.CharBlock(label=_("sub-heading"), icon="title", max_length=200)
    quote = QuoteBlock()
    list = blocks.ListBlock(blocks.RichTextBlock(features=[*INLINE]), label=_("list"), icon="list-ul")
    picture = PictureBlock()
