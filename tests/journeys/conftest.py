"""Journeys run against the real thing: `depesche demo` in its own home, with a real mail catcher, driven by a real browser."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.project.desk_pages import INDEX, Kept

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "artefacts" / "journeys"
CHROMIUM = os.environ.get("DEPESCHE_CHROMIUM", "/usr/bin/chromium")
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A picture of a whole page would show empty boxes where pictures are loaded when somebody scrolls there.
ALL_LOADED = """() => Promise.all([...document.images].map(image => {
    image.loading = 'eager';
    return image.complete || new Promise(done => { image.onload = image.onerror = done; setTimeout(done, 5000); });
}))"""
READY_WITHIN = 300
# Seconds for which a browser that logged in lends its cookies to others; after five minutes some pages would ask for the password again.
LENT_FOR = 200


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys bring their own database and run in a process of their own: Playwright leaves an event loop that Django would stumble over."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.once)
            item.add_marker(pytest.mark.journey)
    # A journey's steps follow each other; only whole files are shuffled.
    for file in {item.path for item in items if "journeys" in item.path.parts}:
        places = [place for place, item in enumerate(items) if item.path == file]
        for place, item in zip(places, sorted((items[place] for place in places), key=lambda item: item.location[1] or 0), strict=True):
            items[place] = item


@dataclass(frozen=True)
class Site:
    """A running demo site."""

    url: str
    home: Path
    process: subprocess.Popen[str]

    def password(self, email: str) -> str:
        found = re.search(rf"{re.escape(email)}\s+(\S+)", (self.home / "demo-logins").read_text())
        assert found, email
        return found[1]

    def messages(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.url}/inbox/messages.json", timeout=10) as answer:
            found: list[dict[str, Any]] = json.load(answer)
        return found if isinstance(found, list) else found["messages"]

    def source(self, message: dict[str, Any]) -> bytes:
        with urllib.request.urlopen(f"{self.url}/inbox/messages/{message['id']}.eml", timeout=10) as answer:
            found: bytes = answer.read()
        return found

    def mail_to(self, address: str, subject: str = "", *, within: float = 20) -> dict[str, Any]:
        """Wait for a mail; the newest one that fits."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            for message in self.messages():
                if address in str(message["to"]) and subject in str(message["subject"]):
                    return message
            time.sleep(0.2)
        raise AssertionError(f"no mail to {address} about {subject!r}; there are {[(m['to'], m['subject']) for m in self.messages()]}")


def bare_environment() -> dict[str, str]:
    """The environment without what the other tests chose for themselves."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("DEPESCHE_", "DJANGO_"))}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_until_ready(url: str, process: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the demo did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_demo(tmp_path_factory.mktemp("journeys") / "demo") as started:
        yield started


@contextmanager
def running_demo(home: Path, **options: str) -> Iterator[Site]:
    """Run a demo of its own, with options as environment variables."""
    log = home.parent / "demo.log"
    url = f"http://127.0.0.1:{(port := free_port())}"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "depesche", "demo", "--home", str(home), "--port", str(port)],
            cwd=ROOT,
            env={**bare_environment(), **options},
            stdout=out,
            stderr=out,
            text=True,
        )
        try:
            wait_until_ready(url, process, log)
            yield Site(url=url, home=home, process=process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
            ARTEFACTS.mkdir(parents=True, exist_ok=True)
            (ARTEFACTS / f"demo-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}.log").write_text(log.read_text())


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": QUIET, "headless": True}


@dataclass
class Tab:
    """A browser tab that keeps what went wrong in it."""

    page: Page
    errors: list[str]
    foreign: list[str]


@pytest.fixture
def open_tab(browser: Browser, site: Site) -> Iterator[Any]:
    """Open a tab of its own browser context: `open_tab()`, `open_tab(phone=True)`, `open_tab(javascript=False)`."""
    contexts: list[BrowserContext] = []

    def open_one(*, phone: bool = False, javascript: bool = True, dark: bool = False, cookies: Any = None) -> Tab:
        context = browser.new_context(
            base_url=site.url,
            viewport=PHONE if phone else DESKTOP,
            java_script_enabled=javascript,
            locale="de-DE",
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
            storage_state=cookies,
        )
        contexts.append(context)
        tab = Tab(page=context.new_page(), errors=[], foreign=[])
        tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
        tab.page.on("console", lambda said: tab.errors.append(said.text) if said.type == "error" else None)
        tab.page.on(
            "request", lambda asked: tab.foreign.append(asked.url) if not asked.url.startswith((site.url, "data:", "blob:", "about:")) else None
        )
        return tab

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def desk_pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Kept]]:
    """Every page of the desk that one of our templates is part of, as files; made in a process of its own, which has the database."""
    folder = tmp_path_factory.mktemp("desk-pages")
    subprocess.run([sys.executable, "-m", "tests.project.desk_pages", str(folder)], cwd=ROOT, env=bare_environment(), check=True)
    return folder, [Kept(**page) for page in json.loads((folder / INDEX).read_text())]


@pytest.fixture
def picture_of() -> Any:
    """Keep a screenshot as an artefact: `picture_of(page, "name")`."""

    def take(page: Page, name: str) -> None:
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        page.evaluate(ALL_LOADED)
        page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)

    return take


@pytest.fixture(scope="session")
def logins() -> dict[tuple[str, str], tuple[float, Any]]:
    """When somebody logged in to a site, and the cookies that this gave."""
    return {}


@pytest.fixture
def log_in(site: Site, open_tab: Any, logins: dict[tuple[str, str], tuple[float, Any]]) -> Any:
    """Log in to the desk as one of the demo's people: `log_in("editor@example.org")`.

    Where somebody did so a moment ago, the new browser gets the same cookies: each typed password costs two pages and a slow hash.
    """

    def enter(email: str, **how: Any) -> Tab:
        typed_at, cookies = logins.get((site.url, email), (0.0, None))
        tab: Tab = open_tab(**how, cookies=cookies if typed_at + LENT_FOR > time.monotonic() else None)
        tab.page.goto("/desk/")
        if "/desk/login/" in tab.page.url:
            tab.page.fill("input[name=login]", email)
            tab.page.fill("input[name=password]", site.password(email))
            tab.page.click("form button[type=submit]")
            tab.page.wait_for_url("**/desk/")
            logins[site.url, email] = (time.monotonic(), tab.page.context.storage_state())
        return tab

    return enter
