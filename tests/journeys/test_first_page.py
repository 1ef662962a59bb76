"""The desk's first page in a browser: for everybody, on every screen, by keys alone, and the tour for who is new."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import desk
from tests.journeys.test_desk_at_work import real, violations

EDITOR, CHIEF, ADMINISTRATOR = "editor@example.org", "chief@example.org", "admin@example.org"
WITHIN = 30_000


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, outside of any field."""
    page.evaluate("document.activeElement.blur()")
    for key in keys:
        page.keyboard.press(key)


def fits(page: Page) -> bool:
    """Whether nothing has to be moved sideways."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            " && document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth"
        )
    )


def wide(page: Page) -> list[str]:
    """Name what stands beyond the right edge."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)"
        ".map(one => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`).slice(0, 8)"
    )
    return found


@pytest.mark.parametrize("who", [EDITOR, CHIEF, ADMINISTRATOR])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_first_page_shuts_nobody_out_and_fits_every_screen(log_in: Any, picture_of: Any, who: str, dark: bool) -> None:
    tab = log_in(who, dark=dark)
    page = tab.page
    page.goto("/desk/")
    expect(page.get_by_role("heading", name="Was jetzt ansteht")).to_be_visible(timeout=WITHIN)
    expect(page.get_by_role("heading", name="In Zahlen")).to_be_visible()
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/desk/", wait_until="networkidle")
        assert fits(page), (width, wide(page))
        assert violations(page) == []
        picture_of(page, f"first-page-{who.partition('@')[0]}-{'dark' if dark else 'light'}-{width}")
    assert real(tab.errors) == []
    assert tab.foreign == []


def test_an_administrator_sees_the_state_of_the_site_and_asks_for_a_new_round(log_in: Any, picture_of: Any) -> None:
    tab = log_in(ADMINISTRATOR)
    page = tab.page
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile("Prüfung der Website hat in")).click()
    expect(page.get_by_role("heading", name="Zweite Faktoren")).to_be_visible(timeout=WITHIN)
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    page.reload(wait_until="networkidle")
    assert fits(page)
    picture_of(page, "state-of-the-site")
    page.get_by_role("button", name="Jetzt noch einmal prüfen").click()
    expect(page.get_by_text("Jetzt wird geprüft.")).to_be_visible(timeout=WITHIN)


def test_keys_lead_everywhere_and_the_dialog_lists_them(log_in: Any, picture_of: Any) -> None:
    page = log_in(EDITOR).page
    page.goto("/desk/", wait_until="networkidle")
    for keys, address in (("ga", "/desk/pages/"), ("gk", "/desk/campaigns/"), ("gh", "/desk/"), ("gc", "/desk/claims/")):
        press(page, *keys)
        page.wait_for_url(re.compile(re.escape(address) + r"(\d+/)?$"), timeout=WITHIN)
        page.wait_for_load_state("networkidle")
    press(page, "n")
    page.wait_for_url("**/desk/pages/create/newsroom/articlepage**", timeout=WITHIN)
    page.goto("/desk/", wait_until="networkidle")
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Tastenkombinationen").or_(page.locator("#keyboard-shortcuts-dialog"))
    expect(dialog.first).to_be_visible(timeout=WITHIN)
    expect(page.get_by_text("Gehe zu (Tasten nacheinander)")).to_be_visible()
    assert violations(page, within="#keyboard-shortcuts-dialog") == []
    picture_of(page, "keys")
    page.keyboard.press("Escape")
    expect(dialog.first).to_be_hidden(timeout=WITHIN)
    press(page, "/")
    page.wait_for_function("document.activeElement.matches('input')", timeout=WITHIN)
    page.keyboard.type("gh")  # typed into the field of the search: no key leads away
    page.wait_for_timeout(500)
    assert "/desk/" in page.url
    assert page.evaluate("document.activeElement.value") == "gh"


def test_who_switches_keys_off_is_left_alone(log_in: Any) -> None:
    page = log_in(CHIEF).page
    switch(page, on=False)
    try:
        page.goto("/desk/account/", wait_until="networkidle")
        press(page, "g", "h")
        page.wait_for_timeout(1000)
        assert page.url.endswith("/desk/account/")
    finally:
        switch(page, on=True)
    page.goto("/desk/account/", wait_until="networkidle")
    press(page, "g", "h")
    page.wait_for_url("**/desk/", timeout=WITHIN)


def switch(page: Page, *, on: bool) -> None:
    page.goto("/desk/account/")
    page.locator("[name$=keyboard_shortcuts]").set_checked(on, force=True)
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.locator(".messages .success").wait_for()


def test_ctrl_and_enter_put_the_focus_on_publishing_and_publish_nothing(log_in: Any) -> None:
    page = log_in(CHIEF).page
    desk.begin_article(page, "Märkte", "Nur mit Tasten")
    desk.write_text(page, "Der Preis stieg.")

    page.keyboard.press("Control+Enter")

    expect(page.locator("button[name=action-publish]")).to_be_focused(timeout=WITHIN)
    assert page.request.get("/maerkte/nur-mit-tasten/").status == 404
    with page.expect_navigation(timeout=WITHIN):
        page.keyboard.press("Enter")
    assert page.request.get("/maerkte/nur-mit-tasten/").status == 200


def test_the_tour_is_taken_by_keys_and_comes_back_only_when_asked_for(log_in: Any, picture_of: Any) -> None:
    tab = log_in(EDITOR)
    page = tab.page
    page.goto("/desk/", wait_until="networkidle")
    begin = page.get_by_role("button", name="Rundgang beginnen")
    begin.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading", name="Was jetzt ansteht")).to_be_focused()
    assert violations(page, within="dialog[open]") == []
    picture_of(page, "tour")
    for heading in ("Schreiben", "Sagen, woher es kommt", "Newsletter", "Tasten und Hilfe"):
        page.get_by_role("button", name="Weiter").press("Enter")
        expect(dialog.get_by_role("heading", name=heading)).to_be_focused()
    with page.expect_response("**/desk/dismissibles/"):
        page.get_by_role("button", name="Rundgang beenden").press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("#now-heading")).to_be_focused()

    page.reload(wait_until="networkidle")
    expect(begin).to_have_count(0)
    page.get_by_role("button", name="Hilfe").click()
    page.get_by_role("link", name="Rundgang").click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=WITHIN)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert real(tab.errors) == []


def test_who_does_not_want_the_tour_is_not_asked_again_elsewhere(log_in: Any) -> None:
    page = log_in(CHIEF).page
    page.goto("/desk/", wait_until="networkidle")
    with page.expect_response("**/desk/dismissibles/"):
        page.get_by_role("button", name="Jetzt nicht").click()
    expect(page.get_by_text("Neu hier?")).to_be_hidden()

    phone = log_in(CHIEF, phone=True).page
    phone.goto("/desk/", wait_until="networkidle")

    expect(phone.get_by_text("Neu hier?")).to_have_count(0)
