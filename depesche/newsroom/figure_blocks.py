"""The blocks of an article that are made of pasted figures: a chart, and a table of prices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from depesche.brand.charting import chart, money, prices, reading
from depesche.brand.charting.chart import Kind
from depesche.brand.charting.numbers import Style
from depesche.brand.charting.prices import Price
from depesche.brand.charting.reading import Table
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal
from depesche.newsroom.choosers import SourceChooserBlock
from depesche.newsroom.table_input import PastedBlock

STYLES = [("german", "1.234,5"), ("english", "1,234.5")]
BY_NAME = {"german": Style.GERMAN, "english": Style.ENGLISH}
AHEAD = timedelta(minutes=10)


def check_currency(code: str) -> None:
    """Refuse what is no code of a currency.

    :raises ValidationError: with a sentence
    """
    if code not in money.CODES:
        raise ValidationError(_("“%(code)s” is no code of a currency, such as EUR, CHF or USD.") % {"code": code})


class FiguresOfSourceBlock(blocks.StructBlock):
    """What both have in common: figures, whose they are, and whether newsletters show them."""

    def clean(self, value: Any) -> Any:
        """Refuse figures of nobody, and such that cannot be read."""
        said = super().clean(value)
        errors = {}
        if not said.get("source") and not (said.get("source_text") or "").strip():
            errors["source_text"] = ValidationError(_("Please choose a source or write whose figures these are."))
        if (said.get("data") or "").strip():
            try:
                self.read(said)
            except Refusal as refusal:
                errors["data"] = ValidationError(str(refusal))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return said

    def read(self, value: Any) -> object:
        """Return the figures.

        :raises Refusal: code ``table-unreadable``
        """
        raise NotImplementedError

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return what readers find it by."""
        source = value.get("source")
        return [text for text in (value.get("title"), value.get("note"), source and source.name, value.get("source_text")) if text]


class ChartBlock(FiguresOfSourceBlock):
    """A chart drawn from a table."""

    title = blocks.CharBlock(
        label=_("Title"), max_length=160, help_text=_("What readers should see in it, for example: Gold is as dear as never before.")
    )
    kind = blocks.ChoiceBlock(label=_("Kind"), choices=list(chart.LABELS.items()), default=Kind.LINE)
    data = PastedBlock(
        label=_("Figures"),
        help_text=_(
            "Paste cells from a spreadsheet. The first row names the columns, the first column says what or when: days, months, years or names."
        ),
    )
    numbers = blocks.ChoiceBlock(
        label=_("How numbers are written"), choices=STYLES, required=False, help_text=_("Empty: it is found out from the figures.")
    )
    unit = blocks.CharBlock(
        label=_("Unit"), required=False, max_length=80, help_text=_("As readers see it below the title, for example: euros per ounce.")
    )
    source = SourceChooserBlock(label=_("Source of the figures"), required=False)
    source_text = blocks.CharBlock(
        label=_("Source in words"),
        required=False,
        max_length=200,
        help_text=_("As readers see it below the chart, for example: own survey, October 2026."),
    )
    note = blocks.CharBlock(label=_("Remark"), required=False, max_length=400)
    alternative_text = blocks.TextBlock(
        label=_("Alternative text"),
        required=False,
        max_length=1000,
        help_text=_("What the chart says, for those who cannot see it. Empty: made from the figures."),
    )
    in_mails = blocks.BooleanBlock(label=_("Newsletters and feeds with this article bring the figures along"), required=False)

    def read(self, value: Any) -> Table:
        """Return the figures, which the chosen kind of chart can show.

        :raises Refusal: code ``table-unreadable``
        """
        table = reading.table(value["data"], style=BY_NAME.get(value.get("numbers") or ""))
        chart.check(table, Kind(value["kind"]))
        return table

    class Meta:
        icon = "order"
        label = _("chart")


class PricesBlock(FiguresOfSourceBlock):
    """What metals or other goods cost at a moment, and how that changed."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    data = PastedBlock(
        label=_("Prices"),
        help_text=_(
            "Paste or type a row for each: what; unit; price; change; change in per cent. "
            "The last two may be missing, one is computed from the other."
        ),
    )
    numbers = blocks.ChoiceBlock(
        label=_("How numbers are written"), choices=STYLES, required=False, help_text=_("Empty: it is found out from the figures.")
    )
    currency = blocks.CharBlock(
        label=_("Currency"), max_length=3, default="EUR", validators=[check_currency], help_text=_("Its code (ISO 4217), for example EUR.")
    )
    as_of = blocks.DateTimeBlock(label=_("As of"))
    days = blocks.IntegerBlock(
        label=_("Old after days"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
        help_text=_("From then on readers are told that the prices are old."),
    )
    tax = blocks.CharBlock(
        label=_("Remark on VAT"),
        required=False,
        max_length=300,
        help_text=_("For example: gold bars free of VAT (§ 25c UStG), silver coins with differential taxation (§ 25a UStG)."),
    )
    source = SourceChooserBlock(label=_("Source of the figures"), required=False)
    source_text = blocks.CharBlock(label=_("Source in words"), required=False, max_length=200)
    note = blocks.CharBlock(label=_("Remark"), required=False, max_length=400)
    in_mails = blocks.BooleanBlock(label=_("Newsletters and feeds with this article bring the figures along"), required=False)

    def clean(self, value: Any) -> Any:
        """Refuse prices of the future, too."""
        said = super().clean(value)
        if said.get("as_of") and said["as_of"] > clock.now() + AHEAD:
            raise StructBlockValidationError(block_errors={"as_of": ValidationError(_("This moment is still to come."))})
        return said

    def read(self, value: Any) -> Sequence[Price]:
        """Return the prices.

        :raises Refusal: code ``table-unreadable``
        """
        return prices.prices(value["data"], currency=value["currency"], style=BY_NAME.get(value.get("numbers") or ""))

    class Meta:
        icon = "table"
        label = _("table of prices")
