"""An editor pastes figures from a spreadsheet, sees the preview, publishes, and readers see chart and prices on every screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys import desk
from tests.journeys.test_desk_at_work import real, violations

WITHIN = 20_000
HEADLINE = "Zahlen aus der Tabelle"
PASTED = "Monat\tGold\tSilber\nJanuar 2026\t2.345,50 €\t29,10 €\nFebruar 2026\t2.400,25 €\t30,40 €\nMärz 2026\t2.380 €\t31 €"
SLIP = PASTED.replace("30,40 €", "dreißig")
PRICES = "Gold;1 Feinunze;2.380,00;-20,25\nSilber;1 Feinunze;31,00;+0,60"


def field(page: Page, number: int, name: str) -> Any:
    return page.locator(f"[name=body-{number}-value-{name}]")


def paste(page: Page, number: int, text: str) -> None:
    """Paste into the field of the table as a spreadsheet's clipboard does."""
    area = field(page, number, "data")
    area.fill("")
    area.focus()
    page.evaluate("text => document.execCommand('insertText', false, text)", text)
    expect(area).to_have_value(text)


def test_an_editor_pastes_a_table_sees_what_is_wrong_and_publishes(log_in: Any, picture_of: Any, tmp_path: Path) -> None:
    chief = log_in("chief@example.org")
    page = chief.page
    desk.begin_article(page, "Märkte", HEADLINE)
    desk.write_text(page, "Die Zahlen dieses Artikels sind erfunden.")
    chart = desk.add_block(page, "Diagramm")
    field(page, chart, "title").fill("Gold steigt, Silber folgt")
    paste(page, chart, SLIP)
    field(page, chart, "unit").fill("Euro je Feinunze")
    field(page, chart, "source_text").fill("erfundene Zahlen")
    desk.act(page, "Veröffentlichen")
    expect(page.locator("[data-contentpath=body] >> text=Zeile 3, Spalte 3")).to_be_visible(timeout=WITHIN)
    expect(field(page, chart, "data")).to_have_value(SLIP)
    field(page, chart, "data").scroll_into_view_if_needed()
    picture_of(page, "desk-chart-slip")
    assert violations(page, within="[data-contentpath=body] [data-table-place]") == []

    paste(page, chart, PASTED)
    prices = desk.add_block(page, "Preistabelle")
    file = tmp_path / "preise.csv"
    file.write_bytes("Metall;Einheit;Preis;Änderung\n".encode("cp1252") + PRICES.encode("cp1252"))
    page.locator("[data-contentpath=body] [data-table-place]").last.locator("input[type=file]").set_input_files(file)
    expect(field(page, prices, "data")).to_have_value(f"Metall;Einheit;Preis;Änderung\n{PRICES}")
    field(page, prices, "title").fill("Preise im März")
    field(page, prices, "as_of").fill("01.03.2026 09:15")
    field(page, prices, "tax").fill("Anlagegold ist umsatzsteuerfrei (§ 25c UStG).")
    field(page, prices, "source_text").fill("erfundene Zahlen")
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.locator("svg.drawing")).to_be_visible(timeout=WITHIN)
    expect(preview.locator(".prices")).to_contain_text("niedriger")
    picture_of(page, "desk-chart-preview")
    desk.act(page, "Veröffentlichen")
    page.get_by_role("link", name=HEADLINE).first.wait_for()
    assert real(chief.errors) == []


def test_readers_see_chart_and_prices_on_a_phone_in_the_dark_and_at_a_desk(open_tab: Any, picture_of: Any) -> None:
    for name, how in (("desktop", {}), ("phone", {"phone": True}), ("dark", {"phone": True, "dark": True}), ("plain", {"javascript": False})):
        tab = open_tab(**how)
        page = tab.page
        page.goto("/maerkte/zahlen-aus-der-tabelle/")
        drawing = page.get_by_role("img", name="Gold steigt, Silber folgt")
        expect(drawing).to_be_visible()
        expect(page.locator(".prices")).to_contain_text("▼ niedriger")
        expect(page.locator(".prices")).to_contain_text("MEZ")
        expect(page.locator(".prices .old")).to_be_visible()
        page.locator(".chart summary").click()
        expect(page.locator(".chart td").first).to_have_text(re.compile("2.345,50"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        picture_of(page, f"article-charts-{name}")
        if how.get("javascript", True):
            assert violations(page, within="body") == []
        assert tab.foreign == []


def test_a_chart_fits_into_320_pixels_with_letters_that_keep_their_size(open_tab: Any) -> None:
    page = open_tab().page
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/maerkte/zahlen-aus-der-tabelle/", "/maerkte/edelmetalle-am-handelstag/", "/ratgeber/erste-unze-barren-oder-muenze/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        found = page.evaluate(
            "[...document.querySelectorAll('.drawing text')].filter(t => t.getClientRects().length)"
            ".map(t => [t.getBoundingClientRect().left, t.getBoundingClientRect().right, getComputedStyle(t).fontSize, t.textContent])"
        )
        assert found, path
        for left, right, size, words in found:
            assert left >= 0, words
            assert right <= 320.5, words
            assert size == "13px"
