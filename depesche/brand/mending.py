"""Mends small pieces of Wagtail's templates while they are read, where checkers find fault with them (docs/decisions/design.md).

Nothing of Wagtail is copied: what it changes elsewhere arrives. A piece that is no longer there is left alone, and
``tests/brand/test_wagtails_templates.py`` fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.template import Origin
from django.template.loaders.app_directories import Loader as AppDirectories

EDIT_TASK = """<a href="{% url 'wagtailadmin_workflows:edit_task' task.task_id %}">"""
STEP_END = "{{ task.task.name }}"
PLACE = 'obj_type="image" instance=image aria_describedby=title_id only'
CELL = '{% include "wagtailadmin/bulk_actions/listing_checkbox_cell.html" with ' + PLACE + " %}"
BOX = (
    '<div class="bulk-action-checkbox-cell"><input type="checkbox" class="bulk-action-checkbox" data-bulk-action-checkbox'
    ' data-object-id="{{ image.pk|unlocalize }}" aria-describedby="{{ title_id }}" aria-label="{% trans "Select" %}"></div>'
)
# For each template: what is put in place of what, in this order.
MENDED: dict[str, tuple[tuple[str, str], ...]] = {
    # In a button there is no div.
    "wagtailadmin/shared/headers/_filters.html": (
        ('<div class="w-flex w-items-center w-gap-2">', '<span class="w-flex w-items-center w-gap-2">'),
        ("</div>\n                </button>", "</span>\n                </button>"),
    ),
    # A second heading follows the first.
    "wagtailadmin/shared/search_other.html": (("<h3 ", "<h2 "), ("</h3>", "</h2>")),
    # The column of buttons has a name that is text.
    "wagtailadmin/workflows/includes/workflow_pages_formset.html": (
        ("""<th aria-label="{% trans 'Action' %}"></th>""", """<th><span class="w-sr-only">{% trans 'Action' %}</span></th>"""),
    ),
    # A link is in the list's entry, and a step is no heading.
    "wagtailadmin/workflows/includes/workflow_tasks_cell.html": (
        (EDIT_TASK, ""),
        (f'{STEP_END}">', f'{STEP_END}">{EDIT_TASK}'),
        ("<h4 ", "<div "),
        ("</h4>", "</div></a>"),
        ("</li>\n            </a>", "</li>"),
    ),
    # A picture among others is no row of a table: its box has no cell around it.
    "wagtailimages/images/index_results.html": ((CELL, BOX),),
}


class Loader(AppDirectories):
    """Finds the templates that are mended, as they lie in their apps."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        """Yield where a template is, if it is one of those."""
        if template_name in MENDED:
            yield from super().get_template_sources(template_name)

    def get_contents(self, origin: Any) -> str:
        """Return a template with its pieces mended."""
        text: str = super().get_contents(origin)
        for old, new in MENDED[origin.template_name]:
            text = text.replace(old, new)
        return text
