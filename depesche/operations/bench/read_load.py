"""Load for ``depesche bench read``: wrk with open connections, and what the asked processes took of the processor meanwhile."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from depesche.kernel.refusal import Refusal

CONNECTIONS = 64
TICKS = os.sysconf("SC_CLK_TCK")  # of a processor second


@dataclass(frozen=True)
class Load:
    """What one run gave: requests per second, and per second of the processor that the server took."""

    per_second: float
    per_cpu_second: float


def run(address: str, server: int, *, headers: list[str], seconds: int, connections: int = CONNECTIONS) -> Load:
    """Ask for one address over and over.

    :param server: the process whose time counts, with all below it
    :raises Refusal: code ``bench-failed`` if an answer is anything but 200, or there is none
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *[word for header in headers for word in ("-H", header)], address]
    before = processor_seconds(server)
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    taken = processor_seconds(server) - before
    found = re.search(r"(\d+) requests in ([0-9.]+)s", told.stdout)
    if found is None or int(found[1]) == 0 or "Non-2xx" in told.stdout or "Socket errors" in told.stdout:
        raise Refusal(code="bench-failed", message=f"The load on {address} did not succeed.", help=(told.stdout + told.stderr).strip())
    count = int(found[1])
    return Load(round(count / float(found[2]), 1), round(count / max(taken, 1 / TICKS), 1))


def processor_seconds(process: int) -> float:
    """Return the processor time that a process and all below it took so far."""
    return sum(_ticks(one) for one in family(process)) / TICKS


def family(process: int) -> list[int]:
    """Return a process and all below it."""
    found = [process]
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text().split():
                found += family(int(child))
    except OSError:
        return found  # it ended a moment ago
    return found


def child(process: int, role: str) -> int:
    """Return the process of a role below one that serves a home.

    :raises Refusal: code ``bench-failed``
    """
    for one in family(process):
        try:
            words = Path(f"/proc/{one}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"depesche.operations.serving.child" in words and role.encode() in words:
            return one
    raise Refusal(code="bench-failed", message=f"There is no process of the role {role}.")


def _ticks(process: int) -> int:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])  # user and system (proc(5))
