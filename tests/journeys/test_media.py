"""A picture comes into the library, is asked for what is missing, is shown, and stays as long as an article needs it."""

from __future__ import annotations

import io
import re
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.journeys import desk
from tests.journeys.conftest import Site

HEADLINE = "Ein Barren aus der Nähe"


@pytest.fixture(scope="module")
def photograph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bright bar at the right edge of a dark table, as a camera would store it."""
    painted = Image.new("RGB", (1600, 1000), (24, 22, 20))
    ImageDraw.Draw(painted).rectangle((1250, 380, 1500, 620), fill=(232, 190, 70), outline=(255, 240, 190), width=12)
    stored = io.BytesIO()
    painted.save(stored, "JPEG", quality=90)
    path = tmp_path_factory.mktemp("pictures") / "IMG_2041.jpg"
    path.write_bytes(stored.getvalue())
    return path


def open_picture(page: Page, title: str) -> None:
    page.goto(f"/desk/images/?q={title}")
    page.get_by_role("link", name=re.compile(title)).first.click()
    page.locator("[name=licence]").wait_for()


def test_an_upload_becomes_a_picture_with_a_proposed_focal_point(log_in: Any, picture_of: Any, photograph: Path) -> None:
    page = log_in("editor@example.org").page
    page.goto("/desk/images/add/")
    page.locator("input[type=file]").first.set_input_files(photograph)
    page.locator("[name$=title]").last.fill("Barren am Rand")
    page.locator("[name$=credit]").last.fill("Anna Quast")
    picture_of(page, "media-upload")
    page.get_by_role("button", name=re.compile("Aktualisieren|Hochladen|Speichern")).last.click()
    expect(page.locator("#upload-list > li")).to_have_count(0)

    open_picture(page, "Barren am Rand")
    centre = int(page.locator("[name=focal_point_x]").input_value())
    assert 1200 < centre < 1550
    picture_of(page, "media-picture")


def test_an_article_needs_description_and_licence_of_its_picture(log_in: Any, picture_of: Any) -> None:
    tab = log_in("chief@example.org")
    page = tab.page
    desk.begin_article(page, "Märkte", HEADLINE)
    desk.write_text(page, "Nahaufnahme eines Barrens.")
    desk.choose(page, page.locator("[id$=picture-chooser]").first.get_by_role("button", name=re.compile("auswählen")).first, "Barren am Rand")
    desk.save_draft(page)
    edit = page.url
    desk.act(page, "Veröffentlichen")
    expect(page.locator(".messages")).to_contain_text("hat keinen Alternativtext")
    picture_of(page, "media-refused")

    for field, words, wanted in (
        ("description", "Ein Goldbarren am rechten Rand eines dunklen Tisches", "hat keine Lizenz"),
        ("licence", "Eigenes Bild", ""),
    ):
        open_picture(page, "Barren am Rand")
        page.locator(f"main [name={field}]").fill(words)
        page.get_by_role("button", name="Speichern").first.click()
        page.locator(".messages .success").wait_for()
        page.goto(edit)
        desk.act(page, "Veröffentlichen")
        if wanted:
            expect(page.locator(".messages")).to_contain_text(wanted)
        else:
            page.wait_for_url(lambda url: "/edit/" not in url)


def test_readers_get_it_small_described_and_with_its_credit(open_tab: Any) -> None:
    page = open_tab(phone=True, javascript=False).page
    page.goto("/maerkte/ein-barren-aus-der-naehe/")
    image = page.locator("main figure img").first
    assert image.get_attribute("alt") == "Ein Goldbarren am rechten Rand eines dunklen Tisches"
    assert image.get_attribute("width")
    assert image.get_attribute("height")
    expect(page.locator("main figure").first).to_contain_text("Anna Quast")
    source = page.locator("main figure source[type='image/avif']").first
    for _attempt in range(30):
        if source.count():
            break
        page.wait_for_timeout(2000)
        page.reload()
    assert source.count() == 1
    assert image.evaluate("image => image.currentSrc").endswith(".avif")


def test_the_library_says_where_it_is_used_and_keeps_it(log_in: Any, picture_of: Any) -> None:
    page = log_in("chief@example.org").page
    page.goto("/desk/images/?q=Barren+am+Rand&layout=list")
    expect(page.locator("main")).to_contain_text(re.compile("1.mal|Einmal|1 Mal", re.IGNORECASE))
    picture_of(page, "media-library")

    open_picture(page, "Barren am Rand")
    page.goto(page.url.partition("?")[0] + "delete/")
    expect(page.locator("main")).to_contain_text("verhindern, dass es gelöscht wird")
    assert page.get_by_role("button", name=re.compile("Ja|löschen", re.IGNORECASE)).count() == 0
    page.locator("main a[href*='/usage/'], [data-side-panel] a[href*='/usage/'], a[href*='/usage/']").first.click()
    expect(page.locator("main")).to_contain_text(HEADLINE)


def test_a_hundred_megabytes_are_refused_before_they_are_sent(site: Site) -> None:
    place = urlsplit(site.url)
    with socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=20) as line:
        head = ("POST /desk/images/add/ HTTP/1.1", f"Host: {place.netloc}", "Content-Type: multipart/form-data; boundary=x")
        line.sendall("\r\n".join((*head, f"Content-Length: {100 * 1024 * 1024}", "", "")).encode())
        line.sendall(b"x" * 100_000)
        answer = line.recv(65_536).decode(errors="replace")

    assert answer.startswith("HTTP/1.1 413")
