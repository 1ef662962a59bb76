"""A day at the desk: every block, the way to approval and back, schedule, locks, comparing, previews, duplicating, moving, bulk actions, checks."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import desk
from tests.journeys.conftest import Site
from tests.journeys.test_readers_pages import AXE

SEOUL = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def real(errors: list[str]) -> list[str]:
    """Leave out Wagtail's autosave, whose last request may come after the button that ended the work."""
    return [error for error in errors if "status of 400" not in error and "axe.run" not in error]


def violations(page: Page, *, within: str = "main") -> list[Any]:
    page.evaluate(AXE.read_text())
    found = page.evaluate(f"axe.run({within!r}, {{resultTypes: ['violations']}})")
    return [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]]


def table(page: Page) -> None:
    number = desk.add_block(page, "Tabelle")
    prefix = f"body-{number}-value-cells"
    page.fill(f"[name={prefix}-caption]", "Preise je Unze")
    for column, (kind, heading) in enumerate((("Wörter", "Metall"), ("Zahl", "Euro"))):
        page.get_by_role("button", name=re.compile("^Spalte hinzufügen$|^Spalte einfügen$")).last.click()
        page.get_by_role("button", name=kind, exact=True).or_(page.get_by_role("option", name=kind, exact=True)).last.click()
        page.fill(f"[name={prefix}-column-{column}-heading]", heading)
    for row, (metal, price) in enumerate((("Gold", "2543.10"), ("Silber", "29.80"))):
        page.get_by_role("button", name="Zeile hinzufügen").click()
        page.fill(f"[name={prefix}-cell-{row}-0]", metal)
        page.fill(f"[name={prefix}-cell-{row}-1]", price)


def every_other_block(page: Page) -> None:
    facts = desk.add_block(page, "Faktenkasten")
    page.fill(f"[name=body-{facts}-value-heading]", "Auf einen Blick")
    page.locator(".public-DraftEditor-content").last.click()
    page.keyboard.type("Gold ist kein Gerät, das Zinsen bringt.")
    page.wait_for_function(f"document.querySelector('[name=body-{facts}-value-text]').value.includes('Zinsen bringt')")
    gallery = desk.add_block(page, "Bilderstrecke")
    page.fill(f"[name=body-{gallery}-value-heading]", "Im Tresor")
    for _ in range(2):
        desk.choose(page, page.get_by_role("button", name="Bild auswählen").last)
    embed = desk.add_block(page, "Video, Karte, Beitrag")
    page.fill(f"[name=body-{embed}-value-address]", SEOUL)
    page.fill(f"[name=body-{embed}-value-title]", "Die Pressekonferenz")
    desk.add_block(page, "Datei")
    desk.choose(page, page.get_by_role("button", name="Dokument auswählen").last, "Checkliste")
    letter = desk.add_block(page, "Newsletter")
    page.fill(f"[name=body-{letter}-value-heading]", "Bleiben Sie im Bild")
    desk.add_block(page, "Angebot (Anzeige)")
    desk.choose(page, page.get_by_role("button", name="Angebot auswählen").last, "Silberbarren")
    pull = desk.add_block(page, "Hervorgehobener Satz")
    page.fill(f"[name=body-{pull}-value]", "Ein Satz, der groß steht.")
    desk.add_block(page, "Trennlinie")


def test_an_editor_uses_every_block_and_readers_see_each(log_in: Any, open_tab: Any, picture_of: Any) -> None:
    chief = log_in("chief@example.org")
    page = chief.page
    desk.begin_article(page, "Märkte", "Alle Bausteine in einem Artikel")
    page.fill("[name=lead]", "Ein Artikel, der alles zeigt.")
    desk.write_text(page, "Der Text beginnt hier.")
    table(page)
    every_other_block(page)
    desk.act(page, "Veröffentlichen")
    page.get_by_role("link", name="Alle Bausteine in einem Artikel").first.wait_for()
    assert real(chief.errors) == []

    reader = open_tab(phone=True)
    reader.page.goto("/maerkte/alle-bausteine-in-einem-artikel/")
    main = reader.page.locator("main")
    picture_of(reader.page, "article-every-block-phone")
    expect(main.locator("table")).to_contain_text("2.543,10")
    for words in ("Auf einen Blick", "Im Tresor", "Checkliste für den ersten Goldkauf", "Bleiben Sie im Bild", "Anzeige", "1.189,50", "groß steht"):
        expect(main).to_contain_text(words)
    assert main.locator("form[action='/newsletter/']").count() == 1
    assert main.locator(".gallery img").count() == 2
    assert violations(reader.page, within="body") == []
    with reader.page.expect_download() as download:
        main.locator(".file a").click()
    assert download.value.suggested_filename == "checkliste-goldkauf.txt"


def test_a_player_of_somebody_else_is_loaded_by_a_click_only(open_tab: Any) -> None:
    reader = open_tab(phone=True)
    reader.page.context.route(re.compile("youtube"), lambda route: route.fulfill(body="<p>Player</p>", content_type="text/html"))
    reader.page.goto("/maerkte/alle-bausteine-in-einem-artikel/")
    reader.page.wait_for_load_state("networkidle")
    assert reader.foreign == []

    reader.page.get_by_role("link", name="Von YouTube laden").click()

    frame = reader.page.locator("iframe[title='Die Pressekonferenz']")
    expect(frame).to_be_focused()
    assert [url for url in reader.foreign if "youtube-nocookie.com/embed/dQw4w9WgXcQ" in url]
    assert frame.content_frame.locator("p").inner_text() == "Player"
    assert reader.errors == []


def test_a_chief_returns_an_article_with_a_comment_and_the_editor_finds_it(site: Site, log_in: Any, picture_of: Any) -> None:
    editor, chief = log_in("editor@example.org").page, log_in("chief@example.org").page
    desk.begin_article(editor, "Politik", "Ein Entwurf ohne Quelle")
    desk.write_text(editor, "Angeblich ist etwas geschehen.")
    submit(editor)
    address = desk.edit_address(editor, "Ein Entwurf ohne Quelle")
    assert site.mail_to("chief@example.org", "Ein Entwurf ohne Quelle")

    chief.goto(address)
    desk.act(chief, "Änderungen anfordern")
    chief.locator(".modal-content textarea").fill("Bitte nennen Sie die Quelle.")
    chief.locator(".modal-content button[type=submit]").click()
    chief.locator(".modal-content").wait_for(state="hidden")

    assert site.mail_to("editor@example.org", "Ein Entwurf ohne Quelle")
    editor.goto(address)
    expect(editor.locator(".desk-returned")).to_contain_text("Bitte nennen Sie die Quelle.")
    picture_of(editor, "desk-article-returned")
    desk.write_text(editor, "Das sagte Erika Muster am Montag.")
    submit(editor)
    chief.goto(address)
    desk.act(chief, "Freigeben")
    chief.wait_for_url(lambda url: not url.endswith("/edit/"))

    assert chief.request.get("/politik/ein-entwurf-ohne-quelle/").status == 200


def submit(page: Page) -> None:
    page.get_by_role("button", name="Mehr Aktionen").click()
    page.get_by_role("button", name=re.compile("einreichen")).click()
    page.wait_for_url(lambda url: "/edit/" not in url and "/add/" not in url)


def schedule(page: Page, *, live: datetime, expire: datetime) -> None:
    """Set the schedule with the desk's calendar, which knows minutes."""
    if page.get_by_role("button", name="Zeitplan festlegen").count() == 0:
        page.locator("[data-side-panel-toggle=status]").click()
    page.get_by_role("button", name="Zeitplan festlegen").first.click()
    for field, moment in (("go_live_at", live), ("expire_at", expire)):
        page.locator(f"#id_{field}").fill(moment.strftime("%d.%m.%Y %H:%M"))
        page.get_by_role("heading", name="Veröffentlichungszeitplan festlegen").click()
    page.get_by_role("button", name="Zeitplan speichern").click()
    page.get_by_role("button", name="Zeitplan bearbeiten").first.wait_for()


def moment_of(page: Page, path: str, *, status: int, latest: float) -> float:
    """Ask until the site answers with a status; return when that was."""
    while page.request.get(path).status != status:
        assert time.time() < latest, f"{path} is not {status} in time"
        time.sleep(0.02)
    return time.time()


@pytest.mark.long
def test_an_article_goes_live_and_comes_down_in_the_second_it_was_set_for(log_in: Any, open_tab: Any) -> None:
    page = log_in("chief@example.org").page
    live = datetime.now(ZoneInfo("Europe/Berlin")).replace(second=0, microsecond=0) + timedelta(minutes=1)
    if live.timestamp() - time.time() < 25:  # time to fill in the form
        live += timedelta(minutes=1)
    expire = live + timedelta(minutes=1)
    desk.begin_article(page, "Märkte", "Pünktlich veröffentlicht")
    desk.write_text(page, "Auf die Sekunde.")
    page.get_by_role("button", name="Entwurf speichern").click()
    page.get_by_text("erstellt.").first.wait_for()
    schedule(page, live=live, expire=expire)
    desk.act(page, "Zur Veröffentlichung einplanen")
    page.wait_for_url(lambda url: "/edit/" not in url)
    reader, path = open_tab().page, "/maerkte/puenktlich-veroeffentlicht/"
    assert reader.request.get(path).status == 404

    went_live = moment_of(reader, path, status=200, latest=live.timestamp() + 3)
    came_down = moment_of(reader, path, status=410, latest=expire.timestamp() + 3)

    assert 0 <= went_live - live.timestamp() < 1.5
    assert 0 <= came_down - expire.timestamp() < 1.5


def published(page: Page, section: str, headline: str) -> str:
    """Write and publish a small article; return where it is edited."""
    desk.begin_article(page, section, headline)
    desk.write_text(page, "Der Preis stieg um vier Prozent.")
    desk.act(page, "Veröffentlichen")
    page.wait_for_url(lambda url: "/edit/" not in url and "/add/" not in url)
    return desk.edit_address(page, headline)


def test_a_locked_article_is_kept_from_others_and_says_who_has_it(log_in: Any, picture_of: Any) -> None:
    editor, chief = log_in("editor@example.org").page, log_in("chief@example.org").page
    address = published(chief, "Märkte", "Hier wird gearbeitet")
    editor.goto(address)
    editor.locator("[data-side-panel-toggle=status]").click()
    editor.get_by_text("Sperren", exact=True).click()
    editor.get_by_text(re.compile("von Ihnen gesperrt|Sie haben|gesperrt")).first.wait_for()

    chief.goto(address)

    picture_of(chief, "desk-article-locked")
    expect(chief.locator("main, [role=main]").first).to_contain_text("Edda Feder")
    assert chief.get_by_role("button", name="Entwurf speichern").count() == 0


def test_two_versions_are_compared(log_in: Any, picture_of: Any) -> None:
    page = log_in("chief@example.org").page
    address = published(page, "Politik", "Zweimal geschrieben")
    page.goto(address)
    page.fill("[name=lead]", "Ein Vorspann, der vorher nicht da war.")
    desk.write_text(page, "Ein zweiter Absatz.")
    desk.act(page, "Veröffentlichen")
    page.wait_for_url(lambda url: "/edit/" not in url)

    page.goto(address.replace("/edit/", "/history/"))
    page.locator("table.listing").get_by_role("button", name="Aktionen").first.click()
    page.get_by_role("link", name="Mit vorheriger Version vergleichen").click()

    picture_of(page, "desk-article-compared")
    expect(page.locator("main, [role=main]").first).to_contain_text("Ein zweiter Absatz.")
    expect(page.locator(".addition").first).to_be_visible()


@pytest.mark.parametrize(("mode", "says"), [("page", "Zum Inhalt springen"), ("mail", "Hier steht"), ("card", "Wenn jemand den Link teilt")])
def test_an_article_is_looked_at_as_page_as_mail_and_as_card(log_in: Any, picture_of: Any, mode: str, says: str) -> None:
    tab = log_in("editor@example.org")
    page = tab.page
    desk.begin_article(page, "Märkte", "Noch nicht erschienen")
    page.fill("[name=lead]", "Ein Blick vorab.")
    page.locator("[data-side-panel-toggle=preview]").click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.locator("body")).to_contain_text("Ein Blick vorab.")

    page.locator("#id_preview_mode").select_option(mode)

    expect(frame.locator("body")).to_contain_text(says)
    expect(frame.locator("body")).to_contain_text("Noch nicht erschienen")
    picture_of(page, f"desk-preview-{mode}")
    assert real(tab.errors) == []


def test_an_article_is_duplicated(log_in: Any) -> None:
    page = log_in("chief@example.org").page
    address = published(page, "Märkte", "Das Vorbild")

    page.goto(address.replace("/edit/", "/copy/"))
    page.fill("[name=new_title]", "Die Abschrift")
    page.fill("[name=new_slug]", "die-abschrift")
    page.get_by_role("button", name=re.compile("kopieren")).click()
    page.get_by_role("link", name="Die Abschrift").first.wait_for()

    assert page.request.get("/maerkte/die-abschrift/").status == 404  # a draft, until somebody publishes it
    assert page.request.get("/maerkte/das-vorbild/").status == 200


def test_an_article_moves_to_another_section_and_its_readers_follow(log_in: Any, open_tab: Any) -> None:
    page = log_in("chief@example.org").page
    address = published(page, "Märkte", "Umzug mit Lesern")

    page.goto(address.replace("/edit/", "/move/"))
    page.get_by_role("button", name="Aktionen").last.click()
    page.get_by_role("button", name=re.compile("andere Seite|Andere Seite|Seite auswählen")).last.click()
    page.locator(".modal-content input[name=q]").fill("Ratgeber")
    page.locator(".modal-content a", has_text=re.compile("^Ratgeber$")).first.click()
    page.locator(".modal-content").wait_for(state="hidden")
    page.get_by_role("button", name="Bestätigen").click()
    page.get_by_role("button", name=re.compile("verschieben")).click()
    page.wait_for_load_state()

    reader = open_tab(phone=True, javascript=False).page
    reader.goto("/maerkte/umzug-mit-lesern/")
    assert reader.url.endswith("/ratgeber/umzug-mit-lesern/")
    expect(reader.locator("h1")).to_contain_text("Umzug mit Lesern")
    reader.goto("/maerkte/")
    assert "Umzug mit Lesern" not in reader.inner_text("main")


def test_several_articles_at_once(log_in: Any, open_tab: Any) -> None:
    page = log_in("chief@example.org").page
    for number in (1, 2):
        published(page, "Ratgeber", f"Gemeinsam {number}")

    page.goto("/desk/")
    adding = str(page.get_by_role("link", name="Ratgeber", exact=True).first.get_attribute("href"))
    page.goto(f"/desk/pages/{adding.rstrip('/').rpartition('/')[2]}/", wait_until="networkidle")
    for number in (1, 2):
        page.locator("tr", has_text=f"Gemeinsam {number}").locator("input[type=checkbox]").check()
    page.get_by_role("link", name="Veröffentlichung ausgewählter Seiten zurückziehen").click()
    page.get_by_role("button", name=re.compile("^Ja")).click()
    page.wait_for_load_state()

    reader = open_tab(phone=True, javascript=False).page
    for number in (1, 2):
        assert reader.goto(f"/ratgeber/gemeinsam-{number}/").status == 410  # type: ignore[union-attr]
        assert "zurückgezogen" in reader.inner_text("main")


def test_the_checks_beside_the_editor_count_what_is_missing_and_lead_there(log_in: Any, picture_of: Any) -> None:
    page = log_in("editor@example.org").page
    desk.begin_article(page, "Märkte", "Eine Überschrift, die so lang ist, dass sie in keiner Übersicht und in keinem Suchergebnis ganz zu lesen ist")
    desk.write_text(page, "Siehe dort.")
    page.locator("[data-side-panel-toggle=checks]").click()
    panel = page.locator("[data-side-panel=checks]")

    for problem in ("Die Überschrift ist lang", "Der Vorspann fehlt", "Der Autor fehlt", "Der Artikel hat kein Bild"):
        expect(panel).to_contain_text(problem, timeout=15_000)
    before = int(panel.locator("[data-content-checker-count]").inner_text())
    picture_of(page, "desk-checks")

    page.fill("[name=lead]", "Jetzt steht er da.")
    for _more in range(4):  # the desk looks again after a change; one that falls into the very look before is seen with the next
        page.wait_for_timeout(8_000)
        if "Der Vorspann fehlt" not in panel.inner_text():
            break
        page.locator("[name=lead]").press_sequentially(".")
    expect(panel).not_to_contain_text("Der Vorspann fehlt", timeout=60_000)
    assert int(panel.locator("[data-content-checker-count]").inner_text()) == before - 1


def test_on_a_phone_no_choice_is_cut_off_and_what_scripts_draw_has_a_name(log_in: Any) -> None:
    page = log_in("editor@example.org", phone=True).page
    page.goto("/desk/account/")
    expect(page.get_by_label("Aktuelle Zeitzone")).to_be_visible()

    assert (
        page.evaluate(
            "Array.from(document.querySelectorAll('select')).filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.id)"
        )
        == []
    )

    page.goto("/desk/campaigns/new/")
    expect(page.get_by_role("textbox", name="Einleitung")).to_be_visible()
