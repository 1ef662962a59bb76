"""The desk's own pages shut nobody out: every page that one of our templates is part of, light and dark (`make test-long`)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from tests.journeys.conftest import ARTEFACTS, DESKTOP
from tests.journeys.test_readers_pages import AXE
from tests.project.desk_pages import PART, Kept

pytestmark = pytest.mark.long
SITE, STATIC = "http://desk.example", "/static/"
# What Wagtail 8.0 itself leaves wrong in its frame and its widgets: rule of axe, and where it is found.
WAGTAILS = (
    ("landmark-unique", r'action="/desk/pages/search/"'),  # the search of its menu, beside the search of its lists
    ("aria-allowed-role", r'<h2 role="alert">'),  # how many pages its search found
)
# A mail stands in a frame of the page that shows it; what a page has around it is asked of that page.
MAIL, OF_PAGES = 'aria-roledescription="email"', {"landmark-one-main", "region"}
# Wagtail's messages fade in: nothing is measured before all is there.
STILL = """() => (!document.querySelector('script[src*="/wagtailadmin.js"]') || document.body.classList.contains('ready'))
  && document.getAnimations().every(one => one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity)"""


def violations(page: Page) -> list[tuple[str, str]]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    if page.locator("h2#header-title").count():  # Wagtail's forms have their title as the second heading, and no first one
        found = [one for one in found if one["id"] != "page-has-heading-one"]
    return [(one["id"], f"{node['target']} {node['html'][:200]}") for one in found for node in one["nodes"]]


def show(page: Page, html: str, path: str) -> None:
    """Show a page that was kept, with the sheets and scripts as they were written; nothing else is there to be asked."""

    def answer(route: Route) -> None:
        place = route.request.url.removeprefix(SITE).partition("?")[0]
        if route.request.is_navigation_request() and route.request.frame == page.main_frame:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif place.startswith(STATIC) and (file := finders.find(place.removeprefix(STATIC))):
            route.fulfill(path=str(file))
        else:
            route.abort()

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(f"{SITE}{path}")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_desks_own_pages_shut_nobody_out(browser: Browser, desk_pages: tuple[Path, list[Kept]], dark: bool) -> None:
    folder, kept = desk_pages
    page = browser.new_page(viewport=DESKTOP, color_scheme="dark" if dark else "light", locale="de-DE")
    wrong: dict[str, list[tuple[str, str]]] = {}
    for one in kept:
        html = (folder / f"{one.name}.html").read_text()
        if PART in html:
            continue
        show(page, html, one.path)
        page.wait_for_timeout(150)  # Wagtail draws its menu by a script
        page.wait_for_function(STILL)
        found = [it for it in violations(page) if not any(it[0] == rule and re.search(where, it[1]) for rule, where in WAGTAILS)]
        found = [it for it in found if not (MAIL in html and it[0] in OF_PAGES)]
        wrong |= {one.name: found} if found else {}
    page.close()
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    (ARTEFACTS / f"desk-axe-{'dark' if dark else 'light'}.json").write_text(json.dumps(wrong, indent=1))
    assert wrong == {}
