"""A campaign on its way is shown anew by itself: every part but the one somebody works in, and at last the whole page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_newsroom_to_inbox import depesche

SUBJECT = "Silber: unterwegs"
ANNA = "anna@example.org"  # of the demo
QUICK = 3_000  # milliseconds between two looks (mailing/following.py)
MARK = "document.querySelectorAll('[data-renewed]').forEach(part => part.dataset.seen = 'before'); window.seen = 'before'"


@pytest.fixture
def campaign(site: Site, log_in: Any) -> str:
    """An approved newsletter; the demo's Anna reads it."""
    who = ("--purpose", "financial-news", "--subject", SUBJECT, "--intro", "Guten Tag.", "--author", "editor@example.org")
    made = depesche(site, "campaign", "create", *who)
    assert made.stdout.strip().isdigit(), made.stderr
    address = f"/desk/campaigns/{made.stdout.strip()}/"
    editor, chief = log_in("editor@example.org").page, log_in("chief@example.org").page
    editor.goto(address)
    editor.get_by_role("button", name="Zur Freigabe vorlegen").click()
    editor.wait_for_load_state()
    chief.goto(address)
    chief.get_by_role("button", name="Freigeben").click()
    chief.wait_for_load_state()
    return address


@pytest.fixture
def locked(site: Site, campaign: str) -> Iterator[str]:
    """Lock all sending, so that the campaign stays on its way for as long as one looks at it."""
    assert depesche(site, "sending", "lock").returncode == 0
    yield campaign
    depesche(site, "sending", "unlock")  # refused where the test did so


def begin(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name=re.compile("Versenden")).first.click()
    page.get_by_role("button", name="Jetzt versenden").click()
    page.wait_for_url(f"**{address}")


def seen_before(page: Page) -> list[bool]:
    """Return for each part that renews itself whether it is still the marked one."""
    return [bool(said) for said in page.evaluate("[...document.querySelectorAll('[data-renewed]')].map(part => !!part.dataset.seen)")]


def test_a_campaign_on_its_way_renews_itself_but_never_under_somebodys_hands(site: Site, log_in: Any, locked: str, picture_of: Any) -> None:
    tab = log_in("chief@example.org")
    page = tab.page
    begin(page, locked)
    expect(page.get_by_text("Die Seite erneuert sich von selbst.")).to_be_visible()
    picture_of(page, "campaign-on-its-way")
    pause = page.get_by_role("button", name="Anhalten")
    pause.focus()
    page.evaluate(MARK)

    page.wait_for_function("!document.querySelectorAll('[data-renewed]')[1].dataset.seen", timeout=10 * QUICK)
    assert seen_before(page) == [True, False]
    expect(pause).to_be_focused()

    page.evaluate("document.activeElement.blur()")
    page.wait_for_function("!document.querySelector('[data-renewed]').dataset.seen", timeout=10 * QUICK)
    assert page.evaluate("window.seen") == "before", "the page itself stayed"
    assert page.locator(".campaign__preview").count() == 0

    assert depesche(site, "sending", "unlock").returncode == 0
    page.wait_for_function("!window.seen", timeout=60_000)
    expect(page.locator(".campaign__preview iframe")).to_be_visible()
    assert page.locator("[data-renew]").count() == 0
    assert SUBJECT in str(site.mail_to(ANNA, SUBJECT)["subject"])
    assert tab.errors == []
