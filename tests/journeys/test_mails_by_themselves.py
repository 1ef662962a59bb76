"""A digest and breaking news go out end to end: set up, switched on and confirmed at the desk, sent by the real scheduler, read as mails."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site
from tests.journeys.desk import begin_article, write_text
from tests.journeys.test_newsroom_to_inbox import confirm, depesche, link_in, parsed, report, sign_up, text_of, to
from tests.journeys.test_readers_pages import AXE

NEW = "Palladium fällt auf ein Jahrestief"
URGENT = "Zentralbank senkt den Leitzins überraschend"
WITHDRAWN = "Börse bricht den Handel ab"
DIGEST = "Der Börsenabend"
ANNA, BEN = "anna.digest@example.net", "ben.digest@example.net"
PURPOSE = "Nachrichten vom Finanzmarkt"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    """What one step leaves for the next."""
    return {}


def publish(page: Page, headline: str, *, breaking: bool = False) -> None:
    """Write an article as the chief and publish it, asking for breaking news along with it."""
    begin_article(page, "Märkte", headline)
    page.fill("[name=lead]", f"{headline}: was bisher bekannt ist.")
    write_text(page, "Mehr dazu in Kürze auf dieser Seite.")
    if breaking:
        page.get_by_label("Als Eilmeldung per Mail senden").check()
    page.get_by_role("button", name="Mehr Aktionen").click()
    page.get_by_role("button", name="Veröffentlichen", exact=True).click()
    page.wait_for_url(lambda url: "/add/" not in url)


def soon(seconds: int) -> datetime:
    """The first full minute of the site's clock that is so many seconds away."""
    return (datetime.now(BERLIN) + timedelta(seconds=seconds + 60)).replace(second=0, microsecond=0)


def set_the_time(editor: Page, due: datetime) -> None:
    editor.locator("[name=time]").fill(f"{due:%H:%M}")
    editor.keyboard.press("Escape")


def switch_on(chief: Page, address: str) -> None:
    chief.goto(address)
    chief.get_by_role("link", name="Einschalten …").click()
    chief.get_by_role("button", name="Einschalten", exact=True).click()
    chief.wait_for_url(address)
    expect(chief.get_by_text("Die nächste Ausgabe ist fällig")).to_be_visible()


def test_1_readers_sign_up_and_one_of_them_confirms(site: Site, log_in: Any, open_tab: Any, picture_of: Any) -> None:
    chief = log_in("chief@example.org").page
    chief.goto("/desk/greetings/new/")
    chief.locator("[name=language]").select_option("de")
    chief.locator(".public-DraftEditor-content").last.click()
    chief.keyboard.type("Schön, dass Sie da sind.")
    chief.wait_for_function("document.querySelector('[name=text]').value.includes('da sind')")
    chief.get_by_role("button", name=re.compile("Erstellen|Speichern|Anlegen")).first.click()
    chief.wait_for_url(re.compile(r"/desk/greetings/\d+/$"))
    picture_of(chief, "desk-greeting")

    reader = open_tab(phone=True, javascript=False)
    for address in (ANNA, BEN):
        reader.page.goto("/newsletter/")
        reader.page.wait_for_timeout(2_500)  # nobody fills in a form in less; who does gets a fresh one (B-08)
        sign_up(reader.page, address, PURPOSE)
    confirm(site, reader.page, ANNA)
    welcome = parsed(site, site.mail_to(ANNA, "Willkommen"))
    assert "Schön, dass Sie da sind." in text_of(welcome)
    assert welcome["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_2_the_editor_sets_a_digest_up_and_the_chief_switches_it_on(site: Site, log_in: Any, picture_of: Any, known: dict[str, str]) -> None:
    chief, editor = log_in("chief@example.org").page, log_in("editor@example.org").page
    publish(chief, NEW)
    editor.goto("/desk/")
    editor.get_by_role("link", name="Sammelmails").first.click()
    editor.get_by_role("link", name=re.compile("Sammelmail hinzufügen|Hinzufügen")).first.click()
    editor.locator("[name=name]").fill(DIGEST)
    editor.locator("[name=purpose]").select_option(label=PURPOSE)
    editor.locator("[name=rhythm]").select_option("daily")
    editor.locator("[name=most]").fill("3")
    set_the_time(editor, due := soon(30))
    picture_of(editor, "desk-digest-form")
    editor.get_by_role("button", name="Speichern und ansehen").click()
    editor.wait_for_url(re.compile(r"/desk/digests/\d+/$"))
    expect(editor.get_by_text("Das ginge jetzt hinaus")).to_be_visible()
    expect(editor.locator(".digest__articles")).to_contain_text(NEW)
    assert editor.get_by_role("link", name="Einschalten …").count() == 0
    known["digest"] = editor.url

    chief.goto(editor.url)
    picture_of(chief, "desk-digest-off")
    chief.get_by_role("link", name="Einschalten …").click()
    picture_of(chief, "desk-digest-on-question")
    switch_on(chief, known["digest"])
    for seconds in (120, 300):  # on a busy machine the time is over before it is switched on; changed, it is off and is switched on again
        if chief.get_by_text(f"{due:%d.%m.%Y, %H:%M}").count():
            break
        editor.goto(known["digest"].replace("/digests/", "/digests/edit/"))
        set_the_time(editor, due := soon(seconds))
        editor.get_by_role("button", name="Speichern und ansehen").click()
        editor.wait_for_url(known["digest"])
        switch_on(chief, known["digest"])
    chief.set_viewport_size({"width": 390, "height": 844})
    picture_of(chief, "desk-digest-phone")


@pytest.mark.rule("L-04", "S-01")
def test_3_at_its_time_the_digest_goes_by_itself_to_who_agreed(
    site: Site, log_in: Any, open_tab: Any, picture_of: Any, known: dict[str, str]
) -> None:
    mail = parsed(site, site.mail_to(ANNA, DIGEST, within=600))

    assert NEW in str(mail["Subject"])
    assert NEW in text_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert to(site, BEN, DIGEST) == []
    link_in(mail, "/newsletter/unsubscribe/")
    chief = log_in("chief@example.org").page
    chief.goto(known["digest"])
    line = chief.locator(".digest__days tbody tr").first
    expect(line).to_contain_text(DIGEST)
    picture_of(chief, "desk-digest-sent")
    line.get_by_role("link").click()
    expect(chief.get_by_text("Im Voraus freigegeben")).to_be_visible()
    campaign = re.search(r"/campaigns/(\d+)/", chief.url)
    assert campaign
    assert report(site, campaign[1])["counts"]["accepted"] >= 1
    assert f"digest      financial-news   {DIGEST}" in depesche(site, "campaign", "list").stdout
    show_mail(site, open_tab, picture_of, to(site, ANNA, DIGEST)[0], "mail-digest")


def test_4_the_chief_publishes_and_confirms_breaking_news_a_second_time(site: Site, log_in: Any, open_tab: Any, picture_of: Any) -> None:
    chief = log_in("chief@example.org").page
    publish(chief, URGENT, breaking=True)
    chief.wait_for_url(re.compile(r"/desk/breaking-mail/\d+/"))
    question = chief.url
    assert to(site, ANNA, URGENT) == [], "nothing goes out with the first tick"
    chief.get_by_label("An alle, die eingewilligt haben in").select_option(label=PURPOSE)
    chief.get_by_role("button", name="Neu zählen").click()
    chief.get_by_label("Betreff").fill(f"Eilmeldung: {URGENT}")
    expect(chief.get_by_role("button", name=re.compile(r"Jetzt an \d+ Person(en)? senden"))).to_be_visible()
    expect(chief.frame_locator(".campaign__frame").get_by_role("link", name=URGENT).first).to_be_visible()
    picture_of(chief, "desk-breaking-question")

    chief.get_by_role("button", name=re.compile(r"Jetzt an \d+ Person(en)? senden")).dblclick()
    chief.wait_for_url(re.compile(r"/desk/campaigns/\d+/"))

    mail = parsed(site, site.mail_to(ANNA, URGENT))
    assert str(mail["Subject"]) == f"Eilmeldung: {URGENT}"
    assert "was bisher bekannt ist" in text_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert to(site, BEN, URGENT) == []
    chief.goto(question)
    chief.wait_for_url(re.compile(r"/desk/campaigns/\d+/"))
    expect(chief.get_by_text("ist schon als Eilmeldung hinausgegangen")).to_be_visible()
    time.sleep(2)
    assert len(to(site, ANNA, URGENT)) == 1
    show_mail(site, open_tab, picture_of, to(site, ANNA, URGENT)[0], "mail-breaking")


def test_5_withdrawn_before_the_second_confirmation_nothing_goes(site: Site, log_in: Any) -> None:
    chief = log_in("chief@example.org").page
    publish(chief, WITHDRAWN, breaking=True)
    chief.wait_for_url(re.compile(r"/desk/breaking-mail/\d+/"))
    number = re.search(r"/breaking-mail/(\d+)/", chief.url)
    assert number
    no_violations(chief)
    other = log_in("chief@example.org").page
    other.goto(f"/desk/pages/{number[1]}/unpublish/")
    other.get_by_role("button", name=re.compile("zurückziehen|Ja, ")).first.click()
    other.wait_for_load_state()

    chief.get_by_role("button", name=re.compile(r"Jetzt an \d+ Person(en)? senden")).click()

    expect(chief.get_by_text("ist nicht veröffentlicht").first).to_be_visible()
    time.sleep(2)
    assert to(site, ANNA, WITHDRAWN) == []


def test_6_who_only_writes_is_not_asked(site: Site, log_in: Any) -> None:
    editor = log_in("editor@example.org").page
    begin_article(editor, "Märkte", "Ein Entwurf")

    assert editor.get_by_label("Als Eilmeldung per Mail senden").count() == 0


def show_mail(site: Site, open_tab: Any, picture_of: Any, message: dict[str, Any], name: str) -> None:
    """Keep pictures of a mail as a phone and a window of a mail program show it."""
    body = parsed(site, message).get_body(("html",))
    assert body is not None
    for width in (320, 600):
        page = open_tab(javascript=False).page
        page.set_viewport_size({"width": width, "height": 800})
        page.set_content(body.get_content())
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        picture_of(page, f"{name}-{width}")


def test_7_nobody_is_shut_out_of_these_pages(site: Site, log_in: Any, known: dict[str, str]) -> None:
    chief = log_in("chief@example.org").page
    for address in (known["digest"], "/desk/greetings/1/"):
        chief.goto(address)
        for width in (1280, 390):
            chief.set_viewport_size({"width": width, "height": 844})
            no_violations(chief)
            assert chief.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (address, width)


def no_violations(page: Page) -> None:
    """Look at our own part of a page; messages, lists and editors are Wagtail's."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document.querySelector('main .campaign'), {resultTypes: ['violations'], iframes: false})")["violations"]
    assert [(v["id"], [node["html"][:90] for node in v["nodes"]][:5]) for v in found] == [], page.url
