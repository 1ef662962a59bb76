"""Some templates of Wagtail are copied and mended at the desk (docs/decisions/design.md)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import wagtail
from django.urls import reverse

from depesche.brand.people import Role
from tests.brand.conftest import at_the_desk

# What was copied from Wagtail 8.0, with the beginning of its SHA-256.
COPIED = {
    "admin/templates/wagtailadmin/shared/headers/_filters.html": "5993efb7a296a232",
    "admin/templates/wagtailadmin/shared/search_other.html": "0575ce1f63494400",
    "admin/templates/wagtailadmin/workflows/includes/workflow_pages_formset.html": "8b63a65f85fe65a9",
    "admin/templates/wagtailadmin/workflows/includes/workflow_tasks_cell.html": "df662187c193ef71",
    "admin/templates/wagtailadmin/widgets/draftail_rich_text_area.html": "3d7af87dfce8779b",
    "admin/templates/wagtailadmin/bulk_actions/listing_checkbox_cell.html": "dc45f452482cb8f1",
    "images/templates/wagtailimages/images/index_results.html": "e8ef2844a655d259",
}


@pytest.mark.once
@pytest.mark.parametrize("name", COPIED)
def test_what_was_copied_is_still_what_wagtail_has(name: str) -> None:
    """Where it is not, bring the copy up to date, and this table after it."""
    found = hashlib.sha256((Path(wagtail.__file__).parent / name).read_bytes()).hexdigest()

    assert found.startswith(COPIED[name])


def test_a_form_of_the_desk_says_where_it_goes(db: None) -> None:
    address = reverse("wagtailadmin_account") + "?next=%2Fdesk%2F&a=<b>"
    page = at_the_desk(Role.EDITOR).get(address).content.decode()

    assert 'action=""' not in page
    assert 'action="/desk/account/?next=%2Fdesk%2F&amp;a=' in page


def test_a_button_of_the_filters_has_no_block_in_it(db: None) -> None:
    page = at_the_desk(Role.EDITOR).get(reverse("campaigns:index")).content.decode()
    buttons = [one.partition("</button>")[0] for one in page.split("<button")[1:] if "w-drilldown__toggle" in one.partition(">")[0]]

    assert buttons
    assert [one for one in buttons if "<div" in one] == []


def test_the_hidden_field_of_rich_text_is_neither_required_nor_described(db: None) -> None:
    page = at_the_desk(Role.ADMINISTRATOR).post(reverse("wagtailsnippets_brand_legaltext:add"), {}).content.decode()
    field = page.partition('<input type="hidden" name="body"')[2].partition(">")[0]

    assert "data-draftail-input" in field
    assert "required" not in field
    assert "aria-" not in field
