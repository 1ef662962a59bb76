"""Handing over to a real Postfix, which keeps it in its queue or throws it away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from depesche.courier import message
from depesche.courier.compiling import compile_letter
from depesche.courier.transport import Verdict, open_way_out
from depesche.courier.transport.mail import Mail
from depesche.courier.transport.pool import Pool
from depesche.courier.transport.timeouts import Caps
from tests.courier import postfix
from tests.courier.test_compiling import LETTER, MARKS, VALUES

pytestmark = [pytest.mark.once, pytest.mark.long, pytest.mark.skipif(bool(postfix.missing()), reason=postfix.missing())]
MAIL = b"Subject: Hallo\r\n\r\nGuten Tag\r\n"


def test_the_queue_of_postfix_names_the_envelope_sender() -> None:
    with postfix.Postfix(held=True) as running:
        with open_way_out(running.url) as way_out:
            reply = way_out.hand_over(sender="b+anna@example.org", recipient="anna@example.org", content=MAIL)

        assert reply.verdict is Verdict.ACCEPTED
        assert [entry["sender"] for entry in running.queue()] == ["b+anna@example.org"]
        assert running.senders() == ["b+anna@example.org"]


def hand_over(url: str, mails: Iterator[Mail], *, connections: int) -> list[Verdict]:
    async def run() -> list[Verdict]:
        async with Pool(url, connections=connections, host="news.example.org", caps=Caps(mails=40)) as pool:
            found: list[Verdict] = []

            async def work() -> None:
                for mail in mails:
                    found.append((await pool.hand_over(mail)).reply.verdict)

            await asyncio.gather(*(work() for _ in range(connections)))
            return found

    return asyncio.run(run())


def personal(count: int) -> Iterator[Mail]:
    compiled = compile_letter(LETTER, MARKS)
    for number in range(count):
        to = "jürgen@example.org" if number == 7 else f"anna{number}@example.org"
        values = {**VALUES, "to": to, "message_id": message.message_id(str(number), "example.org")}
        yield Mail(number, f"b+d{number}@example.org", to, compiled.ready(values), utf8=number == 7, ready=True)


@pytest.mark.rule("M-08", "M-09", "S-06", "S-08")
def test_postfix_takes_every_mail_of_many_connections_once() -> None:
    with postfix.Postfix() as running:
        verdicts = hand_over(running.url, personal(500), connections=10)

        assert verdicts == [Verdict.ACCEPTED] * 500
        for _ in range(100):
            if len(running.senders()) == 500:
                break
            asyncio.run(asyncio.sleep(0.1))
        assert sorted(running.senders()) == sorted(f"b+d{number}@example.org" for number in range(500))


def test_what_postfix_keeps_is_the_mail_that_was_rendered(tmp_path: Path) -> None:
    (mail,) = personal(1)
    with postfix.Postfix(held=True) as running:
        hand_over(running.url, iter([mail]), connections=1)
        (entry,) = running.queue()
        kept = running.mail(entry["queue_id"])

    assert kept.endswith(mail.content.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.").replace(b"\r\n", b"\n"))


def test_a_recipient_that_postfix_refuses_costs_nobody_else() -> None:
    with postfix.Postfix(
        settings={"smtpd_recipient_restrictions": "check_recipient_access inline:{{dora@example.org=550 5.1.1 unknown}}"}
    ) as running:
        mails = [Mail(key, f"b+{key}@example.org", to, MAIL) for key, to in enumerate(["anna@example.org", "dora@example.org", "clara@example.org"])]

        assert hand_over(running.url, iter(mails), connections=1) == [Verdict.ACCEPTED, Verdict.REFUSED, Verdict.ACCEPTED]
