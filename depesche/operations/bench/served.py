"""A home of a benchmark, served by the real command in a process of its own, and ways to ask it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from depesche.kernel import options

PATIENCE = 300  # seconds
Asked = tuple[str, str, str]  # method, path, body
Answer = tuple[int, bytes]


@dataclass(frozen=True)
class Served:
    """A served home."""

    home: Path
    port: int

    def line(self) -> http.client.HTTPConnection:
        """Return a connection that stays open."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> Answer:
        """Ask once."""
        return ask(self.line(), ("GET", path, ""))

    def memory(self) -> float:
        """Return the resident memory of all processes of the tree in MB."""
        return round(sum(_resident(folder) for folder in Path("/proc").glob("[0-9]*") if _is_of(folder, self.home)) / 1024, 1)


@contextmanager
def site(folder: Path, **more: str) -> Iterator[Served]:
    """Serve a home while the block runs; ``more`` are further options of the environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    now = options.current()
    environment = {
        **os.environ,
        "DEPESCHE_HOME": str(folder),
        "DEPESCHE_DATABASE_URL": now.database,
        "DEPESCHE_SECRET_KEY": now.secret_key,
        "DEPESCHE_SITE_URL": f"http://127.0.0.1:{port}",
        **more,
    }
    command = [sys.executable, "-m", "depesche", "serve", "--home", str(folder), "--port", str(port)]
    with (folder / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own command
    found = Served(folder, port)
    try:
        wait(lambda: _is_up(found), "the site does not answer")
        yield found
    finally:
        server.terminate()
        server.wait(30)


def ask(line: http.client.HTTPConnection, asked: Asked) -> Answer:
    """Ask over an open connection."""
    method, path, body = asked
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
    line.request(method, path, body=body or None, headers=headers)
    answer = line.getresponse()
    return answer.status, answer.read()


def wait(until: Callable[[], bool], said: str) -> None:
    """Wait for something.

    :raises RuntimeError: if it does not come
    """
    end = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > end:
            raise RuntimeError(said)
        time.sleep(0.05)


def _is_up(found: Served) -> bool:
    try:
        return found.get("/health/ready")[0] == 200
    except OSError:
        return False


def _is_of(folder: Path, home: Path) -> bool:
    try:
        return f"DEPESCHE_HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _resident(folder: Path) -> int:
    try:
        (line,) = [line for line in (folder / "status").read_text().splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1])
    except (OSError, ValueError):
        return 0
