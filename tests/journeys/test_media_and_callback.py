"""A reader asks to be called, and the team works it off; a picture comes with its credit, its licence and what matters in it."""

from __future__ import annotations

import email
import re
from email.policy import default
from typing import Any

from playwright.sync_api import expect

from tests.journeys.colleagues import violations
from tests.journeys.conftest import Site

BOARD = "/desk/snippets/brand/callbackrequest/"
WITHIN = "{include: [['main']], exclude: [['header'], ['h2[role=alert]']]}"  # Wagtail's own parts are Wagtail's
PERSONAL = ("Quast", "0171 5550199", "Lagerstelle", "ab 18 Uhr")


def test_a_chief_says_who_is_told_of_those_who_want_to_be_called(log_in: Any) -> None:
    tab = log_in("chief@example.org")
    tab.page.goto("/desk/settings/brand/publisher/")
    tab.page.fill("[name=callback_email]", "team@example.org")
    tab.page.locator("footer button[type=submit], form button[type=submit]").last.click()
    tab.page.locator(".messages .success").wait_for()


def test_a_reader_on_a_phone_asks_to_be_called(open_tab: Any, picture_of: Any) -> None:
    page = open_tab(phone=True, javascript=False).page
    page.goto("/callback/")
    page.fill("[name=name]", "Anna Quast")
    page.fill("[name=phone]", "0171 5550199")
    page.fill("[name=best_time]", "werktags ab 18 Uhr")
    page.fill("[name=message]", "Fragen zur Lagerstelle.")
    page.get_by_role("button", name="Bitte rufen Sie mich an").click()
    page.wait_for_url("**/callback/thanks/")
    picture_of(page, "callback-thanks-phone")


def test_the_team_gets_a_mail_that_names_nobody(site: Site) -> None:
    source = site.source(site.mail_to("team@example.org", "Rückruf"))
    mail = email.message_from_bytes(source, policy=default)

    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    assert len(parts) == 2
    for part in (str(mail["Subject"]), *parts):
        assert [word for word in PERSONAL if word in part] == []
    assert all(BOARD in part for part in parts)


def test_an_editor_sees_who_waits_calls_notes_and_is_done(log_in: Any, picture_of: Any) -> None:
    tab = log_in("editor@example.org")
    page = tab.page
    page.get_by_role("link", name=re.compile("wartet auf einen Anruf|warten auf einen Anruf")).click()
    row = page.locator("tr", has_text="Anna Quast")
    expect(row.get_by_role("link", name="0171 5550199")).to_have_attribute("href", "tel:01715550199")
    assert violations(page, WITHIN) == []
    picture_of(page, "callback-board")

    row.get_by_role("button", name="Angerufen: Anna Quast").click()
    page.goto(BOARD)
    expect(row).to_contain_text(re.compile("angerufen", re.IGNORECASE))
    row.get_by_role("link", name="Anna Quast").click()
    page.get_by_role("radio", name="erledigt").check()
    page.fill("[name=note]", "Termin am Montag.")
    assert violations(page, WITHIN) == []
    picture_of(page, "callback-request")
    page.get_by_role("button", name="Speichern").last.click()
    expect(row).to_contain_text(re.compile("erledigt", re.IGNORECASE))
    expect(row).to_contain_text("Termin am Montag.")
    assert tab.errors == []


def test_on_a_phone_each_request_is_a_card_with_its_buttons(log_in: Any, picture_of: Any) -> None:
    page = log_in("editor@example.org", phone=True, dark=True).page
    page.goto(BOARD)
    button = page.get_by_role("button", name="Wieder neu: Anna Quast").bounding_box()

    assert button is not None
    assert button["x"] + button["width"] <= 390
    assert violations(page, WITHIN) == []
    picture_of(page, "callback-board-phone")
