"""The listener for mail that comes back, attacked: floods, mails without an end, bombs, kill -9, forgers. What is not stored stays outside."""

from __future__ import annotations

import os
import signal
import smtplib  # noqa: TID251 - the other side of the listener
import socket
import sqlite3
import time
from pathlib import Path

import pytest

from depesche.audience import erasure
from depesche.audience.models import Consent
from depesche.courier import envelope
from depesche.courier.inbound import lmtp_dialogue, settling, storing
from depesche.courier.models import Bounce, InboundMail, Suppression
from depesche.kernel import options
from depesche.mailing import sending
from depesche.mailing.models import Delivery
from tests.courier import postfix
from tests.courier.bouncing import built
from tests.courier.test_ways_in import listening
from tests.mailing.conftest import NOW, Place, committed_place  # noqa: F401 - fixture
from tests.operations.running import Server, free_port, whole_home

MAIL = b"Subject: Undelivered\r\n\r\n.dots\r\n..more\r\n"
real_postfix = pytest.mark.skipif(bool(postfix.missing()), reason=postfix.missing())


def say(channel: socket.socket, *lines: bytes) -> list[bytes]:
    """Say lines and return one answer to each."""
    file, found = channel.makefile("rb"), []
    for line in lines:
        channel.sendall(line + b"\r\n")
        answer = file.readline()
        while answer[3:4] == b"-":
            answer = file.readline()
        found.append(answer.strip())
    return found


def test_a_flood_of_connections_is_turned_away_and_passes(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lmtp_dialogue, "MOST_CONNECTIONS", 10)
    with listening() as port:
        time.sleep(0.3)  # the probe of `listening` has gone
        flood = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(30)]
        greeted = [channel.recv(200)[:3] for channel in flood]
        for channel in flood:
            channel.close()
        assert (greeted.count(b"220"), greeted.count(b"421")) == (10, 20)

        until = time.monotonic() + 30
        while InboundMail.objects.count() == 0 and time.monotonic() < until:
            try:
                with smtplib.LMTP("127.0.0.1", port) as client:
                    client.sendmail("", [envelope.of_delivery(1)], MAIL)
            except smtplib.SMTPException:
                time.sleep(0.1)
    assert bytes(InboundMail.objects.get().raw).endswith(MAIL)


@pytest.mark.parametrize("body", [b"x" * 900_000, b"\r\n" * 450_000, b".\n" * 450_000, b"\r" * 900_000])
def test_a_mail_without_an_end_takes_no_room_and_each_recipient_an_answer(committed_db: None, monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    monkeypatch.setattr(storing, "LARGEST", 100_000)
    with listening() as port, socket.create_connection(("127.0.0.1", port), timeout=60) as channel:
        to = b"RCPT TO:<" + envelope.of_delivery(1).encode() + b">", b"RCPT TO:<bounces@bounce.example.org>"
        assert channel.recv(200)[:3] == b"220"
        codes = [answer[:3] for answer in say(channel, b"LHLO here", b"MAIL FROM:<>", *to, b"DATA")]
        channel.sendall(body + b"\r\n.\r\n")
        file = channel.makefile("rb")
        assert codes == [b"250", b"250", b"250", b"250", b"354"]
        assert [file.readline()[:9] for _ in range(2)] == [b"552 5.3.4", b"552 5.3.4"]
        again = [answer[:3] for answer in say(channel, b"MAIL FROM:<>", to[0], b"DATA")]
        channel.sendall(MAIL.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        assert file.readline()[:3] == b"250"

    assert again == [b"250", b"250", b"354"]
    (raw,) = InboundMail.objects.values_list("raw", flat=True)
    assert bytes(raw).endswith(MAIL)


def test_too_much_at_once_stays_with_the_mail_server(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as port, smtplib.LMTP("127.0.0.1", port) as client:
        monkeypatch.setattr(lmtp_dialogue, "MOST_HELD", 10)
        with pytest.raises(smtplib.SMTPDataError) as told:
            client.sendmail("", [envelope.of_delivery(1)], MAIL)
        assert told.value.smtp_code == 452
        monkeypatch.undo()
        client.sendmail("", [envelope.of_delivery(1)], MAIL)
    assert InboundMail.objects.count() == 1


def bombs() -> dict[str, bytes]:
    head = b"From: MAILER-DAEMON@example.net\nSubject: Undelivered Mail\n"
    nested = b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (level, level + 1) for level in range(4000))
    report = b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
    return {
        "nested parts": head + b"Content-Type: multipart/mixed; boundary=b0\n\n" + nested,
        "many parts": head + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 60_000,
        "many fields": b"a: b\n" * 90_000,
        "folded without an end": b"Subject: " + b"\n " * 200_000,
        "encoded words": b"Subject: " + b"=?utf-8?b?" * 40_000 + b"\n\nx",
        "one address": head + b"\n" + b"a@" * 200_000,
        "half tokens": head + b"\n" + (b"b+" + b"a" * 64) * 6_000,
        "open tags": head + b"Content-Type: text/html\n\n" + b"<!--" * 100_000,
        "many recipients": head + report + b"Final-Recipient: rfc822; a@b\nAction: failed\nStatus: 5.1.1\n\n" * 6_000,
        "zip as a charset": head + b"Content-Type: text/plain; charset=zlib\n\n" + b"x\x9c" * 1_000,
        "nothing but NUL": b"\x00" * 400_000,
    }


@pytest.mark.rule("M-13")
@pytest.mark.parametrize("name", sorted(bombs()))
def test_no_bomb_stops_the_reading(committed_db: None, name: str) -> None:
    with listening() as port, smtplib.LMTP("127.0.0.1", port) as client:
        client.sendmail("", [envelope.of_delivery(4711)], bombs()[name])
        client.sendmail("", ["bounces@bounce.example.org"], bombs()[name])
    settling.run(at=NOW)

    assert InboundMail.objects.count() == 2
    assert not InboundMail.objects.filter(state=InboundMail.State.NEW).exists()
    assert not Bounce.objects.exists()


@pytest.mark.rule("L-35", "M-14")
def test_a_complaint_about_emil_who_was_erased_leaves_nothing_of_him(committed_place: Place) -> None:  # noqa: F811
    emil = committed_place.person("emil", committed_place.news)
    delivery = Delivery.objects.get(campaign=committed_place.sending(), address=emil)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.HANDING_OVER, handed_over_at=NOW)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.ACCEPTED, finished_at=NOW)
    erasure.erase(emil, reason="asked", at=NOW)
    with listening() as port, smtplib.LMTP("127.0.0.1", port) as client:
        to = envelope.of_delivery(delivery.pk)
        for content in (built.complaint(), built.postfix("5.1.1", "550 5.1.1 <dora@example.net> User unknown")):
            client.sendmail("", [to], content.replace(built.TOKEN.encode(), to.encode()).replace(b"dora@example.net", b"emil@example.org"))
        settling.run(at=NOW)

    assert {(mail.outcome, bytes(mail.raw), mail.diagnostic) for mail in InboundMail.objects.all()} == {(InboundMail.Outcome.NOBODY, b"", "")}
    assert not (Suppression.objects.filter(reason=Suppression.Reason.COMPLAINT).exists())
    assert not (Bounce.objects.exists())


@pytest.mark.long
@pytest.mark.once
@real_postfix
@pytest.mark.rule("M-12", "M-13", "S-07")
def test_what_postfix_bounces_comes_back_to_the_delivery(committed_place: Place) -> None:  # noqa: F811
    """The whole way round: a campaign leaves by a real Postfix, which gives Dora's mail back to the listener."""
    anna, dora = (committed_place.person(name, committed_place.news) for name in ("anna", "dora"))
    with listening() as port:
        transports = f"inline:{{{{bounce.example.org=lmtp:inet:127.0.0.1:{port}}}, {{dora@example.org=error:5.1.1 User unknown}}}}"
        settings = {"transport_maps": transports, "recipient_delimiter": "+", "smtpd_reject_unlisted_recipient": "no"}
        with postfix.Postfix(settings=settings, services="lmtp unix - - n - - lmtp\n") as running, options.using(smtp_url=running.url):
            campaign = committed_place.sending()
            assert sending.run(at=NOW) == 2
            forged = envelope.of_delivery(4711)
            forged = forged[:6] + ("a" if forged[6] != "a" else "b") + forged[7:]
            with smtplib.SMTP("127.0.0.1", running.port) as client:
                client.sendmail("stranger@example.net", [forged], built.postfix("5.1.1", "550 User unknown"))
            until = time.monotonic() + 60
            while InboundMail.objects.count() == 0 and time.monotonic() < until:
                time.sleep(0.2)
            time.sleep(2)  # for what must not come
            log = running.log.read_text()
        settling.run(at=NOW)

    delivery = Delivery.objects.get(campaign=campaign, address=dora)
    mail = InboundMail.objects.get()
    assert (mail.outcome, mail.delivery, mail.kind, mail.code) == (InboundMail.Outcome.COUNTED, delivery.pk, "hard_address", "5.1.1"), log
    assert [bounce.lookup for bounce in Bounce.objects.all()] == [dora.lookup]
    assert Consent.objects.filter(address=anna).exists()
    assert "550 5.1.1 No such mail of ours" in log


@pytest.mark.long
@pytest.mark.once
@real_postfix
@pytest.mark.rule("M-13")
def test_kill_minus_nine_of_the_listener_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Postfix hands over 60 mails while the listener of `depesche serve` is killed again and again in the middle of them."""
    home, port = whole_home(tmp_path), free_port()
    url = f"lmtp://127.0.0.1:{port}"
    server = Server(home, "serve", "--only", "worker", log=tmp_path / "log", DEPESCHE_BOUNCE_URL=url, DEPESCHE_BOUNCE_DOMAIN="bounce.example.org")
    settings = {
        "transport_maps": f"inline:{{bounce.example.org=lmtp:inet:127.0.0.1:{port}}}",
        "queue_run_delay": "1s",
        "minimal_backoff_time": "1s",
        "maximal_backoff_time": "2s",
        "lmtp_destination_concurrency_failed_cohort_limit": "0",
    }
    try:
        server.wait_for("Ready:")
        with postfix.Postfix(settings=settings, services="lmtp unix - - n - - lmtp\n") as running:
            killed = _flood(running.port, port, server)
            with socket.create_connection(("127.0.0.1", _opened(port)), timeout=30) as half:  # and once for certain inside of DATA
                half.recv(200)
                say(half, b"LHLO here", b"MAIL FROM:<>", b"RCPT TO:<bounces@bounce.example.org>", b"DATA")
                half.sendall(b"Subject: half\r\n\r\n" + b"x" * 10_000)
                killed += _kill_listener(server)
            until = time.monotonic() + 120
            while _stored(home) < 60 and time.monotonic() < until:
                time.sleep(0.5)
            log = running.log.read_text()
            time.sleep(3)  # for what would come twice
    finally:
        server.end()

    assert killed >= 3
    with sqlite3.connect(home / "depesche.sqlite3") as database:
        raws = [bytes(raw) for (raw,) in database.execute("SELECT raw FROM courier_inboundmail")]
    numbers = sorted(int(raw.split(b"Subject: mail ")[1].split(b"\r\n")[0]) for raw in raws)
    assert numbers == list(range(60)), log[-3000:]


def _flood(port: int, listener: int, server: Server) -> int:
    killed = 0
    with smtplib.SMTP("127.0.0.1", port) as client:
        for number in range(60):
            content = b"Subject: mail %d\r\n\r\n" % number + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 3_000
            client.sendmail("", ["bounces@bounce.example.org"], content)
            if number in {10, 35}:
                _opened(listener)
                killed += _kill_listener(server)
    return killed


def _kill_listener(server: Server) -> int:
    """Kill the listener's process, and nothing else."""
    for pid in server.family():
        if "bounces" in Path(f"/proc/{pid}/cmdline").read_text().split("\0"):
            os.kill(pid, signal.SIGKILL)
            return 1
    return 0


def _opened(port: int) -> int:
    """Wait until somebody listens again."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return port
        time.sleep(0.2)
    raise AssertionError("the listener was not started again")


def _stored(home: Path) -> int:
    with sqlite3.connect(f"file:{home / 'depesche.sqlite3'}?mode=ro", uri=True, timeout=20) as database:
        return int(database.execute("SELECT count(*) FROM courier_inboundmail").fetchone()[0])
