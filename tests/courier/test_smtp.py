"""The SMTP dialogue: each answer at each phase, against a server that follows a script."""

from __future__ import annotations

import socket

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
        assert sender.startswith("mail FROM:<b+abc@example.org>")
        assert recipient == "rcpt TO:<anna@example.org>"
        assert body == MAIL.replace(b"\r\n.", b"\r\n..")
        assert server.seen[-1].lower() == "quit"


@pytest.mark.parametrize(
    ("command", "answer", "phase", "verdict"),
    [
        ("mail", "451 4.3.0 later", Phase.MAIL, Verdict.TEMPORARY),
        ("mail", "550 5.7.1 sender refused", Phase.MAIL, Verdict.WAY_FAULT),
        ("mail", "530 5.7.0 log in first", Phase.MAIL, Verdict.WAY_FAULT),
        ("mail", "421 closing", Phase.MAIL, Verdict.WAY_FAULT),
        ("rcpt", "450 4.2.1 greylisted", Phase.RECIPIENT, Verdict.TEMPORARY),
        ("rcpt", "550 5.1.1 no such user", Phase.RECIPIENT, Verdict.REFUSED),
        ("rcpt", "554 5.7.1 <anna@example.org>: Relay access denied", Phase.RECIPIENT, Verdict.WAY_FAULT),
        ("rcpt", "421 4.3.2 closing", Phase.RECIPIENT, Verdict.WAY_FAULT),
        ("rcpt", "421 4.7.0 too many", Phase.RECIPIENT, Verdict.TEMPORARY),
        ("data", "451 later", Phase.DATA, Verdict.TEMPORARY),
        ("data", "554 no", Phase.DATA, Verdict.REFUSED),
        ("data", "421 4.3.2 closing", Phase.DATA, Verdict.WAY_FAULT),
        ("data", "421 4.7.0 too many", Phase.DATA, Verdict.TEMPORARY),
        ("dot", "452 4.2.2 full", Phase.DOT, Verdict.TEMPORARY),
        ("dot", "554 5.6.0 content refused", Phase.DOT, Verdict.REFUSED),
        ("dot", "421 4.3.2 closing", Phase.DOT, Verdict.WAY_FAULT),
        ("dot", "421 4.7.0 too many", Phase.DOT, Verdict.TEMPORARY),
        ("dot", HANG_UP, Phase.DOT, Verdict.UNKNOWN),
    ],
)
def test_what_each_answer_means(command: str, answer: str, phase: Phase, verdict: Verdict) -> None:
    with Scripted({command: answer}) as server:
        reply = hand_over(server.url)

        assert (reply.phase, reply.verdict) == (phase, verdict)
        assert server.accepted == []
        if answer is not HANG_UP:
            assert str(reply) == answer


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


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(Unreachable) as unreachable:
        hand_over(f"smtp://anna:geheim@127.0.0.1:{port}")

    assert unreachable.value.phase is Phase.CONNECT
    assert "geheim" not in repr(unreachable.value)


def test_a_refused_login_shows_no_password() -> None:
    script = {"ehlo": "250-scripted\r\n250 AUTH PLAIN", "auth": "535 5.7.8 wrong"}
    with Scripted(script) as server, pytest.raises(Unreachable) as unreachable:
        hand_over(f"smtp://anna:geheim@127.0.0.1:{server.port}")

    assert unreachable.value.phase is Phase.LOGIN
    assert unreachable.value.text == "535 5.7.8 wrong"
    assert unreachable.value.__cause__ is None


def test_a_password_that_cannot_be_sent_is_not_shown_in_parts() -> None:
    with Scripted({"ehlo": "250-scripted\r\n250 AUTH PLAIN"}) as server, pytest.raises(Unreachable) as unreachable:
        hand_over(f"smtp://anna:geh%C3%BCm@127.0.0.1:{server.port}")

    assert "\\xfc" not in unreachable.value.text
    assert "ü" not in unreachable.value.text


def test_starttls_that_is_not_offered_sends_nothing() -> None:
    with Scripted() as server:
        with pytest.raises(Unreachable) as unreachable:
            hand_over(f"smtp+starttls://127.0.0.1:{server.port}")

        assert unreachable.value.phase is Phase.TLS
        assert not any(line.lower().startswith("mail") for line in server.seen)


def test_an_international_address_needs_a_server_that_knows_it() -> None:
    with Scripted() as server:
        reply = hand_over(server.url, recipient="jürgen@example.org")
        assert (reply.code, reply.verdict) == (550, Verdict.REFUSED)
        assert reply.text.startswith("5.6.7")
    with Scripted({"ehlo": "250-scripted\r\n250-8BITMIME\r\n250 SMTPUTF8"}) as server:
        assert hand_over(server.url, recipient="jürgen@example.org").verdict is Verdict.ACCEPTED
        assert hand_over(server.url).verdict is Verdict.ACCEPTED
        assert ["SMTPUTF8" in line.upper() for line in server.seen if line.lower().startswith("mail")] == [True, False]


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
