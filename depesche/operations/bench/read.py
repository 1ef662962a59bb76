"""``depesche bench read``: a stored page from the built-in server, against nginx with the same bytes from disk, in turn in one run."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from depesche.kernel.refusal import Refusal
from depesche.operations.bench import read_apart, read_load, read_nginx, read_start
from depesche.operations.bench.read_load import Load
from depesche.operations.bench.read_nginx import Nginx

SUMMARY = "a stored page read by many, against nginx with the same bytes"
TARGETS = {"gzip": 0.40, "identity": 0.33, "store": 0.97, "kept": 0.5}
ENCODINGS = {"gzip": ["Accept-Encoding: gzip"], "identity": []}
EDITORS = 2
PATIENCE = 600  # seconds; a first start of the demo takes about one minute
HOST = "127.0.0.1"
Server = tuple[str, int]  # an address, and the process that answers there
ARTICLE = "/politik/nordkoreas-soldaten-in-russland/"
PLAIN_ARTICLE = "/ratgeber/falschgold-erkennen/"  # offers no player of somebody else, so other web servers may show it, too


@dataclass(frozen=True)
class Site:
    """A served demo: its home, its first process, its port, and the article to ask for."""

    home: Path
    process: int
    port: int
    path: str

    def address(self) -> str:
        """Return the article's address."""
        return f"http://{HOST}:{self.port}{self.path}"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--rounds", type=int, default=5, help="how often each is asked, in turn (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=4, help="the length of one turn (default: %(default)s)")
    parser.add_argument("--apart", action="store_true", help="print only what each thing in nginx's configuration costs")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Measure.

    :raises Refusal: codes ``tools-missing``, ``bench-failed``
    """
    read_nginx.require_tools()
    if arguments.apart:
        found = _apart(rounds=arguments.rounds, seconds=arguments.seconds)
        print(json.dumps(found, indent=2) if arguments.json else "\n".join(read_apart.lines(found)))
        return 0
    with tempfile.TemporaryDirectory(prefix="depesche-bench-") as name:
        with _demo(Path(name)) as site:
            measured = _measure(Path(name), site, rounds=arguments.rounds, seconds=arguments.seconds)
        served = {**_environment(), "DEPESCHE_SITE_URL": f"http://{HOST}:{site.port}"}
        measured["start"] = read_start.measure(site.home, site.port, site.path, environment=served, rounds=arguments.rounds)
    print(json.dumps(measured, indent=2) if arguments.json else "\n".join(_lines(measured)))
    return 0


def _apart(*, rounds: int, seconds: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="depesche-bench-") as name, _demo(Path(name)) as site:
        copies, logs = Path(name) / "copies", Path(name) / "logs"
        _copy(site, PLAIN_ARTICLE, copies)
        logs.mkdir()
        configurations = {read_apart.PLAIN: partial(read_nginx.plain, copies), read_apart.PRINTED: partial(_printed, site, logs)}
        return read_apart.measure(Path(name), configurations, PLAIN_ARTICLE, turns=(rounds, seconds))


def _measure(folder: Path, site: Site, *, rounds: int, seconds: int) -> dict[str, Any]:
    front, django = read_load.child(site.process, "front"), read_load.child(site.process, "web")
    for path in (site.path, PLAIN_ARTICLE):
        _copy(site, path, folder / "copies")
    port = read_nginx.free_port()
    with read_nginx.running(folder / "nginx", read_nginx.plain(folder / "copies", port), port) as nginx:
        ratios = {
            name: _in_turn((site.address(), front), (_at(nginx), nginx.process), headers=headers, rounds=rounds, seconds=seconds)
            for name, headers in ENCODINGS.items()
        }
        ratios |= _as_printed(folder, site, nginx, rounds=rounds, seconds=seconds)
    return {
        "path": site.path,
        "bytes": {form: len(_ask(site.port, site.path, *said)) for form, said in ENCODINGS.items()},
        **ratios,
        "renders": _with_editors(site, front, rounds=rounds, seconds=seconds),
        "django": vars(read_load.run(f"{site.address()}?plain=1", django, headers=[], seconds=seconds, connections=EDITORS)),
        "targets": TARGETS,
    }


def _as_printed(folder: Path, site: Site, nginx: Nginx, *, rounds: int, seconds: int) -> dict[str, Any]:
    """Compare nginx with the printed configuration with a plain one that logs nothing, and with one that logs as nginx does by default."""
    port, other_port = read_nginx.free_port(), read_nginx.free_port()
    (folder / "store").mkdir()
    logging = read_nginx.plain(folder / "copies", other_port, log=read_nginx.DEFAULT_LOG.format(folder=folder / "logging"))
    with (
        read_nginx.running(folder / "store", _printed(site, folder / "store", port), port) as direct,
        read_nginx.running(folder / "logging", logging, other_port) as logger,
    ):
        ours, plain, logged = ((_at(one, PLAIN_ARTICLE), one.process) for one in (direct, nginx, logger))
        return {
            name: _in_turn(ours, reference, headers=ENCODINGS["gzip"], rounds=rounds, seconds=seconds)
            for name, reference in {"store": plain, "store_logged": logged}.items()
        }


def _printed(site: Site, logs: Path, port: int) -> str:
    return read_nginx.printed(site.home, port, upstream=site.port, logs=logs, environment=_environment())


def _copy(site: Site, path: str, root: Path) -> None:
    """Keep the very bytes that the built-in server sends as files."""
    folder = root / path.strip("/")
    folder.mkdir(parents=True)
    (folder / "index.html").write_bytes(_ask(site.port, path))
    (folder / "index.html.gz").write_bytes(_ask(site.port, path, *ENCODINGS["gzip"]))


def _at(nginx: Nginx, path: str = ARTICLE) -> str:
    return f"http://{HOST}:{nginx.port}{path}"


def _in_turn(one: Server, reference: Server, *, headers: list[str], rounds: int, seconds: int) -> dict[str, Any]:
    pairs = []
    for _ in range(rounds):
        theirs = read_load.run(*reference, headers=headers, seconds=seconds)
        pairs.append((read_load.run(*one, headers=headers, seconds=seconds), theirs))
    return _compared(pairs)


def _with_editors(site: Site, front: int, *, rounds: int, seconds: int) -> dict[str, Any]:
    """Compare hits while two editors' pages render all the time with hits alone."""
    pairs = []
    for _ in range(rounds):
        alone = read_load.run(site.address(), front, headers=ENCODINGS["gzip"], seconds=seconds)
        with _rendering(site) as rendered:
            together = read_load.run(site.address(), front, headers=ENCODINGS["gzip"], seconds=seconds)
        pairs.append((together, alone))
    found = _compared(pairs)
    return {**found, "of_rate": _median([one.per_second / other.per_second for one, other in pairs], 3), "rendered": len(rendered)}


def _compared(pairs: list[tuple[Load, Load]]) -> dict[str, Any]:
    ratios = [one.per_cpu_second / other.per_cpu_second for one, other in pairs]
    return {
        "ratio": _median(ratios, 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "per_cpu_second": _median([one.per_cpu_second for one, _ in pairs]),
        "reference_per_cpu_second": _median([other.per_cpu_second for _, other in pairs]),
        "per_second": _median([one.per_second for one, _ in pairs]),
    }


def _median(values: list[float], digits: int | None = None) -> float:
    return round(statistics.median(values), digits)


@contextmanager
def _rendering(site: Site) -> Iterator[list[int]]:
    """Ask for pages that Django must render, over and over, as two editors at once would."""
    stop, done = threading.Event(), list[int]()

    def work() -> None:
        while not stop.is_set():
            _ask(site.port, f"{site.path}?editor=1")
            done.append(1)

    editors = [threading.Thread(target=work) for _ in range(EDITORS)]
    for editor in editors:
        editor.start()
    try:
        yield done
    finally:
        stop.set()
        for editor in editors:
            editor.join()


@contextmanager
def _demo(folder: Path) -> Iterator[Site]:
    """Serve a demo of its own while the block runs."""
    port, home = read_nginx.free_port(), folder / "home"
    command = [sys.executable, "-m", "depesche", "demo", "--home", str(home), "--port", str(port)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, env=_environment(), stdout=log, stderr=log) as process:  # noqa: S603 - our own command
        try:
            _wait(port, process)
            for path in (ARTICLE, PLAIN_ARTICLE):
                _ask(port, path)
            yield Site(home, process.pid, port, ARTICLE)
        finally:
            process.send_signal(signal.SIGTERM)


def _environment() -> dict[str, str]:
    return {**os.environ, "DEPESCHE_PAGE_STORE": "on", "DEPESCHE_TRUSTED_PROXIES": ""}


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            if _get(port, "/health/ready")[0] == http.client.OK:
                return
        except OSError:
            time.sleep(0.2)
    raise Refusal(code="bench-failed", message="The demo does not start.")


def _ask(port: int, path: str, *headers: str) -> bytes:
    """Return the bytes at a path.

    :raises Refusal: code ``bench-failed``
    """
    status, body = _get(port, path, *headers)
    if status != http.client.OK:
        raise Refusal(code="bench-failed", message=f"{path} answers {status}.")
    return body


def _get(port: int, path: str, *headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("GET", path, headers=dict(header.split(": ", 1) for header in headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _lines(found: dict[str, Any]) -> list[str]:
    store, renders, django = found["store"], found["renders"], found["django"]
    return [
        f"{found['path']}: {found['bytes']['identity']} bytes, {found['bytes']['gzip']} with gzip; requests per second of the server's processor",
        *(
            f"{name:9} {one['per_cpu_second']:.0f} against {one['reference_per_cpu_second']:.0f} of nginx: {one['ratio']} "
            f"(wanted {found['targets'][name]}; {one['ratios']}); {one['per_second']:.0f}/s"
            for name, one in ((name, found[name]) for name in ENCODINGS)
        ),
        f"store     {store['per_cpu_second']:.0f} by nginx from the page store, as `depesche config nginx` prints, with its log: {store['ratio']} "
        f"of plain nginx without one (wanted {found['targets']['store']}; {store['ratios']}), {found['store_logged']['ratio']} with its default one",
        f"renders   while two editors' pages render ({renders['rendered']} in the last turn): {renders['of_rate']} of the hits per second, "
        f"{renders['ratio']} of them per processor second (wanted {found['targets']['kept']})",
        f"start     {found['start']['page_seconds']} s from `depesche serve` to the first stored page (wanted {read_start.FIRST_PAGE_WITHIN}), "
        f"{found['start']['ready_seconds']} s until everything is ready",
        f"django    {django['per_cpu_second']:.0f} renders of the page, {django['per_second']:.0f}/s",
    ]
