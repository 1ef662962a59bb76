"""A publisher makes the site their own in ten minutes, and the page that shows the design is as good as what it shows."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

from depesche.website.design import specimens
from tests.journeys.conftest import PHONE, Site
from tests.journeys.test_desk_at_work import violations

CHIEF, ADMINISTRATOR, EDITOR = "chief@example.org", "admin@example.org", "editor@example.org"
PICKED, ON_LIGHT, ON_DARK = "#ffcc00", "#856a0c", "#ffcc00"
PAGES = [specimen.key for specimen in specimens.SPECIMENS]


def colour(page: Page, selector: str) -> str:
    """Return the colour of what is shown, as #rrggbb."""
    said = page.evaluate(f"getComputedStyle(document.querySelector({selector!r})).color")
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", said)[:3])


def save(page: Page) -> None:
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.locator(".messages .success").wait_for()


def streams(pdf: bytes) -> bytes:
    """Return what stands in the compressed parts of a PDF."""
    found = b""
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found += zlib.decompress(part)
        except zlib.error:
            continue
    return found


@pytest.mark.parametrize("key", PAGES)
def test_every_specimen_shuts_nobody_out_and_is_kept_as_a_picture(log_in: Any, picture_of: Any, key: str) -> None:
    page = log_in(EDITOR).page
    for scheme in specimens.SCHEMES:
        page.goto(f"/desk/design/{key}/{scheme}/")
        if not key.startswith("mail"):  # a mail has no landmarks
            assert violations(page, within="html") == []
        picture_of(page, f"design-{key}-{scheme}-desktop")
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.set_viewport_size(PHONE)
        picture_of(page, f"design-{key}-{scheme}-phone")
        page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_so_does_the_page_that_shows_them(log_in: Any, picture_of: Any, dark: bool) -> None:
    tab = log_in(EDITOR, dark=dark)
    tab.page.goto("/desk/design/")
    assert tab.page.locator("h1").inner_text() == "Gestaltung"
    assert tab.page.locator("iframe").count() == 2 * len(PAGES)
    tab.page.evaluate("document.querySelectorAll('iframe').forEach(frame => frame.remove())")  # each was looked at alone
    assert violations(tab.page) == []
    picture_of(tab.page, f"design-{'dark' if dark else 'light'}")


def fill_in(page: Page, settings: str, **values: str) -> dict[str, str]:
    """Change fields of the desk's settings; return what they said before."""
    page.goto(f"/desk/settings/brand/{settings}/")
    before = {name: page.input_value(f"[name={name}]") for name in values}
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
    save(page)
    return before


def upload_logo(page: Page, picture: Path) -> str:
    """Choose a new picture as the logo; return the number of the one before."""
    page.goto("/desk/settings/brand/publisher/")
    before = page.input_value("[name=logo]")
    page.locator("#id_logo-chooser [aria-label=Aktionen]").click()
    page.locator("[data-chooser-action-choose]:visible").first.click()
    page.get_by_role("tab", name="Hochladen").click()
    page.locator(".modal-content input[type=file]").set_input_files(picture)
    page.locator(".modal-content [name$=title]").fill("Goldbote, Schriftzug")
    page.locator(".modal-content [type=submit]").last.click()
    page.locator(".modal-content").wait_for(state="hidden")
    assert page.input_value("[name=logo]") != before
    save(page)
    return before


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    """A word mark, four times as wide as high."""
    path = tmp_path / "goldbote.png"
    Image.new("RGB", (800, 200), (30, 90, 160)).save(path)
    return path


@pytest.fixture
def chief(log_in: Any, logo: Path) -> Iterator[Page]:
    """The chief's desk after name, logo, accent, a trust point and a menu's label were changed; they are set back, as others read the site."""
    page: Page = log_in(CHIEF).page
    ours = {"name": "Goldbote", "legal_name": "Goldbote Verlag GmbH", "accent": PICKED, "trust_points-0-text": "Seit 1911 am Hafen"}
    before = upload_logo(page, logo)
    menus = fill_in(page, "menus", **{"items-0-label": "Weltpolitik"})
    publisher = fill_in(page, "publisher", **ours)
    yield page
    fill_in(page, "publisher", **publisher)
    page.goto("/desk/settings/brand/publisher/")
    page.evaluate(f"document.querySelector('[name=logo]').value = '{before}'")
    save(page)
    fill_in(page, "menus", **menus)


def test_name_logo_accent_menu_and_trust_points_are_everywhere_at_once(site: Site, chief: Page, log_in: Any, open_tab: Any) -> None:
    assert ON_LIGHT in chief.inner_text(".accent-toned")  # what readers see in its place, and why

    for dark, shown in ((False, ON_LIGHT), (True, ON_DARK)):
        reader = open_tab(dark=dark).page
        reader.goto("/")
        logo = reader.locator("header .brand img")
        assert logo.get_attribute("alt") == "Goldbote"  # a word mark says the name itself
        assert "goldbote" in str(logo.get_attribute("src"))
        assert logo.evaluate("image => image.naturalWidth / image.naturalHeight") == pytest.approx(4, rel=0.05)
        assert "Goldbote" in reader.title()
        assert "Seit 1911 am Hafen" in reader.inner_text(".trust")
        assert "Weltpolitik" in reader.inner_text(".menu")
        assert colour(reader, ".story .kicker") == shown

    reader = open_tab().page
    reader.goto("/newsletter/")
    reader.fill("#signup-email", "gestaltung@example.org")
    reader.locator(".signup .check input").first.check()
    reader.wait_for_timeout(2500)
    reader.locator(".signup button[type=submit]").click()
    source = message_from_bytes(site.source(site.mail_to("gestaltung@example.org")), policy=policy.default)
    mail = source.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert 'alt="Goldbote"' in mail
    assert re.search(r'src="[^"]*/goldbote[^"]*"', mail)
    assert ON_LIGHT in mail

    page = log_in(ADMINISTRATOR).page
    page.goto("/desk/subscribers/")
    page.locator("main td a").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Nur das Papier (PDF)").click()
    pdf = download.value.path().read_bytes()
    assert b"Goldbote Verlag GmbH" in pdf  # in its description
    drawn = [(int(wide), int(high)) for wide, high in re.findall(rb"/Width (\d+)\s*/Height (\d+)", pdf)]
    assert [wide / high for wide, high in drawn] == [pytest.approx(4, rel=0.05)], "the logo is the one picture"
    assert b"0.5215686" in streams(pdf)  # the red of the accent, 133 of 255
