"""What every page may cost: 20 kB of style sheets, one request beside its pictures, nothing from elsewhere, no cookie, no script that it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import resolve
from playwright.sync_api import Page, Request, expect

from depesche.press import pages as press
from depesche.website import urls
from depesche.website.design import specimens
from depesche.website.design.specimens import Specimen
from tests.journeys.conftest import Site
from tests.journeys.test_newsroom_to_inbox import link_in, parsed, sign_up
from tests.journeys.test_own_rights import own_page
from tests.journeys.test_readers_pages import ADDRESSES, STATUS, address

SHEETS, SCRIPTS, SHIFT = 20_000, 5_000, 0.002
# Walked to below, by links of mails.
BEHIND_LINKS = {"newsletter/confirm/", "newsletter/not-me/", "newsletter/unsubscribe/", "newsletter/preferences/", "newsletter/archive/"}
# For machines: no pages.
FILES = (".atom", ".json", ".xml", ".txt", "favicon.ico", "media/", "live/", "checkpoint", "tile/")
SHIFTED = """() => new Promise(tell => { let sum = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => tell(sum), 300); })"""


@dataclass
class Spent:
    """What one page asked for."""

    asked: list[Request] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Request]:
        return [request for request in self.asked if request.resource_type in kinds]

    def bytes_of(self, kind: str) -> int:
        """Return the bytes as they were sent."""
        return sum(request.sizes()["responseBodySize"] for request in self.of(kind))


class Purse:
    """Watches a page, and says of each visit what it cost."""

    def __init__(self, page: Page) -> None:
        self.page, self.spent = page, Spent()
        page.on("request", self._count)

    def _count(self, request: Request) -> None:
        if request.resource_type == "document" and request.frame == self.page.main_frame and not request.redirected_from:
            self.spent = Spent()
        if not request.url.startswith("data:") and "favicon" not in request.url:
            self.spent.asked.append(request)

    def is_within(self, *, scripts: bool = False) -> None:
        """Check the page that stands there now."""
        self.page.wait_for_load_state("networkidle")
        needed = [request.url for request in self.spent.asked if request.resource_type not in {"document", "image", "script"}]
        assert len(needed) <= 1, needed
        assert self.spent.bytes_of("stylesheet") <= SHEETS
        if not scripts:
            assert self.spent.of("script") == []
        assert self.spent.bytes_of("script") <= SCRIPTS
        assert self.page.context.cookies() == []


def test_no_page_type_is_forgotten(site: Site) -> None:
    """Every address that the site knows is visited here, or by a walk, or is none of a page."""
    routes = {str(pattern.pattern) for pattern in urls.urlpatterns}
    visited = {str(resolve(address(site, name).partition("?")[0]).route) for name in ADDRESSES}
    left = {route for route in routes - visited if not any(part in route for part in FILES)}
    assert {route for route in left if not any(route.startswith(start) for start in BEHIND_LINKS)} == {
        "corrections/<int:year>/<int:month>/"
    }  # as corrections
    kinds = {"newsroom.homepage": "home", "newsroom.sectionpage": "section", "newsroom.articlepage": "article"}
    assert {kind.name for kind in press.kinds()} == set(kinds)
    assert set(kinds.values()) <= set(ADDRESSES)


@pytest.mark.parametrize("name", [name for name in ADDRESSES if name != "inbox"])
def test_every_page_costs_little_and_stands_still(site: Site, open_tab: Any, name: str) -> None:
    for javascript in (False, True):
        tab = open_tab(phone=True, javascript=javascript)
        purse = Purse(tab.page)
        answer = tab.page.goto(address(site, name))

        assert answer.status == STATUS.get(name, 200)
        purse.is_within(scripts=javascript)
        assert tab.foreign == []
        assert "set-cookie" not in answer.headers
        if javascript:
            assert tab.page.evaluate(SHIFTED) <= SHIFT


@pytest.mark.long
@pytest.mark.parametrize("key", [one.key for one in specimens.SPECIMENS if isinstance(one, Specimen)])
def test_every_state_costs_no_more(log_in: Any, key: str) -> None:
    page = log_in("editor@example.org").page.context.new_page()  # the desk's own requests are not counted
    purse = Purse(page)
    page.goto(f"/desk/design/{key}/light/")
    page.wait_for_load_state("networkidle")

    assert len([asked for asked in purse.spent.asked if asked.resource_type not in {"document", "image", "script"}]) <= 1
    assert purse.spent.bytes_of("stylesheet") <= SHEETS
    assert page.evaluate(SHIFTED) <= SHIFT


def test_a_reader_searches_reads_signs_up_and_leaves_without_a_script(site: Site, open_tab: Any) -> None:
    tab = open_tab(phone=True, javascript=False)
    page, purse, reader = tab.page, Purse(tab.page), "ohne.skript@example.net"

    page.goto("/search/")
    page.locator("main input[name=q]").fill("Soldaten")
    page.locator("main form button").first.click()
    page.locator("main ol.list h2 a", has_text="Nordkorea").first.click()
    purse.is_within()
    page.locator(".prose button.ref").first.click()
    expect(page.locator(".evidence li:popover-open")).to_have_count(1)
    page.locator(".evidence li:popover-open a[href^='/claims/']").first.click()
    purse.is_within()

    page.goto("/newsletter/")
    page.wait_for_timeout(2_500)  # who sends a fresh form within two seconds is asked to look again
    sign_up(page, "ohne.skript@", "Neues zu Produkten")
    expect(page.locator(".error")).to_be_visible()
    purse.is_within()
    page.wait_for_timeout(2_500)
    sign_up(page, reader, "Neues zu Produkten")
    purse.is_within()

    asked = parsed(site, site.mail_to(reader))
    page.goto(link_in(asked, "/newsletter/not-me/"))
    purse.is_within()
    page.goto(link_in(asked, "/newsletter/confirm/"))
    purse.is_within()
    page.locator("main form button").first.click()
    purse.is_within()
    welcome = parsed(site, site.mail_to(reader, "Willkommen"))
    own = own_page(page, site, reader)
    purse.is_within()
    page.goto(own)
    purse.is_within()
    page.goto(link_in(welcome, "/newsletter/unsubscribe/"))
    purse.is_within()
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("Quittung")
    purse.is_within()
    page.goto("/newsletter/archive/")
    purse.is_within()
    page.locator("main ol.list h2 a").first.click()
    purse.is_within()
    assert tab.foreign == []
