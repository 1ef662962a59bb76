"""A server that is slow to ask for the content: what allowed the mail may be over by then, so it is looked up again (M-04)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from depesche.courier.transport import Phase, Verdict
from depesche.courier.transport.mail import NotWanted, Outcome
from depesche.courier.transport.pool import Pool
from tests.courier.scripted import Scripted
from tests.courier.test_pool import PIPELINING, anna, both, with_pool

pytestmark = [pytest.mark.once, pytest.mark.rule("M-04")]


class Looks:
    """What allows a mail never holds for long; each look says what comes next."""

    def __init__(self, *says: bool, meanwhile: Callable[[], Awaitable[None]] | None = None) -> None:
        self._says, self._meanwhile = list(says), meanwhile
        self.looked = 0

    def holds(self) -> bool:
        return False

    async def __call__(self) -> bool:
        self.looked += 1
        if self.looked > 1 and self._meanwhile is not None:
            await self._meanwhile()
        return self._says.pop(0)


@both
def test_it_goes_if_it_may_still(offered: dict[str, str]) -> None:
    looks = Looks(True, True)
    with Scripted(offered) as server:
        found = with_pool(server, lambda pool: pool.hand_over(anna(), still=looks))

        assert isinstance(found, Outcome)
        assert found.reply.verdict is Verdict.ACCEPTED
        assert (len(server.accepted), looks.looked) == (1, 2)


@both
def test_nothing_of_its_content_leaves_if_it_may_not_and_the_next_mail_goes(offered: dict[str, str]) -> None:
    async def two(pool: Pool) -> object:
        with pytest.raises(NotWanted):
            await pool.hand_over(anna(), still=Looks(True, False))
        return await pool.hand_over(anna(recipient="ben@example.org"))

    with Scripted(offered) as server:
        with_pool(server, two)

        assert [recipient for _sender, recipient, _body in server.accepted] == ["RCPT TO:<ben@example.org>"]
        assert len(server.bodies) == 1


@pytest.mark.parametrize("may", [True, False])
def test_the_connection_ends_while_it_is_looked_up(may: bool) -> None:
    """Whoever asked gets one answer: that it may not go, or how far it came."""

    async def run(pool: Pool) -> object:
        async def cut() -> None:
            for session in pool._open:
                session.connection_lost(None)

        try:
            return await pool.hand_over(anna(), still=Looks(True, may, meanwhile=cut))
        except NotWanted as not_wanted:
            return not_wanted

    with Scripted(PIPELINING) as server:
        found = with_pool(server, run)

        assert isinstance(found, Outcome if may else NotWanted)
        if isinstance(found, Outcome):
            assert (found.reply.phase, found.reply.verdict) == (Phase.DATA, Verdict.WAY_FAULT)
        assert server.bodies == []


def test_what_cannot_be_looked_up_is_told() -> None:
    async def fails() -> None:
        raise RuntimeError("a defect")

    with Scripted(PIPELINING) as server:
        with pytest.raises(RuntimeError, match="a defect"):
            with_pool(server, lambda pool: pool.hand_over(anna(), still=Looks(True, meanwhile=fails)))
        assert server.bodies == []


def test_who_stops_waiting_meanwhile_stops_the_mail() -> None:
    async def cancelled(pool: Pool) -> None:
        asked = asyncio.Event()

        async def for_ever() -> None:
            asked.set()
            await asyncio.sleep(0.2)

        task = asyncio.create_task(pool.hand_over(anna(), still=Looks(True, True, meanwhile=for_ever)))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.3)

    with Scripted(PIPELINING) as server:
        with_pool(server, cancelled)
        assert server.bodies == []
