"""What each thing in the printed configuration of nginx costs: it and the plain one, each with and without that thing, asked in turn."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from depesche.operations.bench import read_load, read_nginx
from depesche.operations.bench.read_nginx import Nginx

GZIP = ["Accept-Encoding: gzip"]
PLAIN, PRINTED = "plain", "printed"
Change = Callable[[str], str]
Configuration = Callable[[int], str]


def _without(pattern: str) -> Change:
    return lambda text: re.sub(rf"^\s*{pattern}.*\n", "", text, flags=re.MULTILINE)


def _with(line: str) -> Change:
    return lambda text: text.replace("gzip_static on;", f"gzip_static on; {line}", 1)


VARIANTS: dict[str, tuple[str, Change]] = {
    "plain": (PLAIN, str),
    "plain with nginx's default log": (PLAIN, _with(read_nginx.DEFAULT_LOG)),
    "plain with a buffered log": (PLAIN, _with(read_nginx.DEFAULT_LOG.replace(";", " combined buffer=64k flush=5s;"))),
    "plain without sendfile": (PLAIN, _with("sendfile off;")),
    "printed": (PRINTED, str),
    "printed without its log": (PRINTED, _without("access_log")),
    "printed without its headers": (PRINTED, _without("add_header")),
    "printed with sendfile": (PRINTED, _without("sendfile off")),
}


def measure(folder: Path, configurations: Mapping[str, Configuration], path: str, *, turns: tuple[int, int]) -> dict[str, float]:
    """Return microseconds of the processor per request of each variant, the median of its turns.

    :param configurations: the plain and the printed one, for a port
    :param turns: how many, and how many seconds each
    """
    rounds, seconds = turns
    with ExitStack() as running:
        servers = {name: running.enter_context(_server(folder / str(number), name, configurations)) for number, name in enumerate(VARIANTS)}
        taken: dict[str, list[float]] = {name: [] for name in servers}
        for _ in range(rounds):
            for name, server in servers.items():
                load = read_load.run(f"http://127.0.0.1:{server.port}{path}", server.process, headers=GZIP, seconds=seconds)
                taken[name].append(1e6 / load.per_cpu_second)
    return {name: round(statistics.median(found), 2) for name, found in taken.items()}


def lines(found: Mapping[str, float]) -> list[str]:
    """Return what to print."""
    return [f"{name:32} {taken:6.2f} µs of the processor, {found['plain'] / taken:.3f} of plain nginx" for name, taken in found.items()]


def _server(folder: Path, name: str, configurations: Mapping[str, Configuration]) -> AbstractContextManager[Nginx]:
    folder.mkdir(parents=True)
    port = read_nginx.free_port()
    of, change = VARIANTS[name]
    return read_nginx.running(folder, change(configurations[of](port)).replace("{folder}", str(folder)), port)
