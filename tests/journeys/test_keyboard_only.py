"""Somebody who has no mouse signs up, looks behind a statement, and changes what comes: with keys alone, always seeing where they are."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_newsroom_to_inbox import link_in, parsed
from tests.journeys.test_own_rights import link_to
from tests.journeys.test_readers_pages import address

READER = "tastatur@example.net"
MOST = 400  # presses of Tab; more of them are a trap
FOCUS = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
    const shown = document.elementsFromPoint(Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
                                             Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
    return {
        nowhere: at === document.body || at === document.documentElement,
        name: (at.tagName + ' ' + (at.id || at.name || at.getAttribute('aria-label') || at.textContent.trim())).slice(0, 60),
        outline: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0 && box.height > 0,
        uncovered: shown.some(one => at.contains(one) || one.contains(at) && one.tagName !== 'HTML' && one.tagName !== 'BODY'),
        top: box.top + scrollY, floating: !!at.closest(':popover-open'), main: !!at.closest('main'),
    }}"""


def press(page: Page, *keys: str) -> dict[str, Any]:
    """Press keys; return where the focus is, which must be seen wherever it is."""
    for key in keys:
        page.keyboard.press(key)
    at: dict[str, Any] = page.evaluate(FOCUS)
    if not at["nowhere"]:
        assert at["outline"], at
        assert at["inside"], at
        assert at["uncovered"], at
    return at


def tab_to(page: Page, selector: str, *, key: str = "Tab") -> None:
    """Press Tab until the focus is on what is wanted."""
    passed = []
    for _ in range(MOST):
        passed.append(press(page, key)["name"])
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    raise AssertionError(f"{selector} was not reached; on the way were {passed}")


def skip_to_content(page: Page) -> None:
    """Use the link that leads past header and menu."""
    assert "Zum Inhalt" in press(page, "Tab")["name"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("name", ["home", "article", "claim", "search", "newsletter", "preferences", "callback", "report"])
def test_tab_goes_through_a_page_in_the_order_of_reading_out_of_it_and_back(site: Site, open_tab: Any, name: str) -> None:
    page = open_tab(phone=True).page  # one column: what is read first stands above
    page.goto(address(site, name))
    visited: list[dict[str, Any]] = []
    for _ in range(MOST):
        at = press(page, "Tab")
        if at["nowhere"]:
            break
        visited.append(at)

    assert at["nowhere"], f"the focus stays in the page: {visited[-5:]}"
    assert "Zum Inhalt" in visited[0]["name"]
    tops = [one["top"] for one in visited if one["main"]]
    assert all(later >= earlier - 40 for earlier, later in itertools.pairwise(tops)), tops  # what stands in a line may differ a little
    back = press(page, "Shift+Tab")
    assert back["name"] == visited[-1]["name"]


def test_somebody_signs_up_confirms_and_leaves_with_keys_alone(site: Site, open_tab: Any) -> None:
    page = open_tab(javascript=False).page
    page.goto("/newsletter/")
    skip_to_content(page)
    tab_to(page, "#signup-email")
    page.keyboard.type("tastatur@")
    page.wait_for_timeout(2_500)  # who sends a fresh form within two seconds is asked to look again
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#signup-email")).to_have_attribute("aria-invalid", "true")

    skip_to_content(page)
    tab_to(page, "#signup-email")
    page.keyboard.press("Control+A")
    page.keyboard.type(READER)
    tab_to(page, ".signup .check input")
    page.keyboard.press("Space")
    page.wait_for_timeout(2_500)
    tab_to(page, ".signup button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.goto(link_in(parsed(site, site.mail_to(READER)), "/newsletter/confirm/"))
    skip_to_content(page)
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Dank")

    page.goto("/newsletter/preferences/")
    skip_to_content(page)
    tab_to(page, "#preferences-email")
    page.keyboard.type(READER)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.goto(link_to(site, READER, "Newsletter-Einstellungen", "preferences"))
    skip_to_content(page)
    tab_to(page, "details:nth-of-type(2) summary")
    page.keyboard.press("Enter")
    tab_to(page, "details[open] input, details[open] button")
    tab_to(page, "main button[value=everything]", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Quittung")


def test_somebody_looks_behind_a_statement_and_comes_back_with_keys_alone(site: Site, open_tab: Any) -> None:
    page = open_tab().page
    page.goto(address(site, "article"))
    skip_to_content(page)
    tab_to(page, ".prose button.ref")
    asked = page.evaluate("document.activeElement.getAttribute('aria-label')")

    press(page, "Enter")
    expect(page.locator(".evidence li:popover-open")).to_have_count(1)
    assert press(page, "Tab")["floating"], "the next stop is in what was opened"
    press(page, "Escape")
    expect(page.locator(".evidence li:popover-open")).to_have_count(0)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == asked

    press(page, "Enter")
    tab_to(page, ".evidence li:popover-open a[href^='/claims/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/**")
    page.go_back()
    page.wait_for_url(lambda url: "/claims/" not in url)
    expect(page.locator(".evidence li:popover-open")).to_have_count(0)
    assert not press(page, "Tab")["nowhere"]
