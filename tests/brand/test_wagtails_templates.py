"""Some templates of Wagtail are mended at the desk (docs/decisions/design.md)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import engines
from django.template.loaders.app_directories import Loader as AppDirectories
from django.urls import reverse

from depesche.brand import mending
from depesche.brand.people import Role
from tests.brand.conftest import at_the_desk


@pytest.mark.once
@pytest.mark.parametrize("name", mending.MENDED)
def test_wagtail_still_has_what_is_mended(name: str) -> None:
    """Where it has not, look whether the fault is gone, and change the list."""
    engine = engines["house"].engine  # type: ignore[attr-defined]
    text = next(
        AppDirectories(engine).get_contents(origin) for origin in AppDirectories(engine).get_template_sources(name) if Path(origin.name).exists()
    )

    for old, new in mending.MENDED[name]:
        assert old in text, old
        text = text.replace(old, new)
    assert engine.get_template(name).source == text


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
