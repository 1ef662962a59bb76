"""A live ticker is written and read, breaking news come and go, an article is shared and printed; in a real browser."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Site
from tests.journeys.test_readers_pages import AXE

ARTICLE = "/maerkte/edelmetalle-am-handelstag/"
HEADLINE = "Der Handelstag im Ticker: Gold hält sich, Palladium schwankt"
WITHIN = 15_000  # milliseconds that anything may take
SOON = 300  # milliseconds in which an unwanted question would have been seen
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def asked(page: Page) -> list[int]:
    """Collect the answers to every question for new entries."""
    found: list[int] = []
    page.on("response", lambda answer: found.append(answer.status) if "/live/" in answer.url else None)
    return found


def wait_for_answer(page: Page, answers: list[int], deed: Any) -> int:
    """Return the status of the next answer to a question for new entries; the page's clock goes on by milliseconds while it waits."""
    known = len(answers)
    deed()
    deadline = time.monotonic() + WITHIN / 1000
    while len(answers) == known and time.monotonic() < deadline:
        page.clock.run_for(1)
        page.wait_for_timeout(50)
    assert len(answers) == known + 1, answers
    return answers[-1]


def seen_within_seconds(is_seen: Any, ask: Any) -> None:
    """Ask until something is seen: pages with a ticker change once a second at most."""
    deadline = time.monotonic() + WITHIN / 1000
    while not is_seen():
        assert time.monotonic() < deadline
        ask()
        time.sleep(0.5)


def ticker_at_the_desk(page: Page) -> None:
    """Go from the desk's home to the ticker that is running."""
    page.goto("/desk/")
    page.locator("section.tickers").get_by_role("link", name=HEADLINE).click()
    page.get_by_role("heading", name="Neuer Eintrag").wait_for(timeout=WITHIN)


def publish(page: Page, headline: str, text: str = "") -> None:
    """Write an entry and publish it, as an editor does."""
    page.get_by_label("Überschrift").fill(headline)
    if text:
        page.locator(".public-DraftEditor-content").click()
        page.keyboard.type(text)
        page.wait_for_function(f"document.querySelector('[name=text]').value.includes({text[-12:]!r})", timeout=WITHIN)
    page.get_by_role("button", name="Jetzt veröffentlichen").click()
    page.locator(".ticker-entries").get_by_text(headline).wait_for(timeout=WITHIN)


def open_article(tab: Any) -> Page:
    """Open the article with a clock that only moves when it is told to."""
    page: Page = tab.page
    page.set_default_timeout(WITHIN)
    page.clock.install(time=NOON)
    page.clock.pause_at(NOON + timedelta(hours=1))
    page.goto(ARTICLE)
    return page


def no_violations(page: Page) -> None:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]] == []


@pytest.mark.rule("N-32")
def test_a_reader_on_a_phone_is_told_of_new_entries_and_not_moved(log_in: Any, open_tab: Any, picture_of: Any) -> None:
    tab = open_tab(phone=True)
    reader = open_article(tab)
    answers = asked(reader)
    fresh = reader.get_by_role("button", name=re.compile("neuer? Eintr"))
    expect(fresh).to_be_hidden()
    reader.locator("#eintrag-2").evaluate("entry => entry.scrollIntoView()")

    assert wait_for_answer(reader, answers, lambda: reader.clock.fast_forward("00:20")) == 200
    assert wait_for_answer(reader, answers, lambda: reader.clock.fast_forward("00:20")) == 304
    expect(fresh).to_be_hidden()
    reader.clock.fast_forward("00:19")
    reader.wait_for_timeout(SOON)
    assert answers == [200, 304]

    desk = log_in("editor@example.org").page
    ticker_at_the_desk(desk)
    for number in (1, 2, 3):
        publish(desk, f"Neue Meldung {number}", "Palladium springt auf den höchsten Stand des Tages.")
    picture_of(desk, "desk-ticker")

    place = "document.querySelector('#eintrag-2').getBoundingClientRect().top"
    before = reader.evaluate(place)
    assert wait_for_answer(reader, answers, lambda: reader.clock.fast_forward("00:01")) in {200, 304}
    seen_within_seconds(lambda: fresh.text_content() == "3 neue Einträge", lambda: reader.clock.fast_forward("00:20"))
    assert abs(reader.evaluate(place) - before) < 1
    picture_of(reader, "ticker-new-entries-phone")

    fresh.click()
    expect(reader.locator(".entries > li")).to_have_count(8)
    assert abs(reader.evaluate(place) - before) < 2
    up = reader.get_by_role("button", name="Zu den neuen Einträgen")
    up.click()
    expect(reader.locator("#eintrag-9")).to_be_in_viewport()
    expect(up).to_be_hidden()
    assert reader.evaluate("document.activeElement.id") == "eintrag-9"
    assert reader.context.cookies() == []
    assert (tab.errors, tab.foreign) == ([], [])


def test_a_reader_stops_the_updates(open_tab: Any) -> None:
    reader = open_article(open_tab())
    answers = asked(reader)
    stop = reader.get_by_role("button", name="Aktualisierung anhalten")

    stop.click()
    expect(stop).to_have_attribute("aria-pressed", "true")
    reader.clock.fast_forward("10:00")
    reader.wait_for_timeout(SOON)
    assert answers == []

    assert wait_for_answer(reader, answers, stop.click) == 200


def test_a_hidden_tab_asks_nothing(open_tab: Any) -> None:
    reader = open_article(open_tab())
    answers = asked(reader)
    hide = (
        "on => { Object.defineProperty(document, 'hidden', {value: on, configurable: true}); document.dispatchEvent(new Event('visibilitychange')); }"
    )

    reader.evaluate(hide, True)
    reader.clock.fast_forward("10:00")
    reader.wait_for_timeout(SOON)
    assert answers == []

    assert wait_for_answer(reader, answers, lambda: reader.evaluate(hide, False)) == 200


@pytest.mark.rule("N-32")
def test_without_a_script_a_link_brings_the_newest(open_tab: Any, log_in: Any) -> None:
    page = open_tab(phone=True, javascript=False).page
    page.goto(ARTICLE)
    assert page.get_by_role("button", name="Aktualisierung anhalten").count() == 0
    desk = log_in("editor@example.org").page
    ticker_at_the_desk(desk)
    publish(desk, "Ganz ohne Skript")

    newest = page.locator(".entries > li").first
    seen_within_seconds(lambda: "Ganz ohne Skript" in newest.inner_text(), page.get_by_role("link", name="Neu laden").click)
    page.locator("#eintrag-3 .entry-when a").click()
    page.wait_for_url("**?until=3#eintrag-3")
    assert page.locator("#eintrag-3").is_visible()


def test_an_editor_withdraws_and_the_place_says_so(log_in: Any, open_tab: Any, picture_of: Any) -> None:
    desk = log_in("editor@example.org").page
    ticker_at_the_desk(desk)
    desk.get_by_role("link", name="Ganz ohne Skript").click()
    picture_of(desk, "desk-ticker-entry")
    desk.get_by_label("Warum, für die Leser").fill("Die Meldung war ein Test.")
    desk.get_by_role("button", name="Eintrag zurückziehen").click()
    desk.get_by_text("zurückgezogen").first.wait_for(timeout=WITHIN)

    page = open_tab().page
    page.goto(ARTICLE)
    assert "zurückgezogen. Die Meldung war ein Test." in page.locator(".entries > li").first.inner_text()
    assert page.get_by_text("Ganz ohne Skript").count() == 0


def test_lists_name_what_is_live(open_tab: Any) -> None:
    page = open_tab(phone=True).page
    page.goto("/maerkte/")
    assert page.locator("article", has_text=HEADLINE).locator(".live-mark").inner_text() == "Live"


def test_breaking_news_come_and_go(log_in: Any, open_tab: Any, picture_of: Any) -> None:
    reader = open_tab(phone=True, javascript=False).page
    reader.goto("/")
    banner = reader.get_by_role("complementary", name="Eilmeldung")
    assert "Palladium verliert drei Prozent" in banner.inner_text()
    picture_of(reader, "breaking-phone")
    banner.get_by_role("link").click()
    reader.wait_for_url(f"**{ARTICLE}")
    assert banner.count() == 0

    chief = log_in("chief@example.org").page
    chief.goto("/desk/breaking/")
    chief.locator("[name=text]").fill("Börse in Frankfurt unterbricht den Handel")
    chief.locator("[name=minutes]").select_option("30")
    chief.get_by_role("button", name="Auf jede Seite setzen").click()
    chief.get_by_role("heading", name="Jetzt auf jeder Seite").wait_for(timeout=WITHIN)
    picture_of(chief, "desk-breaking")
    reader.goto("/newsletter/")
    assert "unterbricht den Handel" in banner.inner_text()

    chief.get_by_role("button", name="Abnehmen").click()
    chief.get_by_role("heading", name="Frühere").wait_for(timeout=WITHIN)
    reader.goto("/newsletter/")
    assert banner.count() == 0


def test_a_reader_copies_the_link_or_sends_it(site: Site, open_tab: Any) -> None:
    tab = open_tab(phone=True)
    page = tab.page
    context: BrowserContext = page.context
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    page.add_init_script("navigator.share = async (what) => { window.shared = what; }")
    page.goto(ARTICLE)

    page.get_by_role("button", name="Link kopieren").click()
    expect(page.locator(".share [role=status]")).to_have_text("Der Link ist kopiert.")
    assert page.evaluate("navigator.clipboard.readText()") == site.url + ARTICLE
    page.get_by_role("button", name="Senden an …").click()
    assert page.evaluate("window.shared") == {"title": HEADLINE, "url": site.url + ARTICLE}
    assert page.get_by_role("link", name="Per E-Mail").get_attribute("href").startswith("mailto:?subject=Der%20Handelstag")
    assert tab.foreign == []


def test_without_a_script_mail_and_the_address_are_left(open_tab: Any, site: Site) -> None:
    page = open_tab(javascript=False).page
    page.goto(ARTICLE)

    assert page.locator(".share button:visible").count() == 0
    assert page.locator(".share .address").inner_text() == site.url + ARTICLE


def test_on_paper_there_is_the_article_and_where_it_came_from(open_tab: Any, site: Site) -> None:
    page = open_tab().page
    page.goto(ARTICLE)
    page.emulate_media(media="print")

    for gone in (".trust", ".find", ".menu", ".foot", ".share", ".signup", ".background", ".live .button", ".way"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    source = page.locator(".source").inner_text()
    assert site.url + ARTICLE in source
    assert re.match(r"Beispiel Edelmetalle, \d\d\.\d\d\.\d{4}, 18:45 Uhr", source)
    widest = page.evaluate("Math.max(...[...document.querySelectorAll('article img')].map(image => image.getBoundingClientRect().height))")
    assert widest <= 11 / 2.54 * 96 + 1
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", [ARTICLE, f"{ARTICLE}?until=2", "/maerkte/"])
def test_nobody_is_shut_out(open_tab: Any, picture_of: Any, path: str, dark: bool) -> None:
    for phone in (False, True):
        page = open_tab(phone=phone, dark=dark).page
        page.goto(path)
        page.evaluate("document.querySelectorAll('.fresh > button').forEach(one => { one.hidden = false; one.textContent = '3 neue Einträge'; })")
        no_violations(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_nobody_is_shut_out_of_the_desk(log_in: Any) -> None:
    page = log_in("chief@example.org").page
    ticker_at_the_desk(page)
    found = [page.url, page.url + "1/", page.url.partition("/desk/")[0] + "/desk/breaking/"]
    for address in found:
        page.goto(address)
        page.evaluate(AXE.read_text())
        violations = page.evaluate("axe.run(document.querySelector('main .ticker'), {resultTypes: ['violations']})")["violations"]
        assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in violations] == [], address


def test_a_chief_ends_the_ticker_and_open_pages_hear_of_it(log_in: Any, open_tab: Any, picture_of: Any) -> None:
    reader = open_article(open_tab(phone=True))
    answers = asked(reader)
    chief = log_in("chief@example.org").page
    ticker_at_the_desk(chief)
    chief.get_by_role("button", name="Ticker schließen").click()
    chief.get_by_role("button", name="Wieder öffnen").wait_for(timeout=WITHIN)

    assert wait_for_answer(reader, answers, lambda: reader.clock.fast_forward("00:20")) == 200
    expect(reader.get_by_text("Der Ticker ist beendet.")).to_be_visible()
    reader.clock.fast_forward(int(timedelta(minutes=10).total_seconds() * 1000))
    reader.wait_for_timeout(SOON)
    assert answers == [200]

    reader.goto(ARTICLE)
    assert reader.locator(".live-mark").count() == 0
    assert reader.locator("script[src*=live]").count() == 0


def test_the_question_for_entries_can_be_kept_by_anybody(site: Site, open_tab: Any) -> None:
    page = open_tab().page
    page.goto("/")
    with urllib.request.urlopen(f"{site.url}{ARTICLE}", timeout=10) as answer:
        assert answer.headers["Set-Cookie"] is None
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(f"{site.url}/live/999999/", timeout=10)
    assert missing.value.code == 404
