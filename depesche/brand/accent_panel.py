"""The field of the accent at the desk: a colour to pick, and how it is shown on light and on dark."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.panels import FieldPanel

from depesche.brand import accent, colours, tokens


class ColourInput(forms.TextInput):
    """A colour as text, with the browser's own chooser beside it where scripts run (``brand/desk.js``)."""

    def __init__(self) -> None:
        super().__init__(
            attrs={"maxlength": 7, "size": 9, "spellcheck": "false", "autocomplete": "off", "data-colour": tokens.house().light["accent"]}
        )


class AccentPanel(FieldPanel):
    """The accent with a sample of both schemes beneath."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ColourInput)
        super().__init__(field_name, **kwargs)

    class BoundPanel(FieldPanel.BoundPanel):
        """The panel with the publisher's present colour."""

        template_name = "brand/desk/accent.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add what becomes of the stored colour."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "accent": accent.shown(colours.known(self.instance.accent))}
