"""Readers look behind a statement: by tapping, by keyboard alone, with a screen reader, on paper; no script runs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import ARTEFACTS, Site
from tests.journeys.test_readers_pages import AXE, article_addresses

NARROW = {"width": 320, "height": 640}
CLAIM = "/claims/soldaten-aus-nordkorea-nehmen-aktiv-an-den-kaempfen-gegen-die-ukraine-teil/"
SOURCE, TOPIC = "/sources/mark-rutte/", "/topics/geopolitik/"
DISPUTED = "umstritten, 4 Angaben"


@pytest.fixture
def article(site: Site) -> str:
    return next(found for found in article_addresses(site) if "nordkorea" in found)


@pytest.fixture
def reader(open_tab: Any, article: str) -> Page:
    page: Page = open_tab(phone=True, javascript=False).page
    page.goto(article)
    return page


def mark(page: Page, words: str) -> Locator:
    """The button behind words of the body."""
    return page.locator(".prose .said", has_text=re.compile(words)).first.locator("button.ref")


def sheet(page: Page) -> Locator:
    return page.locator(".evidence li:popover-open")


@pytest.mark.rule("N-23")
def test_a_tap_opens_the_evidence_and_focus_returns_to_the_mark(reader: Page, picture_of: Any) -> None:
    disputed = mark(reader, "nicht bestätigen")
    disputed.click()
    expect(sheet(reader)).to_contain_text("Mark Rutte, NATO kann nicht bestätigen · nach dem Treffen der Verteidigungsminister · Brüssel")
    expect(sheet(reader)).to_contain_text("niemand sagt es namentlich")
    picture_of(reader, "evidence-phone-open")

    reader.keyboard.press("Escape")
    expect(sheet(reader)).to_have_count(0)
    expect(disputed).to_be_focused()

    disputed.click()
    reader.mouse.click(10, 10)
    expect(sheet(reader)).to_have_count(0)

    disputed.click()
    sheet(reader).get_by_role("button", name="Schließen").click()
    expect(sheet(reader)).to_have_count(0)
    expect(disputed).to_be_focused()


def test_the_picture_of_the_readme_shows_the_evidence_behind_a_statement(open_tab: Any, article: str) -> None:
    page = open_tab().page
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(article)
    page.locator(f"button.ref[aria-label$='{DISPUTED}']").first.click()
    page.evaluate("scrollTo(0, 0)")
    expect(sheet(page)).to_be_in_viewport()
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / "readme.png")


def test_the_list_at_the_end_stands_there_without_opening_anything(reader: Page) -> None:
    entries = reader.locator(".evidence > ol > li")
    assert entries.count() >= 18
    for entry in entries.all():
        expect(entry).to_be_visible()
    expect(reader.locator(".evidence .close").first).to_be_hidden()
    assert reader.evaluate("document.activeElement === document.body"), "loading the page puts the focus nowhere"


def hidden_by_sheet(page: Page) -> bool:
    """Whether the focused element lies behind the open sheet."""
    return bool(
        page.evaluate("""() => {
            const sheet = document.querySelector(':popover-open'), at = document.activeElement.getBoundingClientRect();
            if (!sheet || sheet.contains(document.activeElement)) return false;
            const over = sheet.getBoundingClientRect();
            return at.bottom > over.top && at.top < over.bottom && at.right > over.left && at.left < over.right;
        }""")
    )


@pytest.mark.rule("N-25")
@pytest.mark.parametrize("width", [320, 1280])
def test_every_mark_is_reached_by_keyboard_with_a_focus_that_nothing_hides(open_tab: Any, article: str, width: int) -> None:
    page = open_tab().page
    page.set_viewport_size({"width": width, "height": 720})
    page.goto(article)
    marks = page.locator("button.ref")
    wanted = marks.count()
    marks.first.focus()
    page.keyboard.press("Enter")
    expect(sheet(page)).to_have_count(1)
    seen = 1
    while seen < wanted and not page.evaluate("document.activeElement.closest('.figures, .share, footer')"):
        page.keyboard.press("Tab")
        assert not hidden_by_sheet(page)
        focused = page.evaluate("""() => { const e = document.activeElement, r = e.getBoundingClientRect();
            return {mark: e.matches('button.ref'), top: r.top, bottom: r.bottom, wide: r.width, high: r.height,
                    outline: getComputedStyle(e).outlineStyle, tall: innerHeight} }""")
        if focused["mark"]:
            seen += 1
            assert focused["outline"] == "solid"
            assert min(focused["wide"], focused["high"]) >= 24
            assert focused["top"] >= 0
            assert focused["bottom"] <= focused["tall"]
            page.keyboard.press("Enter")
    assert seen == wanted


@pytest.mark.rule("N-31")
def test_a_screen_reader_hears_number_status_and_how_many(reader: Page) -> None:
    button = mark(reader, "nicht bestätigen")
    assert re.fullmatch(rf"Beleg \d+: {DISPUTED}", str(button.get_attribute("aria-label")))
    expect(button).to_have_role("button")
    expect(button).to_have_accessible_name(re.compile(DISPUTED))


QUESTIONS = {
    "Who says 10,000?": ("10.000 Soldaten", "Wolodymyr Selenskyj, Ukraine sagt"),
    "Who is the source for more than 1,000?": ("mehr als 1.000", "unbestätigt, keine namentliche Quelle"),
    "Has NATO confirmed fighting?": ("nicht bestätigen", "Mark Rutte, NATO kann nicht bestätigen"),
    "What exactly does Russia deny?": ("zurückgewiesen", "Russland, ohne genannte Stelle dementiert es"),
    "What did the USA say?": ("für einen Einsatz", "USA, ohne genannte Stelle keine Stellungnahme"),
    "On what day did Zelensky speak of a new stage?": ("neue Stufe", "So, 20. Oktober 2024"),
    "What does Seoul's claim rest on?": ("russischem Boden", "beruht auf: Erkenntnisse der Geheimdienste seines Landes"),
}


@pytest.mark.rule("N-24")
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_with_one_tap(reader: Page, question: str) -> None:
    words, answer = QUESTIONS[question]

    mark(reader, words).click()

    expect(sheet(reader)).to_contain_text(answer)


@pytest.mark.rule("N-24")
def test_three_questions_are_answered_without_a_tap_or_by_what_is_not_there(reader: Page) -> None:
    figures = reader.locator(".figures")
    expect(figures).to_contain_text("Diese Zahlen zählen Verschiedenes")  # Do 10,000 and 1,500 contradict?
    expect(figures).not_to_contain_text("idersprüchliche Angaben")
    expect(reader.locator(".counts")).to_contain_text("5 × ohne Quelle")  # Which statements have no source at all?
    mark(reader, "zurückgewiesen").click()  # Does North Korea deny sending troops?
    expect(sheet(reader)).not_to_contain_text("Nordkorea, ohne genannte Stelle")


@pytest.mark.rule("N-26", "N-28", "N-30")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("place", ["article", CLAIM, SOURCE, TOPIC])
def test_nobody_is_shut_out_and_nothing_scrolls_sideways(open_tab: Any, article: str, picture_of: Any, place: str, dark: bool) -> None:
    for size in (NARROW, {"width": 1280, "height": 900}):
        tab = open_tab(dark=dark)
        page = tab.page
        page.set_viewport_size(size)
        assert page.goto(article if place == "article" else place).status == 200
        if place == "article":
            page.locator(f"button.ref[aria-label$='{DISPUTED}']").nth(1).click()
        picture_of(page, f"evidence-{place.strip('/').partition('/')[0]}-{size['width']}-{'dark' if dark else 'light'}")
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert page.context.cookies() == []
        assert tab.foreign == []


@pytest.mark.rule("N-30")
def test_the_figures_fit_a_narrow_screen_without_their_own_scrolling(open_tab: Any, article: str) -> None:
    page = open_tab(javascript=False).page
    page.set_viewport_size(NARROW)
    page.goto(article)
    for region in page.locator(".figures .table").all():
        assert region.evaluate("region => region.scrollWidth <= region.clientWidth")


WIDER = """for (const one of document.querySelectorAll('*'))
    for (const [name, value] of [['letter-spacing', '.12em'], ['word-spacing', '.16em'], ['line-height', '1.5']])
        one.style.setProperty(name, value, 'important')"""


@pytest.mark.rule("N-30")
@pytest.mark.parametrize("place", ["article", CLAIM])
def test_wider_letters_and_words_push_nothing_out(open_tab: Any, article: str, place: str) -> None:
    """WCAG 2.2, 1.4.12, on the narrowest screen."""
    page = open_tab().page
    page.set_viewport_size(NARROW)
    page.goto(article if place == "article" else place)

    page.evaluate(WIDER)

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.rule("N-29")
def test_on_paper_stand_the_numbers_and_the_whole_list(reader: Page, picture_of: Any) -> None:
    reader.emulate_media(media="print")
    expect(mark(reader, "nicht bestätigen")).to_be_visible()
    for entry in reader.locator(".evidence > ol > li").all():
        expect(entry).to_be_visible()
    expect(reader.locator(".article .source")).to_contain_text("/nordkoreas-soldaten-in-russland/")
    picture_of(reader, "evidence-print")


def test_from_a_mark_to_the_claim_its_source_and_back(reader: Page) -> None:
    mark(reader, "nicht bestätigen").click()
    sheet(reader).get_by_role("link", name="Alles zu dieser Aussage").click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("nehmen aktiv an den Kämpfen")
    expect(reader.locator("main")).to_contain_text("Nordkoreas Soldaten in Russland")
    expect(reader.get_by_role("link", name="Fehler melden")).to_have_attribute("href", re.compile(r"^/report/\?claim=soldaten-aus-nordkorea"))

    reader.get_by_role("link", name="Mark Rutte, NATO").first.click()
    expect(reader.locator("main")).to_contain_text("eine erhebliche Eskalation")
    reader.locator("main .statement a").first.click()
    assert "/claims/" in reader.url
