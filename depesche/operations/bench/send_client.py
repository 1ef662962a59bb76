"""The SMTP client alone against ``smtp-source -d`` of Postfix (C): same sink, same size, same number of connections, in turn, several rounds."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any, NamedTuple

from depesche.operations.bench import read_nginx, send_mails
from depesche.operations.bench.send_mails import Took

ABSENT = "smtp-source and smtp-sink are not there (Debian's package postfix, `scripts/packages postfix` as root): the client is not measured."
PLACES = os.defpath + ":/usr/sbin:/usr/libexec/postfix"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--mails", type=int, default=10_000, metavar="N", help="mails of one round (default: 10000)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds, each in turn with smtp-source (default: 5)")
    parser.add_argument("--connections", type=int, default=10, metavar="N", help="connections of the client (default: 10)")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return rates, processor times per mail and ratios; nothing but ``absent`` where Postfix is not installed."""
    if tool("smtp-sink") is None or tool("smtp-source") is None:
        return {"absent": True}
    count, connections = arguments.mails, arguments.connections
    letter = send_mails.compiled(arguments.size)
    same = letter.ready(send_mails.values(0))
    rounds = []
    with sink() as (port, _pid):
        send_mails.send(port, send_mails.mails(count // 10, lambda number: same), connections=connections)
        for _ in range(arguments.rounds):
            source_took = source(port, count, size=len(same), connections=connections)
            alone = send_mails.send(port, send_mails.mails(count, lambda number: same), connections=connections)
            personal = send_mails.send(port, send_mails.mails(count, lambda number: letter.ready(send_mails.values(number))), connections=connections)
            rounds.append((source_took, alone, personal))
    return {"size": len(same), "mails": count, "connections": connections, "rounds": arguments.rounds, **_summary(rounds)}


def _summary(rounds: list[tuple[Took, Took, Took]]) -> dict[str, Any]:
    names = ("source", "client", "personal")
    found: dict[str, Any] = {
        name: {
            "per_second": round(median(one[number].rate for one in rounds)),
            "processor_us": round(median(one[number].microseconds for one in rounds), 1),
        }
        for number, name in enumerate(names)
    }
    for number, name in ((1, "client"), (2, "personal")):
        ratios = sorted(one[number].rate / one[0].rate for one in rounds)
        found[name] |= {"ratio": round(median(ratios), 2), "ratio_least": round(ratios[0], 2)}
        found[name]["ratio_processor"] = round(median(one[0].microseconds / one[number].microseconds for one in rounds), 2)
    return found


def lines(found: dict[str, Any]) -> list[str]:
    """Return what was found, for people."""
    if "absent" in found:
        return [ABSENT]
    head = f"client: {found['mails']} mails of {found['size']} bytes over {found['connections']} connections, {found['rounds']} rounds in turn"
    said = [head, f"  smtp-source -d {_speed(found['source'])}"]
    for name, about in (("client", "client alone  "), ("personal", "and rendering ")):
        one = found[name]
        said.append(
            f"  {about} {_speed(one)}; of smtp-source {one['ratio']} (least {one['ratio_least']}), by processor time {one['ratio_processor']}"
        )
    return said


def _speed(one: dict[str, Any]) -> str:
    return f"{one['per_second']}/s, {one['processor_us']} µs of the processor per mail"


class Sink(NamedTuple):
    """A mail server that throws mails away: where it listens, and its process."""

    port: int
    pid: int


def tool(name: str) -> str | None:
    """Return where a tool of Postfix is."""
    return shutil.which(name, path=PLACES)


@contextmanager
def sink() -> Iterator[Sink]:
    """Run Postfix's ``smtp-sink`` on a free loopback port."""
    port = read_nginx.free_port()
    privileges = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [str(tool("smtp-sink")), *privileges, f"127.0.0.1:{port}", "1024"]
    running = subprocess.Popen(command, stdout=sys.stderr)  # noqa: S603 - a tool of this machine, no input of anybody
    try:
        _wait_for(port)
        yield Sink(port, running.pid)
    finally:
        running.kill()
        running.wait()


def source(port: int, count: int, *, size: int, connections: int) -> Took:
    """Have ``smtp-source -d`` send so many mails of one size; return what it took.

    :raises RuntimeError: if it fails
    """
    command = [str(tool("smtp-source")), "-d", "-s", str(connections), "-m", str(count), "-l", str(size)]
    command += ["-f", "b@news.example", "-t", "anna@receiver.example", f"127.0.0.1:{port}"]
    start = time.perf_counter()
    running = subprocess.Popen(command)  # noqa: S603 - as above
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"smtp-source ended with {running.returncode}")
    return Took(time.perf_counter() - start, used.ru_utime + used.ru_stime, count)


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("smtp-sink does not answer")
