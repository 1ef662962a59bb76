"""A sending service calls `depesche serve` as it stands on the web: page server in front, web process behind, worker beside."""

from __future__ import annotations

import base64
import json
import sqlite3
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.mailing.webhook_events import postmark
from tests.operations.running import Server, free_port, whole_home

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("serve")]
SECRET = "only-for-the-sending-service"


def call(port: int, content: bytes, secret: str) -> int:
    proof = "Basic " + base64.b64encode(f"depesche:{secret}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": proof}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/webhooks/postmark/", content, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.rule("M-13", "L-32")
def test_a_webhook_reaches_the_desk_and_its_secret_no_log(tmp_path: Path) -> None:
    home, port = whole_home(tmp_path), free_port()
    given = {"DEPESCHE_WEBHOOK_PROVIDERS": "postmark", "DEPESCHE_WEBHOOK_SECRET": SECRET}
    server = Server(home, "serve", "--port", str(port), log=tmp_path / "log", **given)
    try:
        server.wait_for("Ready:", within=180)
        content = json.dumps(postmark("complained", "")).encode()
        answers = [call(port, content, "x" * 28), call(port, content, SECRET), call(port, b"x" * 3_000_000, SECRET)]
        with sqlite3.connect(f"file:{home / 'depesche.sqlite3'}?mode=ro", uri=True, timeout=20) as database:
            until = time.monotonic() + 60
            while (found := database.execute("SELECT way, state FROM courier_inboundmail").fetchall()) != [("webhook", "review")]:
                assert time.monotonic() < until, found
                time.sleep(0.2)
    finally:
        server.end()

    assert answers == [403, 200, 413]
    assert SECRET not in server.log.read_text()
    assert base64.b64encode(f"depesche:{SECRET}".encode()).decode() not in server.log.read_text()
