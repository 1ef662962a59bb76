"""How soon a stored page is answered after ``depesche serve`` was called on a home that was served before."""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from depesche.kernel.refusal import Refusal

WITHIN = 120.0  # seconds
EVERY = 0.02
FIRST_PAGE_WITHIN = 2.0  # what is wanted


def measure(home: Path, port: int, path: str, *, environment: Mapping[str, str], rounds: int) -> dict[str, float]:
    """Start and end the site some times; return the medians, in seconds, until the stored page and until readiness.

    :raises Refusal: code ``bench-failed``
    """
    _started(home, port, path, environment=environment)  # the first one begins with an empty store, as the options changed
    found = [_started(home, port, path, environment=environment) for _ in range(rounds)]
    page, ready = zip(*found, strict=True)
    return {"page_seconds": round(statistics.median(page), 2), "ready_seconds": round(statistics.median(ready), 2)}


def _started(home: Path, port: int, path: str, *, environment: Mapping[str, str]) -> tuple[float, float]:
    command = [sys.executable, "-m", "depesche", "serve", "--home", str(home), "--port", str(port)]
    begin = time.perf_counter()
    with (home.parent / "start.log").open("wb") as log, subprocess.Popen(command, env=dict(environment), stdout=log, stderr=log) as process:  # noqa: S603 - our own command
        try:
            found = tuple(_answered(port, asked, process) - begin for asked in (path, "/health/ready"))
            _answered(port, path, process)
        finally:
            process.terminate()
    return found[0], found[1]


def _answered(port: int, path: str, process: subprocess.Popen[bytes]) -> float:
    until = time.perf_counter() + WITHIN
    while process.poll() is None and time.perf_counter() < until:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=WITHIN)
        try:
            line.request("GET", path)
            if line.getresponse().status == http.client.OK:
                return time.perf_counter()
        except (OSError, http.client.HTTPException):
            pass  # not there yet
        finally:
            line.close()
        time.sleep(EVERY)  # also after an answer: whoever is not ready needs the processor for that
    raise Refusal(code="bench-failed", message=f"{path} is not answered after a start.")
