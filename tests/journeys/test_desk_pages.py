"""The desk's own pages shut nobody out: every page that one of our templates is part of, light and dark (`make test-long`)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.journeys.conftest import Site
from tests.journeys.test_readers_pages import AXE
from tests.project.desk_pages import PART, Kept

pytestmark = pytest.mark.long
LOADED = {"stylesheet", "script", "image", "font"}
# What Wagtail 8.0 itself leaves wrong in its frame and its widgets: rule of axe, and the element it is found on.
WAGTAILS: tuple[tuple[str, str], ...] = ()


def violations(page: Page) -> list[tuple[str, str]]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(one["id"], str(node["target"]) + " " + node["html"][:160]) for one in found for node in one["nodes"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_desks_own_pages_shut_nobody_out(site: Site, log_in: Any, desk_pages: tuple[Path, list[Kept]], dark: bool) -> None:
    folder, kept = desk_pages
    page = log_in("admin@example.org", dark=dark).page
    shown = [""]

    def answer(route: Route) -> None:
        """Show the page that was kept, with the site's own sheets and scripts; nothing else is asked of the site."""
        if route.request.is_navigation_request() and route.request.frame == page.main_frame:
            route.fulfill(body=shown[0], content_type="text/html; charset=utf-8")
        elif route.request.resource_type in LOADED:
            route.continue_()
        else:
            route.abort()

    page.route("**/*", answer)
    wrong: dict[str, list[tuple[str, str]]] = {}
    for one in kept:
        shown[0] = (folder / f"{one.name}.html").read_text()
        if PART in shown[0] or one.name.endswith("campaigns-mail"):
            continue
        page.goto(f"{site.url}{one.path}")
        page.wait_for_timeout(150)  # Wagtail draws its menu by a script
        found = [it for it in violations(page) if not any(it[0] == rule and re.search(where, it[1]) for rule, where in WAGTAILS)]
        if found:
            wrong[one.name] = found
    assert wrong == {}
