"""Many connections to a server that is 50 ms away: does the client go as fast as the line lets it?"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from depesche.operations.bench import send_mails

ROUND_TRIPS = 2  # of a mail to a server that pipelines: the envelope, the body


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--delay", type=float, default=50.0, metavar="MS", help="how late the server answers (default: 50)")
    parser.add_argument("--many", type=int, nargs="+", default=[1, 10, 50, 100, 200], metavar="N", help="connections, one after the other")
    parser.add_argument("--seconds", type=float, default=3.0, metavar="S", help="how long each number of connections is measured (default: 3)")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the mails per second for each number of connections, and their share of what the delay allows."""
    letter, delay = send_mails.compiled(arguments.size), arguments.delay / 1000
    found = []
    with sink(delay) as port:
        for connections in arguments.many:
            allowed = connections / (ROUND_TRIPS * delay)
            count = max(connections * 5, int(allowed * arguments.seconds))
            work = send_mails.mails(count, lambda number: letter.ready(send_mails.values(number)))
            took = send_mails.send(port, work, connections=connections)
            opening = 2 * delay  # greeting and EHLO, once
            rate = took.mails / max(took.seconds - opening, 1e-9)
            found.append({"connections": connections, "per_second": round(rate), "of_allowed": round(rate / allowed, 2)})
    return {"delay_ms": arguments.delay, "connections": found}


def lines(found: dict[str, Any]) -> list[str]:
    """Return what was found, for people."""
    rows = [
        f"  {one['connections']:4} connections {one['per_second']:6}/s, {one['of_allowed']} of what the delay allows" for one in found["connections"]
    ]
    return [f"delay: a server that answers after {found['delay_ms']:g} ms, fully personal mails", *rows]


@contextmanager
def sink(delay: float) -> Iterator[int]:
    """Run a sink in a process of its own; yield its port."""
    command = [sys.executable, "-m", "depesche.operations.bench.send_sink", str(delay)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this very program
    try:
        if running.stdout is None:
            raise RuntimeError("the sink has no output")
        yield int(running.stdout.readline())
    finally:
        running.kill()
        running.wait()
        if running.stdout is not None:
            running.stdout.close()
