"""Lighthouse and the W3C's HTML checker, on the pages of the demo (`make test-long`)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import ARTEFACTS, CHROMIUM, QUIET, ROOT, Site
from tests.journeys.test_readers_pages import ADDRESSES, address, article_addresses

pytestmark = pytest.mark.long
TOOLS = ROOT / ".cache" / "node"
LIGHTHOUSE, VNU = "lighthouse@12.8.2", "vnu-jar@26.9.27"
UNINDEXED = {"search", "newsletter"}  # on purpose (L-41), which Lighthouse counts against them
BEST = 99
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@pytest.fixture(scope="session")
def node_tools() -> Path:
    """Install the two tools beside the repository; npm and java must be there."""
    for needed in ("npm", "node", "java"):
        assert shutil.which(needed), f"{needed} is missing"
    if not (TOOLS / "node_modules" / "vnu-jar").exists():
        TOOLS.mkdir(parents=True, exist_ok=True)
        (TOOLS / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", LIGHTHOUSE, VNU]
        subprocess.run(command, cwd=TOOLS, check=True, capture_output=True)
    return TOOLS / "node_modules"


@pytest.mark.parametrize("name", ["home", "section", "article", "search", "newsletter"])
def test_lighthouse_finds_nothing_to_improve(site: Site, node_tools: Path, tmp_path: Path, name: str) -> None:
    figures, failed = measured(site.url + address(site, name), name=name, tools=node_tools, report=tmp_path / "report.json")
    assert short_of(figures, seo=50 if name in UNINDEXED else BEST) == {}, (figures, failed)


@pytest.mark.rule("N-27")
def test_an_article_with_many_marks_is_as_quick_as_any(site: Site, node_tools: Path, tmp_path: Path) -> None:
    marked = next(found for found in article_addresses(site) if "nordkorea" in found)
    wait_for_avif(site.url + marked)
    figures, failed = measured(site.url + marked, name="marked", tools=node_tools, report=tmp_path / "report.json")
    assert short_of(figures) == {}, (figures, failed)
    assert figures["LCP ms"] <= 1200


def wait_for_avif(url: str) -> None:
    """The demo makes all its pictures smaller at once, which takes minutes; a newsroom's new article has its own within seconds."""
    until = time.monotonic() + 300
    while b"image/avif" not in urllib.request.urlopen(url, timeout=30).read():
        assert time.monotonic() < until
        time.sleep(2)


def measured(url: str, *, name: str, tools: Path, report: Path) -> tuple[dict[str, float], list[str]]:
    """Let Lighthouse look at a page as a phone would; return its figures, which are also kept, and what it found wanting."""
    flags = " ".join(["--headless=new", *QUIET])
    command = [
        "node",
        tools / "lighthouse/cli/index.js",
        url,
        "--output=json",
        f"--output-path={report}",
        f"--chrome-flags={flags}",
        "--quiet",
    ]
    # The machine is shared and the script time is measured, so the better of two runs counts; one that lost its trace is made again.
    runs: list[dict[str, Any]] = []
    for _ in range(5):
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": CHROMIUM}, capture_output=True, timeout=180)
        run = json.loads(report.read_text())
        runs += [] if "runtimeError" in run else [run]
        if len(runs) == 2:
            break
    found = min(runs, key=lambda run: run["audits"]["total-blocking-time"]["numericValue"])
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    audits = found["audits"]
    figures = {category: round(found["categories"][category]["score"] * 100) for category in CATEGORIES}
    figures |= {
        key: round(audits[audit]["numericValue"], 3)
        for key, audit in {"LCP ms": "largest-contentful-paint", "CLS": "cumulative-layout-shift", "TBT ms": "total-blocking-time"}.items()
    }
    (ARTEFACTS / f"lighthouse-{name}.json").write_text(json.dumps(figures, indent=1))
    failed = [audit["id"] for audit in audits.values() if audit.get("score") == 0]
    return figures, failed


def short_of(figures: dict[str, float], *, seo: int = BEST) -> dict[str, float]:
    """Return the figures that miss what the house wants of a page (newsroom.md, 4)."""
    least = {category: seo if category == "seo" else BEST for category in CATEGORIES}
    low = {key: figures[key] for key, wanted in least.items() if figures[key] < wanted}
    return low | {key: figures[key] for key, most in {"CLS": 0.002, "TBT ms": 50}.items() if figures[key] > most}


def test_every_page_is_valid_html(site: Site, node_tools: Path, tmp_path: Path) -> None:
    for name in ADDRESSES:
        try:
            with urllib.request.urlopen(site.url + address(site, name), timeout=20) as answer:
                body = answer.read()
        except urllib.error.HTTPError as error:
            body = error.read()
        (tmp_path / f"{name}.html").write_bytes(body)
    jar = node_tools / "vnu-jar/build/dist/vnu.jar"
    checked = subprocess.run(
        ["java", "-Xss4m", "-jar", jar, "--errors-only", "--format", "json", tmp_path], capture_output=True, text=True, check=False
    )
    messages = json.loads(checked.stderr or checked.stdout)["messages"]
    assert [(Path(m["url"]).name, m.get("lastLine"), m["message"]) for m in messages] == []
