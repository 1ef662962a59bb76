"""Every page type, as a reader and an accessibility checker see it."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import ROOT, Site

AXE = ROOT / "tests/journeys/vendor/axe.min.js"
SECTION = "section"
# Every kind of page and state that has an address of its own; a part of an article's address stands for the article.
# Pages behind links of mails are walked to in test_budgets.py, and shown with all other states in /desk/design/.
ADDRESSES = {
    "home": "/",
    "section": SECTION,
    "article": "nordkoreas-soldaten",
    "ticker": "edelmetalle-am-handelstag",
    "blocks": "erste-unze-barren-oder-muenze",
    "topic": "/topics/silber/",
    "topic-claims": "/topics/geopolitik/",
    "author": "/authors/mara-seidel/",
    "claim": "/claims/soldaten-aus-nordkorea-nehmen-aktiv-an-den-kaempfen-gegen-die-ukraine-teil/",
    "source": "/sources/mark-rutte/",
    "log": "/protocol/",
    "search": "/search/?q=Gold",
    "search-empty": "/search/",
    "search-nothing": "/search/?q=Quastenflosser",
    "search-wrong": "/search/?q=Gold&from=gestern",
    "newsletter": "/newsletter/",
    "form": "/newsletter/forms/newsletter/",
    "embedded": "/newsletter/forms/newsletter/embed/",
    "preferences": "/newsletter/preferences/",
    "issues": "/newsletter/archive/",
    "months": "/archive/",
    "month": "/archive/2024/10/",
    "corrections": "/corrections/",
    "callback": "/callback/",
    "callback-thanks": "/callback/thanks/",
    "report": "/report/",
    "report-claim": "/report/?claim=soldaten-aus-nordkorea-nehmen-aktiv-an-den-kaempfen-gegen-die-ukraine-teil",
    "report-thanks": "/report/thanks/",
    "imprint": "/legal/imprint/",
    "old-imprint": "/legal/imprint/versions/1/",
    "link-unknown": "/newsletter/confirm/nobody-knows-this-token/",
    "not-found": "/gibt-es-nicht/",
    "inbox": "/inbox/",
}
STATUS = {"not-found": 404, "link-unknown": 404, "search-wrong": 400}


def article_addresses(site: Site) -> list[str]:
    with urllib.request.urlopen(f"{site.url}/sitemap.xml", timeout=20) as answer:
        found = re.findall(r"<loc>([^<]+)</loc>", answer.read().decode())
    return [
        url.removeprefix(site.url)
        for url in found
        if url.removeprefix(site.url).count("/") == 3 and "/legal/" not in url and "/newsletter/" not in url
    ]


def address(site: Site, name: str) -> str:
    said = ADDRESSES[name]
    if said.startswith("/"):
        return said
    found = next(found for found in article_addresses(site) if ("nordkoreas-soldaten" if said == SECTION else said) in found)
    return f"/{found.split('/')[1]}/" if said == SECTION else found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_nobody_is_shut_out(site: Site, open_tab: Any, picture_of: Any, name: str, dark: bool) -> None:
    for phone in (False, True):
        tab = open_tab(phone=phone, dark=dark)
        answer = tab.page.goto(address(site, name))
        assert answer.status == STATUS.get(name, 200)
        picture_of(tab.page, f"page-{name}-{'phone' if phone else 'desktop'}-{'dark' if dark else 'light'}")
        tab.page.evaluate(AXE.read_text())
        found = tab.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]] == []


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_cookie_no_stranger_no_sideways_scrolling(site: Site, open_tab: Any, name: str) -> None:
    tab = open_tab(phone=True)
    tab.page.set_viewport_size({"width": 320, "height": 640})
    tab.page.goto(address(site, name))
    assert tab.page.context.cookies() == []
    assert tab.foreign == []
    assert [error for error in tab.errors if name not in STATUS] == []
    assert tab.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_demo_article_reads_without_javascript_and_in_print(site: Site, open_tab: Any, tmp_path: Path) -> None:
    tab = open_tab(javascript=False)
    tab.page.goto(address(site, "article"))
    assert "21.10.2024, 16:41 Uhr" in tab.page.inner_text("main")
    tab.page.pdf(path=tmp_path / "article.pdf")
    assert (tmp_path / "article.pdf").stat().st_size > 10_000


def test_nothing_moves_when_the_logo_arrives_late(site: Site, open_tab: Any) -> None:
    tab, late = open_tab(phone=True), list[Any]()
    tab.page.route("**/media/**", lambda route: late.append(route))  # noqa: PLW0108 - Playwright marks its handlers, which a method of a list does not bear
    tab.page.goto("/newsletter/", wait_until="domcontentloaded")
    before = tab.page.locator("main").bounding_box()
    assert late

    for route in list(late):
        route.continue_()
    tab.page.wait_for_load_state("load")
    assert tab.page.evaluate("document.querySelector('.brand img').naturalWidth") > 0

    assert tab.page.locator("main").bounding_box() == before
