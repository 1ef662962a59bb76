"""A variable font of the house, put into the theme by the command: nothing moves when it arrives (`make test-long`; the font comes from npm)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import DESKTOP, PHONE, ROOT, Site, running_demo
from tests.journeys.test_newsroom_to_inbox import depesche
from tests.journeys.test_readers_pages import address

pytestmark = pytest.mark.long
FONT, FILE = "@fontsource-variable/lora@5.3.0", "lora-latin-wght-normal.woff2"
LATE = 1_500  # milliseconds after which the font arrives
SHIFTED = """() => new Promise(tell => { let sum = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => tell(sum), 300); })"""


@pytest.fixture(scope="module")
def font() -> Path:
    """Lora, from npm, kept beside the repository; the licence is the SIL Open Font License."""
    assert shutil.which("npm"), "npm is missing"
    place = ROOT / ".cache" / "node-fonts"
    found = place / "node_modules/@fontsource-variable/lora/files" / FILE
    if not found.exists():
        place.mkdir(parents=True, exist_ok=True)
        (place / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", FONT]
        subprocess.run(command, cwd=place, check=True, capture_output=True)
    return found


@pytest.fixture(scope="module")
def dressed(font: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo whose theme got the font by the command."""
    home = tmp_path_factory.mktemp("font") / "demo"
    with running_demo(home) as first:
        told = depesche(first, "theme", "--font", str(font))
        assert told.returncode == 0, told.stderr
    with running_demo(home) as site:
        yield site


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", ["home", "section", "article", "newsletter"])
def test_nothing_moves_when_the_font_arrives(dressed: Site, browser: Browser, picture_of: Any, name: str, size: Any) -> None:
    page = browser.new_page(base_url=dressed.url, viewport=size)
    fonts = list[str]()

    def late(route: Any) -> None:
        fonts.append(route.request.url)
        page.wait_for_timeout(LATE)
        route.continue_()

    page.route("**/*.woff2", late)
    page.goto(address(dressed, name))
    before = page.locator("main").bounding_box()
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)

    assert len(fonts) == 1
    assert page.evaluate("document.fonts.check('400 18px House')")
    assert page.evaluate("[...document.fonts].some(one => one.family === 'House' && one.status === 'loaded')")
    assert page.evaluate(SHIFTED) <= 0.002
    after = page.locator("main").bounding_box()
    assert before is not None
    assert after == pytest.approx(before, abs=4)  # lines are where they were; their heights are rounded, each for itself
    picture_of(page, f"font-{name}-{'phone' if size == PHONE else 'desktop'}")
    page.close()
