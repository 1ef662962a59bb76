"""While many people sign up, a real browser does the work by itself; one without scripts is taken too."""

from __future__ import annotations

import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site, running_demo

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_demo(tmp_path_factory.mktemp("busy") / "demo", DEPESCHE_SIGNUP_PROOF_HOUR="1") as started:
        sent = urllib.parse.urlencode({"email": "first@example.org", "purpose": "product-news"}).encode()
        urllib.request.urlopen(f"{started.url}/newsletter/", sent, timeout=20).close()
        yield started


@pytest.mark.rule("B-08")
@pytest.mark.parametrize("path", ["/newsletter/", "/newsletter/forms/newsletter/embed/"])
def test_a_browser_works_by_itself_under_the_strict_policy(site: Site, open_tab: Any, path: str) -> None:
    tab = open_tab(phone=True)
    tab.page.goto(path)
    tab.page.get_by_label("E-Mail-Adresse").fill(f"worker{len(path)}@example.org")
    tab.page.get_by_label("Neues zu Produkten").check()

    expect(tab.page.locator(".work [role=status]")).to_have_text("Ihr Gerät ist fertig; bitte schicken Sie das Formular ab.", timeout=60_000)
    tab.page.wait_for_timeout(2_000)  # no form is taken before it is two seconds old
    assert tab.page.context.cookies() == []
    assert tab.page.locator("input[type=checkbox]:visible").count() == 3
    tab.page.get_by_role("button", name="Abschicken").click()

    expect(tab.page.get_by_role("heading", name="Ein letzter Schritt")).to_be_visible()
    assert (tab.errors, tab.foreign) == ([], [])
    site.mail_to(f"worker{len(path)}@example.org", "Bitte bestätigen")


@pytest.mark.rule("B-08")
def test_without_scripts_the_form_is_taken_and_waits_for_a_look(site: Site, open_tab: Any) -> None:
    page = open_tab(javascript=False).page
    page.goto("/newsletter/")
    assert "Ohne Skript geht das Formular auch" in page.inner_text("main")
    page.get_by_label("E-Mail-Adresse").fill("quiet@example.org")
    page.get_by_label("Neues zu Produkten").check()
    page.wait_for_timeout(2_500)
    page.get_by_role("button", name="Abschicken").click()

    assert "Ein letzter Schritt" in page.inner_text("h1")
    page.wait_for_timeout(3_000)
    assert not [message for message in site.messages() if "quiet@example.org" in str(message["to"])]
