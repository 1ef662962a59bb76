"""The seven mails as readers see them: on a narrow phone, in the dark, without pictures, where no style sheet is read or mails are darkened."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from depesche.brand import colours
from depesche.website.design import specimens
from depesche.website.design.specimens import MailSpecimen

EDITOR = "editor@example.org"
MAILS = [one.key for one in specimens.SPECIMENS if isinstance(one, MailSpecimen)]
NARROW = {"width": 320, "height": 640}
# Each text that is seen, with its colour and the ground behind it.
TEXTS = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), at = walk.currentNode.parentElement;
    if (!text || !at.checkVisibility()) continue;
    let ground = at;
    while (ground && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
    found.push([text, getComputedStyle(at).color, ground ? getComputedStyle(ground).backgroundColor : 'rgb(255, 255, 255)']);
  }
  return found;
}"""
GREY = "#808080"  # too faint on either paper
INVERTED = "html { filter: invert(1) hue-rotate(180deg); background: #fff } img { filter: invert(1) hue-rotate(180deg) }"


def hexadecimal(said: str) -> str:
    """Turn rgb(1, 2, 3) into #010203."""
    return "#" + "".join(f"{int(part):02x}" for part in said.partition("(")[2].rstrip(")").split(",")[:3])


def faint(page: Page) -> list[tuple[str, str, str]]:
    """Return the texts that stand out too little."""
    texts = [(text, hexadecimal(ink), hexadecimal(ground)) for text, ink, ground in page.evaluate(TEXTS)]
    assert len(texts) > 8
    return [(text, ink, ground) for text, ink, ground in texts if colours.contrast(ink, ground) < colours.READABLE]


def words(page: Page) -> list[str]:
    return str(page.evaluate("document.body.innerText")).split()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.fixture
def page(log_in: Any) -> Page:
    found: Page = log_in(EDITOR).page
    return found


@pytest.mark.parametrize("key", MAILS)
@pytest.mark.parametrize("scheme", specimens.SCHEMES)
def test_every_text_can_be_read(page: Page, key: str, scheme: str) -> None:
    page.goto(f"/desk/design/{key}/{scheme}/")

    assert faint(page) == []

    page.evaluate(f"document.querySelectorAll('body *').forEach(one => one.style.setProperty('color', {GREY!r}, 'important'))")
    assert faint(page)  # the measure itself


@pytest.mark.parametrize("key", MAILS)
def test_a_narrow_phone_shows_all_of_it_also_where_no_style_sheet_is_read(page: Page, key: str) -> None:
    page.set_viewport_size(NARROW)
    page.goto(f"/desk/design/{key}/light/")
    assert fits(page)
    with_sheet = words(page)

    page.evaluate("document.querySelectorAll('style').forEach(sheet => sheet.remove())")

    assert fits(page)
    assert faint(page) == []
    assert words(page) == with_sheet


@pytest.mark.parametrize("key", MAILS)
def test_nothing_is_lost_without_pictures(page: Page, picture_of: Any, key: str) -> None:
    page.goto(f"/desk/design/{key}/light/")
    with_pictures = words(page)

    page.route("**/*", lambda route: route.abort() if route.request.resource_type == "image" else route.continue_())
    page.reload()

    assert words(page) == with_pictures
    assert page.evaluate("[...document.images].every(image => !image.naturalWidth)")
    picture_of(page, f"{key}-without-pictures")


@pytest.mark.parametrize("key", MAILS)
def test_a_program_that_turns_a_mail_dark_itself_is_looked_at(page: Page, picture_of: Any, key: str) -> None:
    page.goto(f"/desk/design/{key}/light/")
    page.add_style_tag(content=INVERTED)  # colours turn, pictures stay: so do Outlook and Gmail's apps

    (plate,) = page.locator(".plate img").all()
    assert plate.evaluate("image => image.complete && image.naturalWidth > 0")
    picture_of(page, f"{key}-inverted")
