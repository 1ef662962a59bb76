"""The mark of a claim in the editor of rich text: its button, its scripts, and its form in the editor and in the database.

In the editor it is an entity ``CLAIM`` with ``{"claim": 12, "assertion": 34}``, in the database ``<span data-claim="12" data-assertion="34">``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature, Feature

CLAIM, ONE_LINE, ENTITY = "claim", "one-line", "CLAIM"
SCRIPTS = ["newsroom/claims_text.js", "newsroom/claims_form.js", "newsroom/claims_panel.js", "newsroom/claims.js"]
LONGEST_NUMBER = 18  # digits


class MarkHandler(InlineEntityElementHandler):
    """Reads a stored mark; other spans are no marks, and their words stay as they are."""

    mutability = "MUTABLE"

    def get_attribute_data(self, attrs: Mapping[str, str | None]) -> dict[str, int]:
        """Return the numbers of claim and assertion."""
        found = {name: _number(attrs.get(f"data-{name}")) for name in ("claim", "assertion")}
        return {name: number for name, number in found.items() if number}


def stored(props: dict[str, Any]) -> Any:
    """Write a mark as it is stored; without a readable number of a claim the words stand alone."""
    claim, assertion = _number(props.get("claim")), _number(props.get("assertion"))
    if not claim:
        return props["children"]
    numbers = {"data-claim": str(claim), **({"data-assertion": str(assertion)} if assertion else {})}
    return DOM.create_element("span", numbers, props["children"])


class OneLine(Feature):
    """An editor in which the Enter key makes no new line."""

    def construct_options(self, options: dict[str, Any]) -> None:
        """Switch the lines off."""
        options["multiline"] = False


def register(features: Any) -> None:
    """Tell Wagtail of both."""
    button = {"type": ENTITY, "icon": "success", "description": _("Mark a claim (Ctrl+Shift+Q)"), "attributes": ["claim", "assertion"]}
    features.register_editor_plugin("draftail", CLAIM, EntityFeature(button, js=SCRIPTS, css={"all": ["newsroom/claims.css"]}))
    features.register_converter_rule(
        "contentstate",
        CLAIM,
        {"from_database_format": {"span[data-claim]": MarkHandler(ENTITY)}, "to_database_format": {"entity_decorators": {ENTITY: stored}}},
    )
    features.register_editor_plugin("draftail", ONE_LINE, OneLine())


def _number(value: object) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0
