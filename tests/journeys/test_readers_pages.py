"""Every page type, as a reader and an accessibility checker see it."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import ROOT, Site

AXE = ROOT / "tests/journeys/vendor/axe.min.js"
ADDRESSES = {
    "home": "/",
    "section": "section",
    "article": "article",
    "search": "/search/?q=Gold",
    "search-empty": "/search/",
    "newsletter": "/newsletter/",
    "preferences": "/newsletter/preferences/",
    "archive": "/newsletter/archive/",
    "blocks": "/ratgeber/erste-unze-barren-oder-muenze/",
    "topic": "/topics/silber/",
    "author": "/authors/mara-seidel/",
    "months": "/archive/",
    "month": "/archive/2024/10/",
    "old-imprint": "/legal/imprint/versions/1/",
    "thanks": "/callback/thanks/",
    "corrections": "/corrections/",
    "callback": "/callback/",
    "imprint": "/legal/imprint/",
    "not-found": "/gibt-es-nicht/",
}


def article_addresses(site: Site) -> list[str]:
    with urllib.request.urlopen(f"{site.url}/sitemap.xml", timeout=20) as answer:
        found = re.findall(r"<loc>([^<]+)</loc>", answer.read().decode())
    return [
        url.removeprefix(site.url)
        for url in found
        if url.removeprefix(site.url).count("/") == 3 and "/legal/" not in url and "/newsletter/" not in url
    ]


def address(site: Site, name: str) -> str:
    article = next(found for found in article_addresses(site) if "nordkorea" in found)
    return {"article": article, "section": "/" + article.split("/")[1] + "/"}.get(ADDRESSES[name], ADDRESSES[name])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_nobody_is_shut_out(site: Site, open_tab: Any, picture_of: Any, name: str, dark: bool) -> None:
    for phone in (False, True):
        tab = open_tab(phone=phone, dark=dark)
        answer = tab.page.goto(address(site, name))
        assert answer.status == (404 if name == "not-found" else 200)
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
    assert [error for error in tab.errors if "404" not in error] == []
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
