"""A reader searches and reads on; an editor pins and hides what stands beside an article."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys import desk
from tests.journeys.conftest import Site
from tests.journeys.test_readers_pages import AXE, article_addresses

FILTERED = "/search/?q=Barren&section=ratgeber&time=year"
PAGES = {
    "results": "/search/?q=Preis+Gold",
    "filtered": FILTERED,
    "partial": "/search/?q=Barren+Quastenflosser",
    "wrong": "/search/?q=Gold&from=gestern",
}


def address(site: Site, part: str) -> str:
    return next(found for found in article_addresses(site) if part in found)


def test_a_reader_on_a_phone_finds_by_word_forms_filters_and_reads_on(site: Site, open_tab: Any, picture_of: Any) -> None:
    tab = open_tab(phone=True, javascript=False)
    page = tab.page
    page.goto("/")
    page.get_by_role("banner").get_by_role("button", name="Suchen").click()  # a phone's header has only the glass
    page.locator("main input[name=q]").fill("Münze")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=M**")
    assert {text.casefold() for text in page.locator("main mark").all_inner_texts()} & {"münzen", "anlagemünzen"}
    before = page.locator("main ol.list > li").count()

    page.locator("summary", has_text="Filter").click()
    page.get_by_label("Ressort").select_option(label=page.locator("#filter-section option", has_text="Ratgeber").inner_text())
    page.get_by_role("button", name="Filter anwenden").click()
    page.wait_for_url("**section=ratgeber**")
    assert 0 < page.locator("main ol.list > li").count() < before
    picture_of(page, "search-filtered-phone")

    page.get_by_role("link", name=re.compile("Ratgeber.*entfernen")).click()
    assert page.locator("main ol.list > li").count() == before
    page.locator("main ol.list h2 a").first.click()
    page.wait_for_url(re.compile(r"/[a-z]+/[a-z0-9-]+/$"))
    assert tab.errors == []


def test_the_box_tells_why_an_article_stands_in_it(site: Site, open_tab: Any, picture_of: Any) -> None:
    page = open_tab(phone=True, javascript=False).page
    page.goto(address(site, "platin-und-palladium"))

    box = page.get_by_role("complementary", name="Wissenswertes zum Thema")
    assert 1 <= box.locator("li").count() <= 5
    assert re.search(r"Gleiches Thema: |Ähnlicher Inhalt: ", box.inner_text())
    picture_of(page, "related-phone")
    box.locator("a").first.click()
    assert page.locator("h1").is_visible()


def test_an_editor_pins_and_hides_and_readers_see_it_after_publishing(site: Site, log_in: Any, open_tab: Any, picture_of: Any) -> None:
    tab = log_in("chief@example.org")
    page = tab.page
    page.goto("/desk/pages/search/?q=Notenbanken")
    page.goto(desk.edit_address(page, "Warum Notenbanken so viel Gold kaufen"))
    page.get_by_role("tab", name="Veröffentlichung").click()
    rows = page.locator("[data-related-rows] > ol > li")
    rows.first.wait_for()
    pinned, nearest, last = (str(rows.nth(place).get_attribute("data-title")) for place in (0, 1, 4))
    assert "Angeheftet" in rows.nth(0).inner_text()

    rows.nth(1).get_by_role("button", name="ausblenden").click()
    page.locator("[data-related-rows] ul li", has_text=nearest).wait_for()
    rows.filter(has_text=last).get_by_role("button", name="anheften").dblclick()
    rows.filter(has_text=last).filter(has_text="Angeheftet").wait_for()
    picture_of(page, "desk-related")
    assert [rows.nth(place).get_attribute("data-title") for place in (0, 1)] == [pinned, last]
    assert rows.filter(has_text=nearest).count() == 0

    page.get_by_role("button", name="Mehr Aktionen").click()
    page.get_by_role("button", name="Veröffentlichen", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/edit/"))
    reader = open_tab().page
    reader.goto(address(site, "warum-notenbanken"))
    shown = reader.locator("aside.background li a").all_inner_texts()
    assert shown[:2] == [pinned, last]
    assert nearest not in shown
    assert [error for error in tab.errors if "favicon" not in error] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_shut_out_of_the_search(site: Site, open_tab: Any, picture_of: Any, name: str, dark: bool) -> None:
    for phone in (False, True):
        tab = open_tab(phone=phone, dark=dark)
        tab.page.goto(PAGES[name])
        tab.page.evaluate("document.querySelector('details.filters').open = true")
        picture_of(tab.page, f"search-{name}-{'phone' if phone else 'desktop'}-{'dark' if dark else 'light'}")
        tab.page.evaluate(AXE.read_text())
        found = tab.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_search_fits_on_320_pixels(site: Site, open_tab: Any, name: str) -> None:
    page = open_tab(phone=True).page
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(PAGES[name])
    page.evaluate("document.querySelector('details.filters').open = true")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
