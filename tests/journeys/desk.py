"""What people do at the desk again and again, as a browser does it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page


def begin_article(page: Page, section: str, headline: str) -> None:
    """Open an empty article in a section and write its headline."""
    page.goto("/desk/")
    page.get_by_role("link", name=section, exact=True).first.click()
    page.wait_for_url("**/pages/add/**")
    page.fill("[name=title]", headline)


def add_block(page: Page, kind: str) -> int:
    """Add a block at the end of the body; return its number."""
    before = blocks(page)
    page.locator("[data-contentpath=body] button.c-sf-add-button").last.click()
    page.locator("[role=option]", has_text=re.compile(rf"^{re.escape(kind)}$")).click()
    page.wait_for_function(f"document.querySelector('[name=body-count]').value == '{before + 1}'")
    return before


def blocks(page: Page) -> int:
    return int(page.locator("[name=body-count]").input_value())


def write_text(page: Page, text: str) -> None:
    """Add a text block and type."""
    number = add_block(page, "Text")
    page.locator(".public-DraftEditor-content").last.click()
    page.keyboard.type(text)
    # Draftail writes into the form a quarter of a second after the last key; nobody is as fast as this test.
    page.wait_for_function(f"document.querySelector('[name=body-{number}-value]').value.includes({text[-12:]!r})")


def choose(page: Page, button: Locator, title: str = "") -> None:
    """Press a button that opens a chooser, and take what bears the title, else the first."""
    button.click()
    found = page.locator(".modal-content a[data-chooser-modal-choice], .modal-content a.image-choice")
    (found.filter(has_text=title) if title else found).first.click()
    page.locator(".modal-content").wait_for(state="hidden")


def act(page: Page, name: str) -> None:
    """Open the menu of actions below the form and press one."""
    page.get_by_role("button", name="Mehr Aktionen").click()
    page.get_by_role("button", name=name, exact=True).click()


def save_draft(page: Page) -> None:
    """Save, and stay in the form."""
    page.get_by_role("button", name="Entwurf speichern").click()
    page.locator(".messages .success, [data-w-messages-target]").first.wait_for()
    page.wait_for_url("**/edit/**")


def edit_address(page: Page, headline: str) -> str:
    """Return where an article is edited, by its line in a list on the page."""
    found = page.locator("a[href*='/edit/']", has_text=headline).first.get_attribute("href")
    assert found, headline
    return found
