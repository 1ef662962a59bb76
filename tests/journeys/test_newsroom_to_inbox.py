"""The two journeys of the first edition, clicked in a browser: from an empty form to a published article, and from a sign-up to a proof."""

from __future__ import annotations

import email
import email.policy
import json
import re
import subprocess
import sys
import time
import urllib.request
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import ROOT, Site, Tab, bare_environment

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
    # Draftail writes into the form a quarter of a second after the last key; nobody is as fast as this test.
    page.wait_for_function("document.querySelector('[name=body-0-value]').value.includes('vier Prozent')")
    add_block(page, "Zitat")
    page.fill("[name$='-value-quote']", "Damit hatte niemand gerechnet.")
    page.fill("[name$='-value-speaker']", "Erika Muster")
    page.get_by_role("button", name="Mehr Aktionen").click()
    page.get_by_role("button", name=re.compile("einreichen")).click()
    page.get_by_role("link", name=HEADLINE).first.wait_for()
    return str(page.locator("a[href*='/edit/']", has_text=HEADLINE).first.get_attribute("href"))


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
    command = [sys.executable, "-m", "depesche", "--home", str(site.home), *arguments]
    return subprocess.run(command, cwd=ROOT, env=bare_environment(), capture_output=True, text=True, check=False)


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
    chief.page.get_by_role("button", name="Freigeben", exact=True).click()
    chief.page.wait_for_url(lambda url: not url.endswith("/edit/"))

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


@pytest.mark.rule("B-02", "B-08")
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


def compose(tab: Tab, subject: str) -> str:
    """As the editor: a campaign about the new article. Returns its address at the desk."""
    page = tab.page
    page.goto("/desk/campaigns/new/")
    page.get_by_label("Zweck").select_option(label="Nachrichten vom Finanzmarkt")
    page.get_by_label("Betreff").fill(subject)
    page.get_by_role("button", name="Artikel hinzufügen").click()
    page.get_by_role("button", name=re.compile("Seite auswählen|Artikel auswählen|Auswählen")).last.click()
    page.locator(".modal-content input[name=q]").fill(HEADLINE)
    page.locator(".modal-content a", has_text=HEADLINE).first.click()
    page.locator(".modal-content").wait_for(state="hidden")
    page.get_by_role("button", name="Speichern und ansehen").click()
    page.wait_for_url(re.compile(r"/desk/campaigns/\d+/"))
    return page.url


def send(site: Site, log_in: Any, picture_of: Any, subject: str) -> str:
    """The editor composes, tests and submits; the chief approves and sends. Returns the campaign's id."""
    editor = log_in("editor@example.org")
    address = compose(editor, subject)
    editor.page.get_by_role("button", name="Testmail an mich").click()
    assert subject in str(site.mail_to("editor@example.org", subject)["subject"])
    editor.page.goto(address)
    editor.page.get_by_role("button", name="Zur Freigabe vorlegen").click()
    editor.page.wait_for_load_state()
    assert editor.page.get_by_role("button", name="Freigeben").count() == 0
    picture_of(editor.page, "desk-campaign-submitted")

    chief = log_in("chief@example.org")
    chief.page.goto(address)
    chief.page.get_by_role("button", name="Freigeben").click()
    chief.page.wait_for_load_state()
    chief.page.get_by_role("link", name=re.compile("Versenden")).first.click()
    picture_of(chief.page, "desk-campaign-confirm")
    chief.page.get_by_role("button", name="Jetzt versenden").dblclick()
    chief.page.wait_for_load_state()
    found = re.search(r"/campaigns/(\d+)/", address)
    assert found
    return found[1]


def report(site: Site, campaign: str, *, within: float = 30) -> dict[str, Any]:
    """Wait until the campaign is done; the report from the shell."""
    deadline = time.monotonic() + within
    while True:
        told: dict[str, Any] = json.loads(depesche(site, "campaign", "report", campaign, "--json").stdout)
        assert sum(told["counts"].values()) == told["candidates"]
        if told["state"] == "done":
            return told
        assert time.monotonic() < deadline, told
        time.sleep(0.5)


def to(site: Site, address: str, subject: str) -> list[dict[str, Any]]:
    return [message for message in site.messages() if address in str(message["to"]) and subject in str(message["subject"])]


def test_3_only_who_agreed_gets_the_campaign(site: Site, log_in: Any, open_tab: Any, picture_of: Any) -> None:
    reader = open_tab(phone=True, javascript=False)
    reader.page.goto(link_in(parsed(site, site.mail_to(CLARA, "Willkommen")), "/newsletter/unsubscribe/"))
    picture_of(reader.page, "leave-question-phone")
    reader.page.locator("main form button").first.click()
    picture_of(reader.page, "leave-receipt-phone")

    campaign = send(site, log_in, picture_of, "Silber: was der Sprung bedeutet")
    told = report(site, campaign)

    assert len(to(site, ANNA, "Silber: was")) == 1
    assert to(site, BEN, "Silber: was") == to(site, CLARA, "Silber: was") == []
    assert to(site, "dora", "Silber: was") == []
    assert told["counts"]["accepted"] == told["candidates"] - told["counts"]["suppressed"] - told["counts"]["without_consent"]
    mail = parsed(site, to(site, ANNA, "Silber: was")[0])
    for header in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Message-ID", "Date"):
        assert mail[header], header
    assert HEADLINE in text_of(mail)


def test_4_the_inbox_shows_the_mail_and_its_source(site: Site, open_tab: Any, picture_of: Any) -> None:
    message = to(site, ANNA, "Silber: was")[0]
    for phone in (True, False):
        tab = open_tab(phone=phone, javascript=False)
        tab.page.goto("/inbox/")
        picture_of(tab.page, f"inbox-{'phone' if phone else 'desktop'}")
        tab.page.locator(f"a[href*='{message['id']}']").first.click()
        assert tab.page.locator("iframe[sandbox]").count() == 1
        tab.page.wait_for_timeout(500)
        picture_of(tab.page, f"inbox-mail-{'phone' if phone else 'desktop'}")


def test_5_one_post_ends_it_and_the_next_campaign_skips_the_address(site: Site, log_in: Any, open_tab: Any, picture_of: Any) -> None:
    mail = parsed(site, to(site, ANNA, "Silber: was")[0])
    one_click = str(mail["List-Unsubscribe"]).split(",")[0].strip("<> \r\n")
    with urllib.request.urlopen(urllib.request.Request(one_click, data=b"List-Unsubscribe=One-Click", method="POST"), timeout=10) as answer:
        assert answer.status == 200
        assert "Set-Cookie" not in answer.headers

    told = report(site, send(site, log_in, picture_of, "Silber: die zweite Woche"))

    assert to(site, ANNA, "Silber: die zweite") == []
    assert told["state"] == "done"


def test_6_the_proof_verifies_and_breaks_with_one_changed_byte(site: Site, tmp_path: Path) -> None:
    proof = tmp_path / "proof.zip"
    made = depesche(site, "audience", "proof", ANNA, "-o", str(proof))
    assert made.returncode == 0, made.stderr
    assert depesche(site, "verify", str(proof)).returncode == 0
    whole = proof.read_bytes()
    with zipfile.ZipFile(proof) as archive:
        places = {info.filename: info.header_offset + 30 + len(info.filename.encode()) + info.compress_size // 2 for info in archive.infolist()}
    assert {"manifest.json"} < set(places)
    for name, place in places.items():
        changed = bytearray(whole)
        changed[place] ^= 1
        proof.write_bytes(changed)
        told = depesche(site, "verify", str(proof))
        assert told.returncode == 1, name
        assert "Traceback" not in told.stderr


def test_7_the_log_is_whole_afterwards(site: Site) -> None:
    told = depesche(site, "ledger", "verify")
    assert told.returncode == 0, told.stdout + told.stderr


def test_8_the_archive_shows_the_issue_without_anybodys_token(site: Site, open_tab: Any, picture_of: Any) -> None:
    tab = open_tab(phone=True, javascript=False)
    tab.page.goto("/newsletter/archive/")
    tab.page.get_by_role("link", name=re.compile("Silber: was")).first.click()
    tab.page.wait_for_load_state("networkidle")
    picture_of(tab.page, "archive-issue-phone")
    assert tab.page.locator("img").count() >= 2
    assert tab.errors == tab.foreign == []
    assert "/newsletter/unsubscribe/" not in tab.page.content()
    assert ANNA not in tab.page.content()
