"""A reader reports an error, an editor writes the correction, a chief lets it out, readers find it; in a real browser."""

from __future__ import annotations

import re
import time
from typing import Any

from playwright.sync_api import expect

from tests.journeys.colleagues import violations
from tests.journeys.conftest import Site

ARTICLE = "/maerkte/gold-silber-verhaeltnis/"
NOTE = "Im dritten Absatz steht das Verhältnis falsch herum."
WRONG, RIGHT, WHY = (
    "Eine Unze Silber kostet so viel wie 80 Unzen Gold.",
    "Eine Unze Gold kostet so viel wie 80 Unzen Silber.",
    "Wir haben die Metalle vertauscht.",
)
WITHIN = 20_000


def test_a_reader_without_javascript_reports_an_error(open_tab: Any, picture_of: Any) -> None:
    tab = open_tab(phone=True, javascript=False)
    tab.page.goto(ARTICLE)
    tab.page.get_by_role("link", name="Fehler melden").first.click()
    picture_of(tab.page, "report-phone")
    tab.page.fill("[name=text]", NOTE)
    tab.page.fill("[name=email]", "leserin@example.org")
    time.sleep(2.5)  # nobody reads and writes faster
    tab.page.get_by_role("button", name="Hinweis senden").click()

    expect(tab.page.get_by_text("Ihr Hinweis ist angekommen")).to_be_visible()
    assert not tab.foreign


def test_an_editor_makes_a_correction_of_it(log_in: Any, picture_of: Any) -> None:
    tab = log_in("editor@example.org")
    expect(tab.page.get_by_role("link", name=re.compile("Leserhinweis auf einen Fehler"))).to_be_visible()
    tab.page.goto("/desk/error-reports/")
    picture_of(tab.page, "reports-desk")
    tab.page.get_by_role("link", name=NOTE).click()
    tab.page.get_by_role("button", name="Ich sehe es mir an").click()
    picture_of(tab.page, "report-desk")
    tab.page.get_by_role("link", name="Korrektur schreiben").click()
    for name, said in (("wrong", WRONG), ("right", RIGHT), ("why", WHY)):
        tab.page.fill(f"[name={name}]", said)
    picture_of(tab.page, "correction-form-desk")
    tab.page.get_by_role("button", name="Speichern und sehen, was sie betrifft").click()
    expect(tab.page.get_by_role("heading", name="So sehen es Leser")).to_be_visible()
    tab.page.get_by_role("button", name="Zur Freigabe einreichen").click()
    expect(tab.page.get_by_text("wartet jetzt auf die Freigabe").first).to_be_visible()
    expect(tab.page.get_by_role("button", name="Freigeben und veröffentlichen")).to_have_count(0)


def test_a_chief_lets_it_out_and_answers(site: Site, log_in: Any, picture_of: Any) -> None:
    tab = log_in("chief@example.org")
    tab.page.get_by_role("link", name="1 Korrektur wartet auf Ihre Freigabe.").click()
    picture_of(tab.page, "correction-desk")
    tab.page.get_by_role("button", name="Freigeben und veröffentlichen").click()
    expect(tab.page.get_by_text("Leser sehen sie jetzt").first).to_be_visible()
    tab.page.goto("/desk/corrections/")
    picture_of(tab.page, "corrections-desk")
    tab.page.goto("/desk/error-reports/")
    tab.page.get_by_role("link", name=NOTE).click()
    tab.page.fill("[name=answer]", "Vielen Dank, Sie haben recht.")
    tab.page.get_by_role("button", name="Abschließen: berichtigt").click()

    mail = site.mail_to("leserin@example.org", "Ihr Hinweis auf einen Fehler")
    assert mail


def test_readers_find_it_on_the_article_and_in_the_log(open_tab: Any, picture_of: Any) -> None:
    for dark, phone in ((False, False), (True, True)):
        tab = open_tab(dark=dark, phone=phone)
        tab.page.goto(ARTICLE)
        note = tab.page.get_by_role("complementary", name=re.compile("^Korrektur"))
        deadline = time.monotonic() + WITHIN / 1000
        while not note.count() and time.monotonic() < deadline:
            tab.page.reload()
        expect(note).to_contain_text(WRONG)
        expect(note).to_contain_text(RIGHT)
        picture_of(tab.page, f"correction-article-{'dark-phone' if dark else 'desktop'}")
        tab.page.locator("footer").get_by_role("link", name="Korrekturen").click()
        expect(tab.page.get_by_role("article").first).to_contain_text(WHY)
        picture_of(tab.page, f"corrections-log-{'dark-phone' if dark else 'desktop'}")
        assert violations(tab.page) == []
        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.errors == []
