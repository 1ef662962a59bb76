"""`depesche serve` with a listener for mail that comes back, next to which a mail server stands."""

from __future__ import annotations

import smtplib  # noqa: TID251 - the mail server's side
import sqlite3
import time
from pathlib import Path

import pytest

from depesche.kernel import options
from depesche.operations.serving import start
from tests.courier.bouncing import built
from tests.operations.running import Server, free_port, whole_home

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("serve")]


@pytest.mark.rule("M-13")
def test_the_mail_server_hands_over_to_the_listener(tmp_path: Path) -> None:
    home, port = whole_home(tmp_path), free_port()
    url = f"lmtp://127.0.0.1:{port}"
    server = Server(home, "serve", "--only", "worker", log=tmp_path / "log", DEPESCHE_BOUNCE_URL=url, DEPESCHE_BOUNCE_DOMAIN="bounce.example.org")
    try:
        server.wait_for("Ready:")
        _hand_over(port, b"Subject: Hallo\r\n\r\nHallo\r\n")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            _hand_over(port, built.exim("550 No such user"), to=built.TOKEN)  # none of this home's
    finally:
        server.end()

    with sqlite3.connect(home / "depesche.sqlite3") as database:
        ((raw, way),) = database.execute("SELECT raw, way FROM courier_inboundmail").fetchall()
    assert raw == b"X-Depesche-Envelope-To: bounces@bounce.example.org\r\nSubject: Hallo\r\n\r\nHallo\r\n"
    assert way == "lmtp"


@pytest.mark.parametrize(("url", "wanted"), [("", False), ("maildir:///x", False), ("lmtp://127.0.0.1:10024", True)])
def test_the_listener_runs_only_where_it_is_wanted(tmp_path: Path, url: str, wanted: bool) -> None:
    found = options.Options(home=tmp_path, bounce_url=url)
    roles = {
        only: {child.role for child in start.children(start.Plan(found, "127.0.0.1", 8000, only))} for only in ("", "worker", "web", "scheduler")
    }
    assert [only for only, children in roles.items() if "bounces" in children] == (["", "worker"] if wanted else [])


def _hand_over(port: int, content: bytes, to: str = "bounces@bounce.example.org") -> None:
    until = time.monotonic() + 30
    while True:
        try:
            with smtplib.LMTP("127.0.0.1", port) as client:
                client.sendmail("", [to], content)
            return
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
