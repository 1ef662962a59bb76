"""`depesche serve` answers from the page store: asked over a socket, changed by other processes, one of which dies right after its commit."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from depesche.kernel import options
from depesche.press import store
from tests.operations.running import ROOT, Server, depesche, environment, free_port, whole_home

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("serve")]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Site:
    server: Server
    home: Path
    port: int

    def raw(self, request: str) -> Answer:
        """Send bytes as they are; read until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(request.replace("\n", "\r\n").encode("latin-1"))
            said = b""
            while more := connection.recv(65536):
                said += more
        head, _, body = said.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) if ": " in line else (line, "") for line in lines[1:])
        return Answer(int(lines[0].split(" ")[1]), headers, body)

    def ask(self, path: str = "/", method: str = "GET", **headers: str) -> Answer:
        more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
        return self.raw(f"{method} {path} HTTP/1.1\nHost: 127.0.0.1:{self.port}\nConnection: close\n{more}\n")

    def change(self, name: str, *, dies: bool = False, site_url: str = "") -> None:
        """Rename the publisher in another process, which may die between its commit and what follows, or know another site address."""
        code = f"""
from depesche.operations import cli; cli.set_up_django()
import os, signal
from wagtail.models import Site
from depesche.brand.models import Publisher
from depesche.press import rebuild
if {dies}: rebuild.UnderWay.applied = lambda self: os.kill(os.getpid(), signal.SIGKILL)
Publisher.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults={{"name": "{name}"}})
"""
        more = {"DEPESCHE_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "depesche.project.settings", "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(
            [sys.executable, "-c", code],
            env=environment(**more, DEPESCHE_PAGE_STORE="on", DEPESCHE_SITE_URL=site_url or f"http://127.0.0.1:{self.port}"),
            check=False,
        )
        assert ended.returncode == (-signal.SIGKILL if dies else 0)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, port = tmp_path_factory.mktemp("press"), free_port()
    home = whole_home(folder)
    server = Server(home, "serve", "--port", str(port), log=folder / "log", DEPESCHE_SITE_URL=f"http://127.0.0.1:{port}", DEPESCHE_PAGE_STORE="on")
    try:
        server.wait_for("Ready:")
        yield Site(server, home, port)
    finally:
        server.end()


def test_a_page_is_stored_by_its_first_reader_and_answered_alike_from_then_on(site: Site) -> None:
    first, second = site.ask("/corrections/"), site.ask("/corrections/")

    assert first.status == second.status == 200
    assert first.body == second.body == (site.home / "pages" / "127.0.0.1" / "corrections" / "index.html").read_bytes()
    assert first.headers["etag"] == second.headers["etag"]
    assert second.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert "set-cookie" not in second.headers


def test_conditional_requests_negotiation_and_head(site: Site) -> None:
    plain = site.ask()
    packed = site.ask(Accept_Encoding="gzip, br;q=0.5")

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert len(packed.body) == int(packed.headers["content-length"]) < len(plain.body)
    known = site.ask(If_None_Match=packed.headers["etag"].replace('-gz"', '-gz"'), Accept_Encoding="gzip")
    assert (known.status, known.body) == (304, b"")
    assert known.headers["etag"] == packed.headers["etag"]
    assert site.ask(If_None_Match=packed.headers["etag"]).status == 200
    head = site.ask(method="HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", plain.headers["content-length"])
    time.sleep(1.1)
    dated = site.ask()
    assert site.ask(If_Modified_Since=_as_date(dated.headers["last-modified"])).status == 304


def _as_date(lowered: str) -> str:
    """Headers were read in small letters; a date has large ones."""
    return re.sub(r"\b[a-z]", lambda found: found[0].upper(), lowered).replace("Gmt", "GMT")


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET /../../etc/passwd HTTP/1.1", {400, 404}),
        ("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1", {400, 404}),
        ("GET /a%2fb/ HTTP/1.1", {404}),
        ("GET /%00/ HTTP/1.1", {400, 404}),
        ("GET /index.html HTTP/1.1", {404}),
        ("GET /corrections/index.html HTTP/1.1", {404}),
        ("GET /corrections/index.html.meta HTTP/1.1", {404}),
        ("GET /.index.sqlite3 HTTP/1.1", {404}),
        ("POST / HTTP/1.1", {405}),
        (f"GET /{'a' * 65000} HTTP/1.1", {404, 414, 431, 400}),
    ],
)
def test_odd_addresses_get_a_small_correct_answer(site: Site, request_line: str, status: set[int]) -> None:
    answer = site.raw(f"{request_line}\nHost: 127.0.0.1:{site.port}\nConnection: close\n\n")

    assert answer.status in status
    assert len(answer.body) < 60_000


def test_an_unknown_host_gets_400_also_for_a_stored_page(site: Site) -> None:
    assert site.ask().status == 200

    assert site.raw("GET / HTTP/1.1\nHost: elsewhere.example\nConnection: close\n\n").status == 400


@pytest.mark.parametrize("dies", [False, True], ids=["lives", "dies after its commit"])
def test_a_change_by_another_process_is_seen_within_a_second(site: Site, dies: bool) -> None:
    name = f"Edelmetalle {'gestorben' if dies else 'lebendig'}"
    assert name.encode() not in site.ask().body

    site.change(name, dies=dies)

    until = time.monotonic() + 1.0
    while name.encode() not in (body := site.ask().body) and time.monotonic() < until:
        time.sleep(0.05)
    assert name.encode() in body


def test_a_command_with_another_site_address_than_the_server_s_is_seen_as_well(site: Site) -> None:
    before = site.ask().body

    site.change("Ohne Adresse", site_url="http://localhost")
    time.sleep(1)

    after = site.ask().body
    assert after != before
    assert b"Ohne Adresse" in after


def test_a_role_with_options_of_its_own_leaves_the_pages_where_they_are(site: Site, tmp_path: Path) -> None:
    with options.using(home=site.home, site_url=f"http://127.0.0.1:{site.port}"):
        kept = store.of_home()
    until = time.monotonic() + 20
    while (facts := kept.files.facts("/feed.atom")) is None and time.monotonic() < until:
        site.ask("/feed.atom")
    stamp = kept.stamp()
    assert facts is not None

    other = Server(
        site.home, "serve", "--only", "scheduler", log=tmp_path / "log", DEPESCHE_SITE_URL=f"http://127.0.0.1:{site.port}", DEPESCHE_SEND_RATE="5"
    )
    try:
        other.wait_for("Ready: the scheduler runs")
    finally:
        other.end()

    now = kept.files.facts("/feed.atom")
    assert now is not None
    assert (kept.stamp(), now.modified) == (stamp, facts.modified)


def test_pages_in_front_are_there_before_anybody_asks(site: Site) -> None:
    site.change("Edelmetalle vorn")

    stored = site.home / "pages" / "127.0.0.1" / "feed.atom"
    until = time.monotonic() + 10
    while not stored.exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert b"Edelmetalle vorn" in stored.read_bytes()


def test_rebuild_from_the_shell(site: Site) -> None:
    site.ask("/corrections/")
    more = {"DEPESCHE_SITE_URL": f"http://127.0.0.1:{site.port}", "DEPESCHE_PAGE_STORE": "on"}

    told = depesche("rebuild", "--all", "--home", str(site.home), **more)

    assert told.returncode == 0, told.stderr
    assert re.fullmatch(r"\d+ pages were rendered\.\n", told.stdout)
    assert (site.home / "pages" / "127.0.0.1" / "corrections" / "index.html").exists()
    assert depesche("rebuild", "--tag", "site", "--home", str(site.home), **more).stdout in {"0 pages were rendered.\n", "1 pages were rendered.\n"}
    found = depesche("doctor", "--home", str(site.home), **more).stdout
    assert re.search(r"page store.*The page store holds \d+ pages\.", found)


def test_who_wants_no_store_has_none(tmp_path: Path) -> None:
    home, port = whole_home(tmp_path), free_port()
    with options.using(home=home):
        store.of_home().prepare(made_for="an earlier start")
    server = Server(
        home,
        "serve",
        "--only",
        "web",
        "--port",
        str(port),
        log=tmp_path / "log",
        DEPESCHE_SITE_URL=f"http://127.0.0.1:{port}",
        DEPESCHE_PAGE_STORE="off",
    )
    try:
        server.wait_for("Ready:")
        other = Site(server, home, port)
        assert other.ask().status == 200
        assert "last-modified" not in other.ask().headers
        assert not (home / "pages").exists()
    finally:
        server.end()
    told = depesche("rebuild", "--home", str(home), DEPESCHE_PAGE_STORE="off")
    assert (told.returncode, "no page store" in told.stderr) == (1, True)
