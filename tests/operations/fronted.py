"""The page server as a process of its own, with a small site behind it, asked on the raw socket."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from depesche.press import page as pages
from depesche.press.store import Store
from tests.operations.running import ROOT, environment, free_port

HOST = "news.example"
BODY = b"<p>A stored page, long enough to be worth compressing.</p>" * 30


@dataclass
class Answer:
    """One answer on the raw socket; header names in small letters, the last one of several."""

    status: int
    lines: list[str]
    body: bytes
    is_closed: bool

    @property
    def headers(self) -> dict[str, str]:
        return dict(((name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in self.lines)))


@dataclass
class Fronted:
    """The two processes, their store, and how to ask."""

    port: int
    store: Store
    home: Path
    socket: Path
    front: subprocess.Popen[bytes]
    behind: subprocess.Popen[bytes] | None = None
    options: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> str:
        return (self.home / "front.log").read_text()

    def keep(self, path: str, body: bytes = BODY, *, until: float | None = None, tags: Sequence[str] = ("home",)) -> None:
        page = pages.make(path, body, headers=[("Content-Type", "text/html")], tags=tags, modified=time.time() - 9, until=until)
        assert self.store.keep(page, since=self.store.begin())

    def connect(self, *, timeout: float = 20) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def ask(self, path: str = "/", method: str = "GET", *more: str, host: str = HOST, body: bytes = b"") -> Answer:
        lines = [f"{method} {path} HTTP/1.1", *([f"Host: {host}"] if host else []), *([f"Content-Length: {len(body)}"] if body else []), *more]
        return self.raw("\r\n".join([*lines, "", ""]).encode() + body, is_head=method == "HEAD")

    def raw(self, said: bytes, *, is_head: bool = False) -> Answer:
        with self.connect() as connection:
            connection.sendall(said)
            return read(connection, is_head=is_head)

    def outdate(self, tag: str) -> None:
        """Write the row of a change, as a process does that dies right after its commit, or another machine."""
        with closing(sqlite3.connect(self.home / "depesche.sqlite3")) as database, database:
            database.execute("INSERT INTO press_outdatedtag (tag, outdated_at) VALUES (?, datetime('now'))", (tag,))

    def start_behind(self) -> None:
        self.behind = subprocess.Popen([sys.executable, "-m", "tests.operations.behind", str(self.socket)], cwd=ROOT, env=environment())
        wait_for(self.socket.exists)

    def end_behind(self) -> None:
        if self.behind is not None:
            self.behind.kill()
            self.behind.wait(10)
            self.behind = None
            self.socket.unlink(missing_ok=True)


def read(connection: socket.socket, *, is_head: bool = False) -> Answer:
    """Read one answer: by its length, by its chunks, or to the end."""
    found = connection.makefile("rb")
    first = found.readline().decode()
    lines = []
    while (line := found.readline().decode("latin-1").rstrip("\r\n")) != "":
        lines.append(line)
    answer = Answer(int(first.split()[1]) if first else 0, lines, b"", not first)
    headers = answer.headers
    if is_head or answer.status in {204, 304}:
        return answer
    if headers.get("transfer-encoding") == "chunked":
        while (size := int(found.readline() or b"-1", 16)) > 0:
            answer.body += found.read(size)
            found.readline()
        answer.is_closed = size < 0
    elif "content-length" in headers:
        answer.body = found.read(int(headers["content-length"]))
    else:
        answer.body, answer.is_closed = found.read(), True
    return answer


def wait_for(is_so, *, within: float = 30) -> None:  # type: ignore[no-untyped-def]
    until = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


@contextmanager
def running(folder: Path, *, with_site: bool = True, program: str = "depesche.operations.serving.child", **options: str) -> Iterator[Fronted]:
    """Run both; ``options`` are environment variables of the page server."""
    folder.mkdir(exist_ok=True)
    port, way = free_port(), folder / "web.sock"
    usual = {"DEPESCHE_SITE_URL": f"http://{HOST}", "DEPESCHE_SECRET_KEY": "x", "DEPESCHE_PAGE_STORE": "on"}
    said = environment(DEPESCHE_HOME=str(folder), **usual | options)
    with closing(sqlite3.connect(folder / "depesche.sqlite3")) as database:
        database.execute("CREATE TABLE press_outdatedtag (id INTEGER PRIMARY KEY AUTOINCREMENT, tag TEXT, outdated_at TEXT)")
    prepare = "from depesche.operations.serving import page_store; page_store.prepare()"
    subprocess.run([sys.executable, "-c", prepare], cwd=ROOT, env=said, check=True)
    with (folder / "front.log").open("w") as log:
        command = [sys.executable, "-m", program, "front", "127.0.0.1", str(port), str(way)]
        front = subprocess.Popen(command, cwd=ROOT, env=said, stderr=log, stdout=log)
        found = Fronted(port, Store(folder, HOST), folder, way, front)
        try:
            if with_site:
                found.start_behind()
            wait_for(lambda: _listens(port))
            found.keep("/health/opened")  # nobody waits for the site there
            wait_for(lambda: found.ask("/health/opened").headers.get("etag") is not None)
            yield found
        finally:
            found.end_behind()
            front.terminate()
            front.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
