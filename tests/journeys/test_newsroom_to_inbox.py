"""The two journeys of the first edition, clicked in a browser: from an empty form to a published article, and from a sign-up to a proof."""

from __future__ import annotations

import email
import email.policy
import re
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import ROOT, Site, Tab

HEADLINE = "Silber steigt auf ein neues Hoch"
ANNA, BEN, CLARA = "anna.journey@example.net", "ben.journey@example.net", "clara.journey@example.net"


def add_block(page: Page, kind: str) -> None:
    page.locator("button.c-sf-add-button").last.click()
    page.locator("[role=option]", has_text=re.compile(rf"^{kind}$")).click()


def write_article(tab: Tab, site: Site) -> str:
    """As the editor: headline, lead, picture, text, quote; submit to the chief. Returns the edit address."""
    page = tab.page
    page.goto("/desk/")
    page.get_by_role("link", name="Märkte").first.click()
    page.fill("[name=title]", HEADLINE)
    page.fill("[name=kicker]", "Silber")
    page.fill("[name=lead]", "Am Montag kostete die Unze so viel wie nie in diesem Jahr.")
    page.get_by_role("button", name="Bild auswählen").click()
    page.locator(".modal-content a.image-choice").first.click()
    page.locator(".modal-content").wait_for(state="hidden")
    add_block(page, "Text")
    page.locator(".public-DraftEditor-content").last.click()
    page.keyboard.type("Der Preis der Unze stieg am Montag um vier Prozent.")
    add_block(page, "Zitat")
    page.fill("[name$='-value-quote']", "Damit hatte niemand gerechnet.")
    page.fill("[name$='-value-speaker']", "Erika Muster")
    page.get_by_role("button", name="Mehr Aktionen").click()
    page.get_by_role("button", name=re.compile("einreichen")).click()
    page.wait_for_load_state()
    found = re.search(r"/desk/pages/(\d+)/", page.url) or re.search(r"/desk/pages/(\d+)/edit/", page.content())
    assert found
    return f"/desk/pages/{found[1]}/edit/"


def parsed(site: Site, message: dict[str, Any]) -> EmailMessage:
    return email.message_from_bytes(site.source(message), policy=email.policy.default)  # type: ignore[return-value]


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(message: EmailMessage, path: str) -> str:
    found = re.search(rf"https?://\S*{path}[^\s>\])]*", text_of(message))
    assert found, text_of(message)
    return found[0]


def sign_up(page: Page, address: str, purpose: str) -> None:
    form = page.locator("form", has=page.get_by_role("button", name="Abschicken")).last
    form.locator("input[type=email]").fill(address)
    form.get_by_label(purpose).check()
    form.get_by_role("button", name="Abschicken").click()
    page.wait_for_load_state()


def confirm(site: Site, page: Page, address: str) -> None:
    mail = parsed(site, site.mail_to(address))
    page.goto(link_in(mail, "/newsletter/confirm/"))
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def depesche(site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "depesche", "--home", str(site.home), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def published(site: Site) -> dict[str, str]:
    """What the first journey leaves for the second."""
    return {}


def test_1_the_editor_writes_and_the_chief_publishes(site: Site, log_in: Any, open_tab: Any, picture_of: Any, published: dict[str, str]) -> None:
    editor = log_in("editor@example.org")
    picture_of(editor.page, "desk-home-editor")
    edit = write_article(editor, site)
    picture_of(editor.page, "desk-article-submitted")

    chief = log_in("chief@example.org")
    chief.page.goto(edit)
    chief.page.get_by_role("button", name="Mehr Aktionen").click()
    picture_of(chief.page, "desk-article-chief")
    chief.page.get_by_role("button", name=re.compile("Veröffentlichen")).first.click()
    chief.page.wait_for_load_state()

    reader = open_tab(phone=True, javascript=False)
    for address in ("/", "/maerkte/", "/search/?q=Silber+Hoch"):
        reader.page.goto(address)
        assert HEADLINE in reader.page.inner_text("main"), address
    assert HEADLINE in reader.page.request.get("/feed.atom").text()
    reader.page.get_by_role("link", name=HEADLINE).first.click()
    assert "Damit hatte niemand gerechnet." in reader.page.inner_text("main")
    assert reader.page.locator("main figure img").first.get_attribute("alt")
    picture_of(reader.page, "article-published-phone")
    published["article"] = reader.page.url


def test_2_a_reader_signs_up_at_the_articles_end_and_confirms(site: Site, open_tab: Any, picture_of: Any, published: dict[str, str]) -> None:
    reader = open_tab(phone=True, javascript=False)
    for address in (ANNA, BEN, CLARA):
        reader.page.goto(published["article"])
        sign_up(reader.page, address, "Nachrichten vom Finanzmarkt")
        assert "Postfach" in reader.page.inner_text("main") or "E-Mail" in reader.page.inner_text("main")
    picture_of(reader.page, "signup-answer-phone")

    for address in (ANNA, CLARA):
        confirm(site, reader.page, address)
        picture_of(reader.page, "signup-confirmed-phone")
        welcome = parsed(site, site.mail_to(address, "Willkommen"))
        assert welcome["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert welcome["Message-ID"]
    assert reader.page.context.cookies() == []
    assert len([m for m in site.messages() if BEN in str(m["to"])]) == 1
