"""Many connections at once: what each answer means at each phase, and how connections are used, against a server that follows a script."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable

import pytest
import uvloop

from depesche.courier.transport import Phase, Reply, Unreachable, Verdict
from depesche.courier.transport.mail import Mail, Outcome
from depesche.courier.transport.pool import Pool
from depesche.courier.transport.smtp import Target
from depesche.courier.transport.timeouts import Caps, Timeouts
from tests.courier.scripted import HANG_UP, SILENCE, Scripted

pytestmark = pytest.mark.once
CONTENT = b"Subject: Hallo\r\n\r\nGuten Tag\r\n.\r\n..zwei\r\n"
HUGE = b"Subject: x\r\n\r\n" + (b"y" * 76 + b"\r\n") * 400_000
GARBAGE = "what do you want"
PIPELINING = {"ehlo": "250-scripted\r\n250-SIZE 1000000\r\n250 PIPELINING"}
PLAIN: dict[str, str] = {}
SHORT = Timeouts(*([1.5] * 9))  # only where the server falls silent: a busy machine may take long for an answer
RETRY, TEMPORARY, REFUSED, UNKNOWN = Verdict.WAY_FAULT, Verdict.TEMPORARY, Verdict.REFUSED, Verdict.UNKNOWN

Loop = Callable[[], asyncio.AbstractEventLoop]
loops = pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
both = pytest.mark.parametrize("offered", [PLAIN, PIPELINING], ids=["step by step", "pipelined"])


def anna(key: int = 1, **fields: object) -> Mail:
    return Mail(**{"key": key, "sender": "b+abc@example.org", "recipient": "anna@example.org", "content": CONTENT, **fields})  # type: ignore[arg-type]


def with_pool(
    server: Scripted | str,
    deed: Callable[[Pool], Awaitable[object]],
    *,
    loop: Callable[[], asyncio.AbstractEventLoop] | None = None,
    **settings: object,
) -> object:
    async def run() -> object:
        url = server if isinstance(server, str) else server.url
        is_silent = isinstance(server, str) or SILENCE in server.script.values()
        chosen = {"connections": 1, "host": "news.example.org", "timeouts": SHORT if is_silent else Timeouts(), **settings}
        async with Pool(url, **chosen) as pool:  # type: ignore[arg-type]
            return await deed(pool)

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(run())


def hand_over(server: Scripted | str, *mails: Mail, **settings: object) -> Reply:
    """Hand over mails one after the other and return the last reply."""

    async def all_of_them(pool: Pool) -> Reply:
        for mail in mails or (anna(),):
            outcome = await pool.hand_over(mail)
            assert outcome.key == mail.key
        return outcome.reply

    return with_pool(server, all_of_them, **settings)  # type: ignore[return-value]


@both
def test_a_mail_is_handed_over_with_its_dots(offered: dict[str, str]) -> None:
    with Scripted(offered) as server:
        reply = hand_over(server)

        assert (str(reply), reply.verdict) == ("250 2.0.0 queued as 4711", Verdict.ACCEPTED)
        ((sender, recipient, body),) = server.accepted
        assert sender.startswith("MAIL FROM:<b+abc@example.org> SIZE=")
        assert recipient == "RCPT TO:<anna@example.org>"
        assert body == CONTENT.replace(b"\r\n.", b"\r\n..")


@both
@pytest.mark.rule("M-05")
@pytest.mark.parametrize(
    ("command", "answer", "phase", "verdict"),
    [
        ("mail", "354 what", Phase.MAIL, RETRY),
        ("mail", "451 4.3.0 later", Phase.MAIL, TEMPORARY),
        ("mail", "421 closing", Phase.MAIL, RETRY),
        ("mail", "550 5.7.1 sender refused", Phase.MAIL, RETRY),
        ("mail", "530 5.7.0 log in first", Phase.MAIL, RETRY),
        ("mail", GARBAGE, Phase.MAIL, RETRY),
        ("mail", SILENCE, Phase.MAIL, RETRY),
        ("mail", HANG_UP, Phase.MAIL, RETRY),
        ("rcpt", "354 what", Phase.RECIPIENT, RETRY),
        ("rcpt", "450 4.2.1 greylisted", Phase.RECIPIENT, TEMPORARY),
        ("rcpt", "421 4.3.2 closing", Phase.RECIPIENT, RETRY),
        ("rcpt", "421 4.7.0 too many", Phase.RECIPIENT, TEMPORARY),
        ("rcpt", "550 5.1.1 no such user", Phase.RECIPIENT, REFUSED),
        ("rcpt", "554 5.7.1 <anna@example.org>: Relay access denied", Phase.RECIPIENT, RETRY),
        ("rcpt", GARBAGE, Phase.RECIPIENT, RETRY),
        ("rcpt", SILENCE, Phase.RECIPIENT, RETRY),
        ("rcpt", HANG_UP, Phase.RECIPIENT, RETRY),
        ("data", "250 fine", Phase.DATA, RETRY),
        ("data", "334 what", Phase.DATA, RETRY),
        ("data", "451 later", Phase.DATA, TEMPORARY),
        ("data", "421 4.3.2 closing", Phase.DATA, RETRY),
        ("data", "421 4.7.0 too many", Phase.DATA, TEMPORARY),
        ("data", "554 no", Phase.DATA, REFUSED),
        ("data", GARBAGE, Phase.DATA, RETRY),
        ("data", SILENCE, Phase.DATA, RETRY),
        ("data", HANG_UP, Phase.DATA, RETRY),
        ("dot", "354 what", Phase.DOT, UNKNOWN),
        ("dot", "452 4.2.2 full", Phase.DOT, TEMPORARY),
        ("dot", "421 4.3.2 closing", Phase.DOT, RETRY),
        ("dot", "421 4.7.0 too many", Phase.DOT, TEMPORARY),
        ("dot", "554 5.6.0 content refused", Phase.DOT, REFUSED),
        ("dot", GARBAGE, Phase.DOT, UNKNOWN),
        ("dot", SILENCE, Phase.DOT, UNKNOWN),
        ("dot", HANG_UP, Phase.DOT, UNKNOWN),
    ],
)
def test_what_each_answer_means(offered: dict[str, str], command: str, answer: str, phase: Phase, verdict: Verdict) -> None:
    with Scripted({**offered, command: answer}) as server:
        reply = hand_over(server)

        assert (reply.phase, reply.verdict) == (phase, verdict)
        assert server.accepted == []
        assert len(server.bodies) == (1 if phase is Phase.DOT else 0)
        if answer in {GARBAGE, SILENCE, HANG_UP}:
            assert reply.code == 0
            assert reply.text
        else:
            assert str(reply) == answer


@pytest.mark.rule("M-05")
@pytest.mark.parametrize(
    ("answer", "code", "verdict"),
    [
        (HANG_UP, 0, RETRY),
        (SILENCE, 0, RETRY),
        (GARBAGE, 0, RETRY),
        ("250 thanks, enough", 250, RETRY),
        ("354 go on", 354, RETRY),
        ("421 4.3.2 closing", 421, RETRY),
        ("421 too many", 421, TEMPORARY),
        ("452 4.3.1 disk full", 452, TEMPORARY),
        ("552 5.3.4 too big", 552, REFUSED),
    ],
)
@loops
def test_inside_the_body_the_connection_is_dropped_and_no_dot_is_sent(loop: Loop, answer: str, code: int, verdict: Verdict) -> None:
    with Scripted({**PIPELINING, "body": answer}) as server:
        reply = hand_over(server, anna(content=HUGE), loop=loop)

        assert (reply.phase, reply.code, reply.verdict) == (Phase.BODY, code, verdict)
        assert server.bodies == []


@loops
def test_a_huge_mail_is_taken_whole(loop: Loop) -> None:
    with Scripted(PIPELINING) as server:
        reply = hand_over(server, anna(content=HUGE), anna(2), loop=loop, timeouts=Timeouts())

        assert reply.verdict is Verdict.ACCEPTED
        assert server.bodies[0] == HUGE
        assert len(server.accepted) == 2


@pytest.mark.rule("M-05")
@loops
def test_a_huge_mail_without_an_answer_is_unknown(loop: Loop) -> None:
    with Scripted({**PIPELINING, "dot": HANG_UP}) as server:
        reply = hand_over(server, anna(content=HUGE), loop=loop, timeouts=Timeouts())

        assert (reply.phase, reply.verdict) == (Phase.DOT, Verdict.UNKNOWN)


@pytest.mark.rule("M-05")
@pytest.mark.parametrize("answer", ["354 what", "421 too many", "451 later", "554 go away", GARBAGE, SILENCE, HANG_UP])
@pytest.mark.parametrize(("command", "phase"), [("connect", Phase.CONNECT), ("ehlo", Phase.HELLO), ("starttls", Phase.TLS), ("auth", Phase.LOGIN)])
def test_a_connection_that_cannot_be_made_is_no_matter_of_the_mail(command: str, phase: Phase, answer: str) -> None:
    script = {"ehlo": "250-scripted\r\n250-STARTTLS\r\n250 AUTH PLAIN", command: answer}
    scheme = "smtp+starttls" if command == "starttls" else "smtp"
    with Scripted(script) as server, pytest.raises(Unreachable) as unreachable:
        hand_over(f"{scheme}://{'anna:geheim@' if command == 'auth' else ''}127.0.0.1:{server.port}")

    assert unreachable.value.phase is phase
    assert "geheim" not in repr(unreachable.value)
    if answer[0].isdigit():
        assert unreachable.value.text == answer
    assert not any(line.upper().startswith("MAIL") for line in server.seen)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(Unreachable) as unreachable:
        hand_over(f"smtp://anna:geheim@127.0.0.1:{port}")

    assert unreachable.value.phase is Phase.CONNECT
    assert "geheim" not in repr(unreachable.value)


def test_starttls_that_is_not_offered_sends_nothing() -> None:
    with Scripted() as server, pytest.raises(Unreachable) as unreachable:
        hand_over(f"smtp+starttls://127.0.0.1:{server.port}")

    assert unreachable.value.phase is Phase.TLS
    assert not any(line.upper().startswith("MAIL") for line in server.seen)


@pytest.mark.parametrize("injected", ["250 injected", "250-injected", "injected"])
def test_what_somebody_put_in_before_encryption_ends_the_connection(injected: str) -> None:
    script = {"ehlo": "250-scripted\r\n250 STARTTLS", "starttls": f"220 go\r\n{injected}"}
    with Scripted(script) as server, pytest.raises(Unreachable) as unreachable:
        hand_over(f"smtp+starttls://127.0.0.1:{server.port}")

    assert unreachable.value.phase is Phase.TLS
    assert "before encryption" in unreachable.value.text


def test_a_server_without_ehlo_is_greeted_as_of_old() -> None:
    with Scripted({"ehlo": "500 what"}) as server:
        assert hand_over(server).verdict is Verdict.ACCEPTED
        assert server.seen[:2] == ["EHLO news.example.org", "HELO news.example.org"]


@pytest.mark.rule("S-08")
@pytest.mark.parametrize("mail", [anna(recipient="jürgen@example.org"), anna(utf8=True)])
def test_an_international_address_needs_a_server_that_knows_it(mail: Mail) -> None:
    with Scripted(PIPELINING) as server:
        reply = hand_over(server, mail)
        assert (reply.code, reply.verdict, reply.text[:5]) == (550, Verdict.REFUSED, "5.6.7")
        assert not any(line.startswith("MAIL") for line in server.seen)
    with Scripted({"ehlo": "250-scripted\r\n250-8BITMIME\r\n250 SMTPUTF8"}) as server:
        assert hand_over(server, mail, anna()).verdict is Verdict.ACCEPTED
        assert ["SMTPUTF8" in line for line in server.seen if line.startswith("MAIL")] == [True, False]


def test_eight_bits_are_announced_or_refused() -> None:
    content = "Subject: x\r\n\r\nGrüße\r\n".encode()
    with Scripted({"ehlo": "250-scripted\r\n250 8BITMIME"}) as server:
        assert hand_over(server, anna(content=content)).verdict is Verdict.ACCEPTED
        assert "MAIL FROM:<b+abc@example.org> BODY=8BITMIME" in server.seen
    with Scripted() as server:
        assert hand_over(server, anna(content=content)).verdict is Verdict.REFUSED


@pytest.mark.rule("S-06")
def test_a_server_that_reports_is_told_what_to_report() -> None:
    with Scripted({"ehlo": "250-scripted\r\n250-SMTPUTF8\r\n250 DSN"}) as server:
        hand_over(server, anna(key=4711, recipient="a+b=c@example.org"), anna(recipient="jürgen@example.org"))

        assert "MAIL FROM:<b+abc@example.org> RET=HDRS ENVID=4711" in server.seen
        assert "RCPT TO:<a+b=c@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb+3Dc@example.org" in server.seen
        assert "RCPT TO:<jürgen@example.org> NOTIFY=FAILURE,DELAY ORCPT=utf-8;j\\x{FC}rgen@example.org" in server.seen


@both
@pytest.mark.rule("M-09")
def test_one_connection_is_reused_and_reset_only_where_needed(offered: dict[str, str]) -> None:
    with Scripted({**offered, "rcpt": "550 5.1.1 no"}) as server:

        async def three(pool: Pool) -> list[Verdict]:
            found = [await pool.hand_over(anna(1))]
            server.script["rcpt"] = "250 ok"
            found += [await pool.hand_over(anna(2)), await pool.hand_over(anna(3))]
            return [outcome.reply.verdict for outcome in found]

        assert with_pool(server, three) == [Verdict.REFUSED, Verdict.ACCEPTED, Verdict.ACCEPTED]
        assert server.connections == 1
        assert [line for line in server.seen if line == "RSET"] == ["RSET"]


def test_whoever_wants_a_body_after_refusing_the_recipient_gets_none() -> None:
    with Scripted({**PIPELINING, "rcpt": "550 5.1.1 no", "data": "354 go on"}) as server:

        async def two(pool: Pool) -> list[tuple[Phase, Verdict]]:
            first = await pool.hand_over(anna(1))
            server.script["rcpt"] = "250 ok"
            second = await pool.hand_over(anna(2))
            return [(outcome.reply.phase, outcome.reply.verdict) for outcome in (first, second)]

        assert with_pool(server, two) == [(Phase.RECIPIENT, Verdict.REFUSED), (Phase.DOT, Verdict.ACCEPTED)]
        assert server.connections == 2
        assert len(server.bodies) == 1


@pytest.mark.rule("M-09")
def test_a_connection_carries_no_more_mails_than_its_cap() -> None:
    with Scripted(PIPELINING) as server:
        hand_over(server, *(anna(key) for key in range(5)), caps=Caps(mails=2))

        assert server.connections == 3
        assert len(server.accepted) == 5


@pytest.mark.rule("M-09")
def test_a_connection_is_used_no_longer_than_its_cap() -> None:
    with Scripted(PIPELINING) as server:
        hand_over(server, anna(1), anna(2), caps=Caps(seconds=0))

        assert server.connections == 2


def test_after_a_lost_answer_the_next_mail_connects_anew() -> None:
    with Scripted({"dot": HANG_UP}) as server:

        async def two(pool: Pool) -> list[Verdict]:
            first = await pool.hand_over(anna(1))
            server.script["dot"] = "250 ok"
            return [first.reply.verdict, (await pool.hand_over(anna(2))).reply.verdict]

        assert with_pool(server, two) == [Verdict.UNKNOWN, Verdict.ACCEPTED]
        assert server.connections == 2


class Forgetful(Scripted):
    """Hangs up at the second mail of its first connection."""

    def _answer(self, connection: socket.socket, name: str) -> bool:
        return not (name == "mail" and self.connections == 1 and self.accepted) and super()._answer(connection, name)


def test_a_connection_that_the_server_closed_meanwhile_is_not_the_mails_fault() -> None:
    with Forgetful(PIPELINING) as server:
        assert hand_over(server, anna(1), anna(2)).verdict is Verdict.ACCEPTED
        assert server.connections == 2


class FarAway(asyncio.SelectorEventLoop):
    """A network on which connecting takes longer than it is between two looks at the deadlines."""

    async def create_connection(self, *where: object, **settings: object) -> object:  # type: ignore[override]
        await asyncio.sleep(1)
        return await super().create_connection(*where, **settings)  # type: ignore[call-overload]


@pytest.mark.rule("M-05")
def test_a_server_that_took_long_to_reach_and_falls_silent_is_given_up_as_any_other() -> None:
    async def not_for_ever(pool: Pool) -> Outcome:
        return await asyncio.wait_for(pool.hand_over(anna()), 15)

    with Scripted({"mail": SILENCE}) as server:
        outcome = with_pool(server, not_for_ever, loop=FarAway)

    assert isinstance(outcome, Outcome)
    assert (outcome.reply.phase, outcome.reply.verdict) == (Phase.MAIL, RETRY)


def test_as_many_connections_as_wanted_and_no_more() -> None:
    with Scripted(PIPELINING) as server:
        server.may_answer.clear()

        async def eight(pool: Pool) -> tuple[int, int, list[Outcome]]:
            tasks = [asyncio.create_task(pool.hand_over(anna(key))) for key in range(8)]
            while len(server.bodies) < 4:
                await asyncio.sleep(0.01)
            seen = pool.open_connections, pool.free
            server.may_answer.set()
            return *seen, await asyncio.gather(*tasks)

        found = with_pool(server, eight, connections=4, timeouts=Timeouts())
        assert isinstance(found, tuple)
        assert found[:2] == (4, 0)
        assert sorted(outcome.key for outcome in found[2]) == list(range(8))
        assert server.connections == 4
        assert len(server.accepted) == 8


def test_a_server_that_takes_fewer_connections_is_used_with_those() -> None:
    with Scripted(PIPELINING) as server:

        async def more(pool: Pool) -> list[Verdict]:
            await pool.hand_over(anna(0))
            server.script["connect"] = "421 4.7.0 too many connections"
            found = await asyncio.gather(*(pool.hand_over(anna(key)) for key in range(4)))
            return [outcome.reply.verdict for outcome in found]

        assert with_pool(server, more, connections=4, timeouts=Timeouts()) == [Verdict.ACCEPTED] * 4


@pytest.mark.rule("M-05")
def test_a_task_cancelled_inside_the_mail_drops_its_connection() -> None:
    with Scripted({**PIPELINING, "body": SILENCE}) as server:

        async def cancel(pool: Pool) -> int:
            task = asyncio.create_task(pool.hand_over(anna(content=HUGE)))
            await asyncio.sleep(0.2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return pool.open_connections

        assert with_pool(server, cancel, timeouts=Timeouts()) == 0
        server.gone.set()
    assert server.bodies == []


def test_a_mail_that_is_ready_is_sent_as_it_is() -> None:
    with Scripted(PIPELINING) as server:
        assert hand_over(server, anna(content=b"Subject: x\r\n\r\n..\r\n.\r\n", ready=True)).verdict is Verdict.ACCEPTED
        with pytest.raises(ValueError, match="last dot"):
            hand_over(server, anna(ready=True))

        assert server.bodies == [b"Subject: x\r\n\r\n..\r\n"]


@pytest.mark.rule("S-05")
@pytest.mark.parametrize(
    "mail",
    [
        anna(content=b"a\nb\r\n"),
        anna(content=b"a\rb\r\n"),
        anna(content=b"a\r\n.\nMAIL FROM:<x@y>\r\n"),
        anna(recipient="a@example.org>\r\nDATA"),
        anna(recipient="a@example.org> NOTIFY=NEVER"),
        anna(sender="a b@example.org"),
        anna(recipient=""),
    ],
)
def test_nothing_can_be_smuggled_in(mail: Mail) -> None:
    with Scripted() as server:
        with pytest.raises(ValueError):
            hand_over(server, mail)

        assert server.seen == []


def test_whoever_waits_when_the_pool_closes_is_told() -> None:
    with Scripted(PIPELINING) as server:
        server.may_answer.clear()

        async def close() -> list[object]:
            async with Pool(server.url, connections=1, host="news.example.org") as pool:
                tasks = [asyncio.create_task(pool.hand_over(anna(key))) for key in (1, 2)]
                while not server.bodies:
                    await asyncio.sleep(0.01)
            return await asyncio.gather(*tasks, return_exceptions=True)

        first, second = asyncio.run(close())
        assert isinstance(first, Outcome)
        assert first.reply.verdict is Verdict.UNKNOWN
        assert isinstance(second, Unreachable)


def test_a_bug_while_opening_is_seen_by_whoever_waits() -> None:
    def broken() -> Target:
        raise ZeroDivisionError

    async def run() -> None:
        async with Pool(broken, connections=1, host="news.example.org") as pool:
            await pool.hand_over(anna())

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())


def test_two_answers_at_once_are_told_apart() -> None:
    with Scripted({**PIPELINING, "dot": "250 2.0.0 queued\r\n421 4.4.2 closing"}) as server:
        assert hand_over(server, anna(1), anna(2)).verdict is Verdict.ACCEPTED
        assert server.connections == 2


def test_an_answer_in_pieces_is_put_together() -> None:
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as lines:
            for piece in (b"2", b"20-hello", b"\r\n220", b" world\r\n"):
                connection.sendall(piece)
            for answer in (b"250-x\r\n250 PIPELINING\r\n", b"250 ok\r\n2", b"50 ok\r", b"\n354 go\r\n"):
                lines.readline()
                connection.sendall(answer)
            while lines.readline() not in {b".\r\n", b""}:
                continue
            connection.sendall(b"250-2.0.0 queued\r\n250 2.0.0 as 4711\r\n")
            lines.readline()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    reply = hand_over(f"smtp://127.0.0.1:{listening.getsockname()[1]}", timeouts=Timeouts())
    thread.join(5)
    listening.close()

    assert str(reply) == "250 2.0.0 queued 2.0.0 as 4711"
