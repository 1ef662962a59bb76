"""A demo with real web servers in front of it, set up by the configurations that Depesche prints."""

from __future__ import annotations

import http.client
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.conftest import Site, running_demo
from tests.operations.running import ROOT, depesche, environment, free_port

OPTIONS = {"DEPESCHE_PAGE_STORE": "on", "DEPESCHE_TRUSTED_PROXIES": "127.0.0.1/32"}
MAIN = """daemon off; user root; pid {folder}/nginx.pid; error_log {folder}/main.log; worker_processes 1;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxied; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
    scgi_temp_path {folder}/s; include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    """One answer; header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Door:
    """Where one of the servers listens."""

    port: int
    host: str

    def ask(self, path: str, method: str = "GET", **said: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in ({"host": self.host} | said).items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def raw(self, target: str) -> int:
        """Ask for a target exactly as it is written; return the status."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {self.host}\r\nConnection: close\r\n\r\n".encode("latin-1"))
            return int(connection.makefile("rb").readline().split(b" ")[1])


@dataclass(frozen=True)
class Doors:
    """The same site behind three servers."""

    site: Site
    built_in: Door
    nginx: Door
    caddy: Door
    logs: Path

    @property
    def fronts(self) -> tuple[Door, Door]:
        return self.nginx, self.caddy

    def run(self, code: str) -> None:
        """Run some lines in a process of this home, as a command would."""
        options = {**OPTIONS, "DEPESCHE_HOME": str(self.site.home), "DEPESCHE_SITE_URL": self.site.url, "PYTHONPATH": str(ROOT)}
        lines = f"import django; django.setup()\n{code}"
        subprocess.run(
            [sys.executable, "-c", lines], env=environment(**options, DJANGO_SETTINGS_MODULE="depesche.project.settings"), check=True, timeout=120
        )


@contextmanager
def doors(folder: Path) -> Iterator[Doors]:
    """Start a demo, and both servers in front of it."""
    with running_demo(folder / "demo", **OPTIONS) as site:
        host = site.url.removeprefix("http://")
        ports = {name: free_port() for name in ("nginx", "caddy")}
        commands = {name: _set_up(name, folder / name, site, port) for name, port in ports.items()}
        with running(commands["nginx"], folder / "nginx", ports["nginx"]), running(commands["caddy"], folder / "caddy", ports["caddy"]):
            built_in = Door(int(host.rpartition(":")[2]), host)
            _settle(site, built_in)
            yield Doors(site, built_in, Door(ports["nginx"], host), Door(ports["caddy"], f"127.0.0.1:{ports['caddy']}"), folder)


def _settle(site: Site, built_in: Door) -> None:
    """Wait until the demo has sent its campaign and measured its pictures: pages change while it does."""
    stored, before = site.home / "pages" / "127.0.0.1" / "index.html", b""
    for _ in range(60):
        built_in.ask("/")
        time.sleep(1)
        now = stored.read_bytes() if stored.exists() else b""
        if now and now == before:
            return
        before = now
    raise AssertionError("the demo's home page does not come to rest")


def _set_up(name: str, folder: Path, site: Site, port: int) -> list[str]:
    folder.mkdir()
    upstream = site.url.removeprefix("http://")
    words = ["--listen", f"127.0.0.1:{port}", "--upstream", upstream, "--logs", str(folder), "--home", str(site.home)]
    told = depesche("config", name, *words, DEPESCHE_SITE_URL=site.url, **OPTIONS)
    assert (told.returncode, told.stderr) == (0, "")
    (folder / "site.conf").write_text(told.stdout)
    (folder / "main.conf").write_text(MAIN.format(folder=folder))
    program = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin")
    assert program, f"{name} is missing: run scripts/web-servers"
    if name == "nginx":
        return [program, "-c", str(folder / "main.conf"), "-e", str(folder / "main.log")]
    return [program, "run", "--adapter", "caddyfile", "--config", str(folder / "site.conf")]


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    with (folder / "out.log").open("w") as out:
        process = subprocess.Popen(
            command,
            env=environment(XDG_DATA_HOME=str(folder), XDG_CONFIG_HOME=str(folder), HOME=str(folder), CADDY_ADMIN="off"),
            stdout=out,
            stderr=out,
        )
        try:
            _wait_for(port, process, folder / "out.log")
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the server did not start:\n{log.read_text()[-3000:]}")
