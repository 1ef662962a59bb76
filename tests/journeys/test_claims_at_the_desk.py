"""A claim at the desk, in a real browser: the competent authority confirms it, every article follows, and the log tells of it."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_readers_pages import AXE

CLAIM = "Truppen aus Nordkorea sind bereits in Russland."
ARTICLES = ("/politik/nordkoreas-soldaten-in-russland/", "/politik/was-sichere-haefen-leisten/", "/ratgeber/was-haendler-ueber-sich-sagen/")
CONFIRMED = re.compile("bestätigt von.*Pentagon")
WITHIN = 15_000  # milliseconds that anything may take
ONE_SECOND = 1.0
SCREENS = ("", "say/", "edit/", "checked/", "split/")


def to_the_claim(page: Page) -> None:
    """Find a claim as an editor does."""
    page.goto("/desk/")
    page.get_by_role("link", name="Aussagen", exact=True).click()
    page.get_by_label("Wörter").fill("bereits in Russland")
    page.get_by_role("button", name="Anzeigen").click()
    page.get_by_role("link", name=CLAIM).click()
    expect(page.get_by_role("heading", name="Was zählt")).to_be_visible(timeout=WITHIN)


def enter_the_pentagon(page: Page) -> None:
    """Enter a source that nobody has named so far."""
    page.goto("/desk/sources/new/")
    page.get_by_label("Name", exact=False).first.fill("Pentagon")
    page.select_option("[name=kind]", "state_body")
    page.fill("[name=speaks_for]", "USA")
    page.fill("[name=party]", "USA")
    page.get_by_role("button", name="Quelle eintragen").click()
    expect(page.get_by_text("Die Quelle ist eingetragen.")).to_be_visible(timeout=WITHIN)


def fill_in(page: Page) -> None:
    """Write down that the Pentagon confirms, as the competent authority."""
    page.get_by_role("link", name="Eine Quelle sagt etwas").click()
    number = page.locator("[name=source] option", has_text="Pentagon").get_attribute("value")
    page.select_option("[name=source]", number)
    page.select_option("[name=stance]", "confirms")
    page.check("[name=is_competent]")
    page.fill("[name=competent_reason]", "wertet die Satellitenbilder aus")
    page.fill("[name=said_day]", "2024-10-23")
    page.get_by_role("button", name="Ansehen, was es berührt").click()
    expect(page.get_by_role("heading", name="Was das berührt")).to_be_visible(timeout=WITHIN)


def read(page: Page, path: str) -> str:
    """Return a page as readers get it."""
    answer = page.request.get(path)
    assert answer.ok, (path, answer.status)
    return answer.text()


def old_until(page: Page, path: str, since: float) -> float:
    """Reload a page as a reader until it says that the claim is confirmed; return how many seconds after a moment somebody last asked and got the
    old page. How long a busy machine renders the new one does not count."""
    last = since
    while time.monotonic() - since < WITHIN / 1000:
        asked = time.monotonic()
        if CONFIRMED.search(read(page, path)):
            return last - since
        last = asked
        time.sleep(0.05)
    raise AssertionError(f"{path} does not say {CONFIRMED.pattern}")


@pytest.mark.rule("N-15")
def test_a_competent_confirmation_is_on_every_article_within_a_second(log_in: Any, open_tab: Any, picture_of: Any) -> None:
    editor, reader = log_in("editor@example.org").page, open_tab().page
    for path in ARTICLES:
        assert not CONFIRMED.search(read(reader, path))
    enter_the_pentagon(editor)
    to_the_claim(editor)
    fill_in(editor)

    preview = editor.locator(".claimdesk-preview")
    expect(preview).to_contain_text("3 Artikel")
    expect(preview.locator(".claimdesk-status")).to_have_text(["unbestätigt", "bestätigt"])
    picture_of(editor, "claim-desk-touches")
    editor.get_by_role("button", name="Bestätigen", exact=True).click()
    editor.get_by_text("Sie zählt ab jetzt.").wait_for(timeout=WITHIN)
    confirmed = time.monotonic()

    assert max(old_until(reader, path, confirmed) for path in ARTICLES) <= ONE_SECOND
    assert CLAIM in read(reader, "/protocol/")


@pytest.mark.rule("N-13")
def test_two_editors_at_once_lose_nothing(log_in: Any) -> None:
    first, second = log_in("editor@example.org").page, log_in("chief@example.org").page
    for page in (first, second):
        to_the_claim(page)
        page.get_by_role("link", name="Aussage ändern").click()
    second.fill("[name=text_en]", "North Korean troops have arrived in Russia.")
    first.fill("[name=event_on]", "2024-10-18")
    for name in ("Ansehen, was es berührt", "Bestätigen"):
        first.get_by_role("button", name=name, exact=True).click()
    first.get_by_text("Geändert, in jedem Artikel").wait_for(timeout=WITHIN)

    second.get_by_role("button", name="Ansehen, was es berührt").click()

    expect(second.get_by_text("Was inzwischen geschah")).to_be_visible(timeout=WITHIN)
    expect(second.locator("[name=text_en]")).to_have_value("North Korean troops have arrived in Russia.")


@pytest.mark.parametrize("how", [{}, {"phone": True}, {"dark": True}], ids=["wide", "phone", "dark"])
def test_the_screens_of_a_claim_are_in_order(log_in: Any, picture_of: Any, how: dict[str, bool]) -> None:
    tab = log_in("editor@example.org", **how)
    page = tab.page
    page.goto("/desk/claims/?q=aktiv")
    page.get_by_role("link", name="Soldaten aus Nordkorea nehmen aktiv").click()
    page.wait_for_url("**/desk/claims/*/", timeout=WITHIN)
    claim = page.url
    others = ("/desk/claims/", "/desk/claims/new/", "/desk/claims/questions/", "/desk/sources/", "/desk/sources/new/", "/desk/sources/new/protected/")

    for address in (*(f"{claim}{screen}" for screen in SCREENS), *others):
        page.goto(address)
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run('.claimdesk', {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']}).then(found => found.violations)")
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        picture_of(page, f"claims{address.partition('/desk')[2].replace('/', '-')}{'-'.join(how)}")
    assert tab.errors == []
