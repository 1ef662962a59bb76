"""A chief sets the rules for sources; the check panel counts what has none; a rule refuses, asks for a reason, and says so."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys import desk
from tests.journeys.test_marking_claims import SELECT

DEMO = "Nordkorea"
WITHIN = 20_000
REASON = "Die Termine sind öffentlich und wurden von Reportern beobachtet."


def rows(page: Page, name: str) -> Locator:
    """Return the lines of the check panel with this name."""
    return page.locator("[data-side-panel=checks] [data-content-checker-row]", has_text=name)


def set_rule(page: Page, label: str) -> None:
    page.goto("/desk/claims/rules/")
    page.get_by_role("group", name="Bericht").get_by_label(label).check()
    page.get_by_role("button", name="Festlegen").click()
    expect(page.get_by_text("Die Regeln gelten ab jetzt")).to_be_visible()


def open_demo(page: Page) -> None:
    page.goto("/desk/pages/search/?q=Nordkorea")
    page.goto(desk.edit_address(page, DEMO))


def test_the_checks_count_sentences_without_a_source_and_a_mark_takes_one_away(log_in: Any, picture_of: Any) -> None:
    page = log_in("chief@example.org").page
    desk.begin_article(page, "Märkte", "Truppen")
    desk.write_text(page, "Rund 12.000 Soldaten sollen kommen. Der Himmel war blau. Mark Rutte warnte vor einer Eskalation.")
    page.locator("[data-side-panel-toggle=checks]").click()
    found = rows(page, "Ein Satz hat keine Quelle")
    expect(found).to_have_count(2, timeout=WITHIN)
    picture_of(page, "claims-checks")

    page.evaluate(SELECT, "Rund 12.000 Soldaten")
    page.wait_for_timeout(50)
    page.keyboard.press("Control+Shift+Q")
    page.locator(".claims-panel[data-ready]").wait_for(timeout=WITHIN)
    page.keyboard.press("Enter")

    expect(found).to_have_count(1, timeout=WITHIN)


def test_the_demo_articles_heading_that_names_too_many_is_listed(log_in: Any, picture_of: Any) -> None:
    page = log_in("chief@example.org").page
    open_demo(page)
    page.locator("[data-side-panel-toggle=checks]").click()

    expect(rows(page, "Nicht alle, die hier genannt sind, sagen das")).not_to_have_count(0, timeout=WITHIN)
    expect(rows(page, "Eine Aussage hat keine Quelle").first).to_be_visible(timeout=WITHIN)
    picture_of(page, "claims-checks-demo")


def test_a_rule_refuses_then_asks_for_a_reason_and_keeps_it(log_in: Any, picture_of: Any) -> None:
    page = log_in("chief@example.org").page
    set_rule(page, "die Veröffentlichung wird abgelehnt")
    picture_of(page, "claims-rules")
    open_demo(page)
    desk.act(page, "Veröffentlichen")
    expect(page.get_by_text(re.compile("enthält Aussagen ohne Quelle")).first).to_be_visible(timeout=WITHIN)
    picture_of(page, "claims-refused")

    set_rule(page, "eine Begründung ist nötig")
    open_demo(page)
    page.locator("[name=unsourced_reason]").fill(REASON)
    desk.act(page, "Veröffentlichen")
    expect(page.locator(".messages .success")).to_be_visible(timeout=WITHIN)
    page.goto(re.sub("edit/$", "history/", page.url) if page.url.endswith("edit/") else "/desk/")
    open_demo(page)
    page.goto(page.url.split("?")[0].replace("/edit/", "/history/"))
    expect(page.get_by_text(re.compile(re.escape(REASON))).first).to_be_visible()
    picture_of(page, "claims-history")
    set_rule(page, "eine Warnung")
