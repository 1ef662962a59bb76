"""A small site to stand behind the page server in tests: it tells what it was asked, takes uploads, sends much, refuses, and dies on request."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.server import Server

from depesche.operations.serving import lifeline
from depesche.operations.serving.inner_way import believing_the_page_server

MUCH = 20 * 1024 * 1024
PART = b"0123456789abcdef" * 4096
Environ = dict[str, Any]
Answer = tuple[str, list[tuple[str, str]], Iterable[bytes]]


def site(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
    status, headers, body = ANSWERS.get(environ["PATH_INFO"], tell)(environ)
    start(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else body


def tell(environ: Environ) -> Answer:
    text = json.dumps({name: value for name, value in environ.items() if isinstance(value, str)}).encode()
    return "200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(text)))], [text]


def take(environ: Environ) -> Answer:
    found, length, left = hashlib.sha256(), 0, int(environ.get("CONTENT_LENGTH") or -1)
    while left != 0 and (part := environ["wsgi.input"].read(min(65536, left) if left > 0 else 65536)):
        found.update(part)
        length += len(part)
        left -= len(part) if left > 0 else 0
    return "200 OK", [("Content-Type", "text/plain")], [f"{length} {found.hexdigest()}".encode()]


def refuse(environ: Environ) -> Answer:
    return "413 Content Too Large", [("Content-Type", "text/plain"), ("Content-Length", "9")], [b"too large"]


def much(environ: Environ) -> Answer:
    return "200 OK", [("Content-Length", str(MUCH))], (PART for _ in range(MUCH // len(PART)))


def parts(environ: Environ) -> Answer:
    return "200 OK", [("Content-Type", "text/plain")], (part for part in (b"one ", b"two ", b"three"))


def broken(environ: Environ) -> Answer:
    def begin() -> Iterator[bytes]:
        yield PART * 2
        time.sleep(0.3)  # it is on its way
        os._exit(9)

    return "200 OK", [("Content-Type", "text/plain")], begin()


def broken_off(environ: Environ) -> Answer:
    return "200 OK", [("Content-Length", str(MUCH))], broken(environ)[2]


def many_parts(environ: Environ) -> Answer:
    return "200 OK", [], much(environ)[2]


def die(environ: Environ) -> Answer:
    os._exit(9)


def die_once(environ: Environ) -> Answer:
    mark = Path(sys.argv[1]).with_suffix(".died")
    if not mark.exists():
        mark.touch()
        os._exit(9)
    return "200 OK", [("Content-Length", "5")], [b"again"]


def dawdle(environ: Environ) -> Answer:
    time.sleep(1)
    return "200 OK", [("Content-Length", "4")], [b"late"]


def crumbs(environ: Environ) -> Answer:
    headers = [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Long", "x" * 60_000), ("Content-Length", "0"), ("Location", "/elsewhere/")]
    return "302 Found", headers, []


def same(environ: Environ) -> Answer:
    return "304 Not Modified", [("ETag", '"same"')], []


ANSWERS: dict[str, Callable[[Environ], Answer]] = {
    "/take/": take,
    "/refuse/": refuse,
    "/much/": much,
    "/parts/": parts,
    "/broken/": broken,
    "/broken-off/": broken_off,
    "/many-parts/": many_parts,
    "/die/": die,
    "/die-once/": die_once,
    "/dawdle/": dawdle,
    "/crumbs/": crumbs,
    "/same/": same,
}


def load(target: str) -> Any:
    lifeline.hold()
    return believing_the_page_server(site)


def serve(way: str) -> None:
    Server(
        "site",
        uds=Path(way),
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        backpressure=64,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=1,
        websockets=False,
        log_enabled=False,
    ).serve(target_loader=load)


if __name__ == "__main__":
    try:
        serve(sys.argv[1])
    except SystemExit:  # it gives up when a worker dies twice in a few seconds; what tends it starts it again
        os.execv(sys.executable, [sys.executable, "-m", "tests.operations.behind", sys.argv[1]])
