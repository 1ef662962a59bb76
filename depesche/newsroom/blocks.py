"""The building blocks of an article's body. What a new one needs: its class here, how readers see it in ``website/body.py``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import RichTextBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText
from wagtail.snippets.blocks import SnippetChooserBlock

from depesche.newsroom import embeds, headings
from depesche.newsroom.claim_blocks import FactCheckBlock, FiguresBlock, KnowledgeBlock, QuoteBlock, TimelineBlock
from depesche.newsroom.figure_blocks import ChartBlock, PricesBlock

INLINE = ["bold", "italic", "link"]
MARKED = [*INLINE, "claim"]  # in the body of an article words can carry a claim
LISTS = [*MARKED, "ul", "ol"]
HEADING = ["claim", "one-line"]


class HeadingBlock(RichTextBlock):
    """A sub-heading: one line, in which words can carry a claim."""

    def value_from_form(self, value: str) -> RichText:
        """Keep it on one line, whatever was pasted."""
        return RichText(headings.one_line(value or ""))

    class Meta:
        icon = "title"


class PictureBlock(blocks.StructBlock):
    """A picture with its caption; credit and alternative text come from the picture unless said otherwise here."""

    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)
    alternative_text = blocks.CharBlock(label=_("Alternative text"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("picture")


class GalleryBlock(blocks.StructBlock):
    """Several pictures that belong together."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=200)
    pictures = blocks.ListBlock(PictureBlock(), label=_("Pictures"), min_num=2, max_num=24, default=[{}, {}])

    class Meta:
        icon = "clipboard-list"
        label = _("gallery")


class CellsBlock(TypedTableBlock):
    """The cells of a table; a column holds words or numbers."""

    words = blocks.CharBlock(label=_("Words"), required=False, max_length=400)
    number = blocks.DecimalBlock(label=_("Number"), required=False, max_digits=18)

    class Meta:
        label = _("cells")


class TableBlock(blocks.StructBlock):
    """A table with the source of its figures."""

    cells = CellsBlock()
    first_column_names_rows = blocks.BooleanBlock(label=_("The first column names the rows"), required=False, default=True)
    source = blocks.CharBlock(label=_("Source of the figures"), required=False, max_length=200, help_text=_("As readers see it below the table."))

    class Meta:
        icon = "table"
        label = _("table")


class FactBoxBlock(blocks.StructBlock):
    """What readers should know, apart from the running text."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=[*LISTS])

    class Meta:
        icon = "info-circle"
        label = _("fact box")


class EmbedBlock(blocks.StructBlock):
    """A player or a map of somebody else, loaded only when the reader asks for it."""

    address = blocks.URLBlock(label=_("Address"), validators=[embeds.check], help_text=_("As your browser shows it. Nothing is loaded from there."))
    title = blocks.CharBlock(label=_("What it shows"), max_length=160)
    picture = ImageChooserBlock(label=_("Picture before loading"), required=False)

    class Meta:
        icon = "media"
        label = _("video, map, post")


class FileBlock(blocks.StructBlock):
    """A file for readers to keep."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160, help_text=_("Empty: the document's title."))

    class Meta:
        icon = "doc-full"
        label = _("file")


class NewsletterBlock(blocks.StructBlock):
    """The sign-up form within the text; the one at the article's end is left out then."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120, help_text=_("Empty: “Our newsletter”."))
    text = blocks.CharBlock(label=_("Text"), required=False, max_length=300)

    class Meta:
        icon = "mail"
        label = _("newsletter")


class BodyBlock(blocks.StreamBlock):
    """The body of an article."""

    text = blocks.RichTextBlock(label=_("Text"), features=[*MARKED], group=_("Text"))
    heading = HeadingBlock(label=_("Sub-heading"), icon="title", max_length=200, features=[*HEADING], group=_("Text"))
    list = blocks.ListBlock(blocks.RichTextBlock(features=[*MARKED]), label=_("List"), icon="list-ul", group=_("Text"))
    quote = QuoteBlock(group=_("Text"))
    pull_quote = blocks.TextBlock(label=_("Pull quote"), icon="openquote", max_length=240, group=_("Text"))
    fact_box = FactBoxBlock(group=_("Text"))
    table = TableBlock(group=_("Text"))
    divider = blocks.StaticBlock(label=_("Divider"), icon="minus", admin_text=_("A short line between two thoughts."), group=_("Text"))
    chart = ChartBlock(group=_("Claims and figures"))
    prices = PricesBlock(group=_("Claims and figures"))
    figures = FiguresBlock(group=_("Claims and figures"))
    knowledge = KnowledgeBlock(group=_("Claims and figures"))
    timeline = TimelineBlock(group=_("Claims and figures"))
    fact_check = FactCheckBlock(group=_("Claims and figures"))
    picture = PictureBlock(group=_("Pictures and files"))
    gallery = GalleryBlock(group=_("Pictures and files"))
    embed = EmbedBlock(group=_("Pictures and files"))
    file = FileBlock(group=_("Pictures and files"))
    newsletter = NewsletterBlock(group=_("Readers and customers"))
    offer = SnippetChooserBlock("brand.Offer", label=_("Offer (advertisement)"), icon="tag", group=_("Readers and customers"))

    class Meta:
        block_counts = {"newsletter": {"max_num": 1}, "offer": {"max_num": 3}}
