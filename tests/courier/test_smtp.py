"""Single mails, one after the other, against a server that follows a script; what each answer means is in test_pool.py."""

from __future__ import annotations

import socket
import time

import pytest

from depesche.courier.transport import Phase, Unreachable, Verdict, open_way_out
from depesche.kernel import options
from tests.courier.scripted import HANG_UP, Scripted

pytestmark = pytest.mark.once
MAIL = b"Subject: Hallo\r\n\r\nGuten Tag\r\n.\r\n..zwei\r\n"


def hand_over(url: str, content: bytes = MAIL, recipient: str = "anna@example.org") -> object:
    with open_way_out(url) as way_out:
        return way_out.hand_over(sender="b+abc@example.org", recipient=recipient, content=content)


def test_a_mail_is_handed_over_with_its_dots() -> None:
    with Scripted() as server:
        reply = hand_over(server.url)

        assert reply.verdict is Verdict.ACCEPTED
        assert str(reply) == "250 2.0.0 queued as 4711"
        ((sender, recipient, body),) = server.accepted
        assert sender.startswith("MAIL FROM:<b+abc@example.org>")
        assert recipient == "RCPT TO:<anna@example.org>"
        assert body == MAIL.replace(b"\r\n.", b"\r\n..")
        until = time.monotonic() + 5
        while server.seen[-1] != "QUIT" and time.monotonic() < until:
            time.sleep(0.01)
        assert server.seen[-1] == "QUIT"


def test_what_the_server_says_of_a_mail_is_returned() -> None:
    for script, verdict in (
        ({"rcpt": "550 5.1.1 no"}, Verdict.REFUSED),
        ({"dot": HANG_UP}, Verdict.UNKNOWN),
        ({"mail": "421 closing"}, Verdict.WAY_FAULT),
    ):
        with Scripted(script) as server:
            assert hand_over(server.url).verdict is verdict


@pytest.mark.parametrize(
    ("command", "answer", "phase"),
    [
        ("connect", HANG_UP, Phase.CONNECT),
        ("connect", "421 too many", Phase.CONNECT),
        ("connect", "554 go away", Phase.CONNECT),
        ("ehlo", HANG_UP, Phase.HELLO),
        ("mail", HANG_UP, Phase.MAIL),
        ("rcpt", HANG_UP, Phase.RECIPIENT),
        ("data", HANG_UP, Phase.DATA),
    ],
)
def test_a_failure_before_the_body_means_later(command: str, answer: str, phase: Phase) -> None:
    with Scripted({command: answer}) as server, pytest.raises(Unreachable) as unreachable:
        hand_over(server.url)

    assert unreachable.value.phase is phase


def test_a_failure_inside_the_body_never_sends_the_dot() -> None:
    with Scripted({"body": HANG_UP}) as server:
        with pytest.raises(Unreachable) as unreachable:
            hand_over(server.url, content=b"Subject: x\r\n\r\n" + b"x" * 70 + b"\r\n" + (b"y" * 76 + b"\r\n") * 400_000)

        assert unreachable.value.phase is Phase.BODY
        assert server.bodies == []


def test_a_login_may_hold_any_letter_and_is_never_shown() -> None:
    """RFC 4616: UTF-8; only NUL would end it."""
    script = {"ehlo": "250-scripted\r\n250 AUTH PLAIN", "auth": "535 5.7.8 wrong"}
    for password, told in (("geh%C3%BCm", "535 5.7.8 wrong"), ("geh%00m", "the user or the password holds characters that SMTP cannot carry")):
        with Scripted(script) as server, pytest.raises(Unreachable) as unreachable:
            hand_over(f"smtp://anna:{password}@127.0.0.1:{server.port}")

        assert (unreachable.value.phase, unreachable.value.text) == (Phase.LOGIN, told)


def test_after_a_refused_recipient_the_same_connection_goes_on() -> None:
    with Scripted({"rcpt": "550 5.1.1 no"}) as server, open_way_out(server.url) as way_out:
        way_out.hand_over(sender="b+a@example.org", recipient="dora@example.org", content=MAIL)
        server.script["rcpt"] = "250 ok"
        reply = way_out.hand_over(sender="b+b@example.org", recipient="anna@example.org", content=MAIL)

        assert reply.verdict is Verdict.ACCEPTED
        assert server.connections == 1


def test_after_a_lost_connection_the_next_mail_connects_anew() -> None:
    with Scripted({"dot": HANG_UP}) as server, open_way_out(server.url) as way_out:
        way_out.hand_over(sender="b+a@example.org", recipient="anna@example.org", content=MAIL)
        server.script["dot"] = "250 ok"
        reply = way_out.hand_over(sender="b+b@example.org", recipient="anna@example.org", content=MAIL)

        assert reply.verdict is Verdict.ACCEPTED
        assert server.connections == 2


@pytest.mark.parametrize("content", [b"a\nb\r\n", b"a\rb\r\n", b"a\r\n.\nMAIL FROM:<x@y>\r\n"])
def test_a_bare_line_end_is_never_sent(content: bytes) -> None:
    with Scripted() as server:
        with pytest.raises(ValueError, match="CRLF"):
            hand_over(server.url, content=content)

        assert server.bodies == []


def test_a_server_that_says_nothing_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, options.using(smtp_timeout=1), pytest.raises(Unreachable):
        hand_over(f"smtp://127.0.0.1:{silent.getsockname()[1]}")
