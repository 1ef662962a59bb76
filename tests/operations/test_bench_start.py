"""Who measures a start leaves the processor to what starts."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from depesche.operations.bench import read_start

pytestmark = pytest.mark.once
STARTS_FOR = 0.5  # seconds


class Starting(BaseHTTPRequestHandler):
    """Answers at once that it is not ready, and after a while that it is."""

    asked: list[float] = []

    def do_GET(self) -> None:
        self.asked.append(time.monotonic())
        self.send_response(200 if self.asked[-1] - self.asked[0] > STARTS_FOR else 503)
        self.end_headers()

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Starting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_a_site_that_is_not_ready_is_asked_now_and_then_only(port: int) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        read_start._answered(port, "/health/ready", process)
        process.kill()

    between = [later - earlier for earlier, later in zip(Starting.asked, Starting.asked[1:], strict=False)]
    assert between
    assert min(between) >= read_start.EVERY * 0.9
