"""The frame of every page, and what outdates it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from depesche.brand import frame, identity
from depesche.brand.models import MenuItem, Menus, Publisher, TrustPoint
from depesche.brand.people import Role
from depesche.press import tags
from depesche.press.models import OutdatedTag
from tests.brand.conftest import at_the_desk


@pytest.fixture
def publisher(db: None) -> Publisher:
    return Publisher.objects.create(site=Site.objects.get(), name="Beispiel Edelmetalle", claim="Seit 1990")


@pytest.fixture
def menus(db: None) -> Menus:
    return Menus.objects.create(site=Site.objects.get())


def test_before_anything_was_entered_there_is_an_empty_publisher(db: None) -> None:
    assert identity.publisher().pk is None
    assert frame.frame().name == "testserver.localhost"
    assert frame.frame().trust_points == ()


def test_the_frame_is_plain_data_and_knows_its_tags(publisher: Publisher, menus: Menus) -> None:
    TrustPoint.objects.create(publisher=publisher, icon="phone", text="Freie Beratung", link="tel:+4930123", note="Mo-Fr 9-17 Uhr", sort_order=1)
    TrustPoint.objects.create(publisher=publisher, icon="people", text="150.000 Kunden", as_of="Stand: 2024", sort_order=0)
    MenuItem.objects.create(menus=menus, label="Rückruf", link="/callback/", sort_order=1)
    MenuItem.objects.create(menus=menus, label="Newsletter", link="/newsletter/", sort_order=0)
    MenuItem.objects.create(menus=menus, label="Presse", link="https://example.org/", place="footer")

    with tags.collecting() as used:
        shown = frame.frame()

    assert used == {"brand", "menu"}
    assert (shown.name, shown.claim, shown.site_address) == ("Beispiel Edelmetalle", "Seit 1990", "http://testserver.localhost/")
    assert [(point.text, point.link, point.as_of) for point in shown.trust_points] == [
        ("150.000 Kunden", "", "Stand: 2024"),
        ("Freie Beratung", "tel:+4930123", ""),
    ]
    assert [link.url for link in shown.main_menu] == ["/newsletter/", "/callback/"]
    assert [link.label for link in shown.footer_menu] == ["Presse"]


def test_a_page_that_is_not_live_is_in_no_menu(menus: Menus) -> None:
    page = Page.objects.get(depth=2)
    MenuItem.objects.create(menus=menus, label="Start", page=page)
    assert [link.label for link in frame.frame().main_menu] == ["Start"]

    Page.objects.filter(pk=page.pk).update(live=False)

    assert frame.frame().main_menu == ()


@pytest.mark.parametrize("both", [True, False])
def test_a_menu_item_leads_to_exactly_one_place(menus: Menus, both: bool) -> None:
    item = MenuItem(menus=menus, label="X", page=Page.objects.get(depth=2) if both else None, link="/x/" if both else "")

    with pytest.raises(ValidationError):
        item.full_clean()


def settings_form(**changes: Any) -> dict[str, Any]:
    point = {"icon": "phone", "text": "Freie Beratung", "link": "tel:+4930123", "note": "", "as_of": ""}
    fields = [field.name for field in Publisher._meta.fields if field.name not in {"id", "site"}]
    return nested_form_data({**dict.fromkeys(fields, ""), "name": "Neu", "trust_points": inline_formset([{**point, **changes}])})


def save(desk: Client, **changes: Any) -> Any:
    address = reverse("wagtailsettings:edit", args=["brand", "publisher", Site.objects.get().pk])
    return desk.post(address, settings_form(**changes))


def test_a_chief_edits_the_publisher_and_every_page_is_outdated(publisher: Publisher) -> None:
    OutdatedTag.objects.all().delete()

    answer = save(at_the_desk(Role.CHIEF))

    assert answer.status_code == 302, answer.content.decode()
    assert frame.frame().name == "Neu"
    assert [point.text for point in frame.frame().trust_points] == ["Freie Beratung"]
    assert "brand" in OutdatedTag.objects.values_list("tag", flat=True)


def test_a_script_as_link_comes_back_with_a_sentence(publisher: Publisher) -> None:
    answer = save(at_the_desk(Role.CHIEF), link="javascript:alert(1)")

    assert answer.status_code == 200
    assert "https://" in str(answer.context["form"].formsets["trust_points"].errors)
    assert frame.frame().name == "Beispiel Edelmetalle"


def test_changes_of_menus_outdate_menus(menus: Menus) -> None:
    OutdatedTag.objects.all().delete()

    item = MenuItem.objects.create(menus=menus, label="A", link="/a/")
    assert set(OutdatedTag.objects.values_list("tag", flat=True)) == {"menu"}

    OutdatedTag.objects.all().delete()
    item.delete()
    assert set(OutdatedTag.objects.values_list("tag", flat=True)) == {"menu"}
