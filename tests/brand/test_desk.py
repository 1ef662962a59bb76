"""The desk bears the publisher's name, not that of the software below it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from wagtail.models import Site

from depesche.brand.models import Publisher
from depesche.brand.people import Role
from tests.brand.conftest import at_the_desk


@pytest.mark.parametrize("address", ["/desk/", "/desk/account/", "/desk/nowhere/"])
def test_the_desk_shows_the_publishers_name_and_nothing_of_wagtail(db: None, address: str) -> None:
    Publisher.objects.create(site=Site.objects.get(is_default_site=True), name="Beispiel Edelmetalle")

    page = at_the_desk(Role.CHIEF).get(address).content.decode()

    assert "- Beispiel Edelmetalle</title>" in page
    assert "Wagtail" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "brand/mark" in page


def test_a_desk_without_a_publishers_name_is_called_depesche(db: None) -> None:
    assert "- Depesche</title>" in at_the_desk(Role.EDITOR).get(reverse("wagtailadmin_home")).content.decode()


def test_the_time_zones_to_choose_from_are_ones_that_browsers_know(db: None) -> None:
    page = at_the_desk(Role.EDITOR).get(reverse("wagtailadmin_account")).content.decode()

    assert 'value="Europe/Berlin"' in page
    assert 'value="localtime"' not in page
