"""A field for a table: typed, pasted from a spreadsheet, or taken from a CSV file, which the browser reads and nobody stores."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.blocks.field_block import FieldBlock

LONGEST = 100_000


class TableInput(forms.Textarea):
    """A text area with a button for a file; the script fills the area from the file."""

    template_name = "newsroom/table_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 8, "spellcheck": "false", "autocomplete": "off", "wrap": "off", "data-table-input": "", **(attrs or {})})

    class Media:
        css = {"all": ["newsroom/table_input.css"]}
        js = ["newsroom/table_input.js"]


class PastedBlock(FieldBlock):
    """A table as it was pasted; it is kept letter by letter, so that nothing is lost when it cannot be read."""

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:  # as Wagtail's own
        messages = {"max_length": _("The table has more than %(limit_value)d characters.")}
        self.field = forms.CharField(
            required=required, help_text=help_text, max_length=LONGEST, strip=False, widget=TableInput(), error_messages=messages
        )
        super().__init__(**kwargs)

    def get_searchable_content(self, value: Any) -> list[str]:
        """Figures are nothing to search by."""
        return []

    class Meta:
        icon = "table"
