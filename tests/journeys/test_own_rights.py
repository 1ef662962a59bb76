"""A reader without an account uses every right with a link out of a mail: more, another address, the data, a pause, the end. No JavaScript."""

from __future__ import annotations

import email
import email.policy
import json
import re
import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.journeys.colleagues import violations
from tests.journeys.conftest import Site
from tests.journeys.test_newsroom_to_inbox import sign_up

MIA, NEW = "mia.rechte@example.net", "mia.neu@example.net"


def link_to(site: Site, address: str, subject: str, what: str) -> str:
    mail = email.message_from_bytes(site.source(site.mail_to(address, subject)), policy=email.policy.default)
    body = mail.get_body(("plain",))  # type: ignore[attr-defined]
    found = re.search(rf"https?://[^/\s]+(/newsletter/{what}/[\w-]{{20,}}/)", str(body.get_content()))
    assert found
    return found[1]


def own_page(page: Page, site: Site, address: str) -> str:
    page.goto("/newsletter/preferences/")
    page.fill("#preferences-email", address)
    page.locator("main button[type=submit]").click()
    return link_to(site, address, "Newsletter-Einstellungen", "preferences")


def press(page: Page, summary: str, button: str) -> None:
    page.locator("summary", has_text=summary).click()
    page.get_by_role("button", name=button).click()


def test_a_reader_takes_the_newsletter_to_another_address(site: Site, open_tab: Any, picture_of: Any) -> None:
    page = open_tab(javascript=False).page
    page.goto("/newsletter/")
    page.wait_for_timeout(2_500)  # who sends a fresh form within two seconds is asked to look again
    sign_up(page, MIA, "Neues zu Produkten")
    page.goto(link_to(site, MIA, "bestätigen", "confirm"))
    page.locator("main button[type=submit]").click()

    own = own_page(page, site, MIA)
    page.goto(own)
    picture_of(page, "own-page")
    page.locator("summary", has_text="Adresse ändern").click()
    page.fill("#new-email", NEW)
    page.get_by_role("button", name="Link an die neue Adresse schicken").click()
    page.get_by_text("Sobald Sie dort bestätigen").first.wait_for()

    page.goto(link_to(site, NEW, "neue Adresse", "confirm"))
    page.get_by_role("button", name="Neue Adresse bestätigen").click()
    site.mail_to(NEW, "neue Adresse ist bestätigt")
    page.goto(own)
    page.get_by_text("Sie erhalten keine E-Mails von uns").wait_for()
    assert NEW not in page.content()


def test_the_data_come_along_in_a_file_and_a_pause_is_a_button(site: Site, open_tab: Any, picture_of: Any) -> None:
    page = open_tab(javascript=False).page
    page.goto(own_page(page, site, NEW))
    page.locator("summary", has_text="Ihre Daten mitnehmen").click()
    with page.expect_download() as file:
        page.get_by_role("button", name="Meine Daten herunterladen").click()
    archive = zipfile.ZipFile(Path(file.value.path()))
    told = json.loads(archive.read("data.json"))
    assert [one["address"] for one in told["addresses"]] == [NEW, MIA]
    assert "Was wir über Sie gespeichert haben" in archive.read("data.html").decode()

    press(page, "Ihre Daten einschränken", "Meine Daten einschränken")
    picture_of(page, "own-page-restricted")
    page.get_by_role("button", name="Einschränkung aufheben").click()
    page.get_by_text("Die Einschränkung ist aufgehoben.").wait_for()


def test_the_own_page_reads_well_with_every_part_open(site: Site, open_tab: Any) -> None:
    page = open_tab(phone=True).page
    page.goto(link_to(site, NEW, "Newsletter-Einstellungen", "preferences"))
    for summary in page.locator("details.own summary").all():
        summary.click()

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_last_button_ends_everything_at_once(site: Site, open_tab: Any, picture_of: Any) -> None:
    page = open_tab(javascript=False).page
    own = link_to(site, NEW, "Newsletter-Einstellungen", "preferences")
    page.goto(own)
    press(page, "Ihre Daten löschen", "Jetzt alles löschen")

    page.get_by_role("heading", name="Ihre Daten sind gelöscht").wait_for()
    picture_of(page, "own-page-erased")
    answer = page.goto(own)
    assert answer is not None
    assert answer.status == 404


def test_a_colleague_takes_a_letter_down_and_finds_the_deeds(site: Site, log_in: Any, picture_of: Any) -> None:
    page = log_in("admin@example.org").page
    page.goto("/desk/data-requests/")
    page.select_option("[name=kind]", "access")
    page.fill("[name=address]", "anna@example.org")
    page.fill("[name=reference]", "Brief vom 3. März, Ordner 7")
    page.get_by_role("button", name="Notieren").click()

    page.get_by_role("link", name="anna@example.org").first.wait_for()
    picture_of(page, "data-requests")
    wide = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 800})
    button = page.get_by_role("button", name="Beantwortet").first.bounding_box()
    assert button is not None
    assert button["x"] + button["width"] <= 360, "the answer is out of a phone's reach"
    page.set_viewport_size(wide)
    assert violations(page, "'#main .w-mt-6'") == []
    page.get_by_role("link", name="anna@example.org").first.click()
    page.get_by_role("button", name="Diese Person löschen").wait_for()
    picture_of(page, "rights-of-a-person")
    assert violations(page, "'#main .w-mt-6'") == []


def test_the_record_of_processing_prints_whole_with_its_title_even_from_a_dark_desk(log_in: Any) -> None:
    page = log_in("admin@example.org").page
    page.emulate_media(color_scheme="dark")
    page.goto("/desk/processing-record/")

    assert page.pdf(format="A4").count(b"/Type /Page\n") > 2
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".record__title").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.record h2')).color") == "rgb(0, 0, 0)"
