"""Many connections to one mail server at once, reused within caps (M-09): mails go in, what the server said comes out.

>>> async with Pool("smtp://127.0.0.1:25", connections=10, host="news.example.org") as pool:
...     outcome = await pool.hand_over(mail)
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any

from depesche.courier.transport import envelopes
from depesche.courier.transport.mail import Mail, NotWanted, Outcome, Still
from depesche.courier.transport.opening import Door, opened
from depesche.courier.transport.reply import Phase, Reply, Unreachable
from depesche.courier.transport.session import Session
from depesche.courier.transport.smtp import Target, target
from depesche.courier.transport.timeouts import Caps, Timeouts, caps_for

FEWER_FOR = 30.0  # seconds for which a server that refused one more connection is not asked for more


class Pool:
    """Up to ``connections`` connections to the server that ``url`` names, or that is looked up for each; ``host`` is our own name for EHLO.

    ``hand_over`` may be called from as many tasks at once as there are connections; more wait. Connections open when they are needed.
    """

    def __init__(
        self, url: str | Callable[[], Target], *, connections: int, host: str, timeouts: Timeouts | None = None, caps: Caps | None = None
    ) -> None:
        where = target(url) if isinstance(url, str) else None
        self._door = Door(url if callable(url) else lambda: target(url), host, timeouts or Timeouts())
        self._caps = caps or (caps_for(where.host) if where else Caps())
        self._most = self._limit = connections
        self._limited_until = 0.0
        self._idle: list[Session] = []
        self._open: set[Session] = set()
        self._watched: set[Session] = set()
        self._opening: set[asyncio.Task[Session]] = set()
        self._waiting: deque[asyncio.Future[Session]] = deque()
        self._watch: asyncio.Task[None] | None = None
        self._busy = 0

    async def __aenter__(self) -> Pool:
        """Begin; no connection is made yet."""
        self._watch = asyncio.create_task(self._watch_deadlines())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Say good-bye on every idle connection and drop the others."""
        tasks: list[asyncio.Task[Any]] = [*self._opening, *([self._watch] if self._watch else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tell_waiters(Unreachable("the pool was closed", Phase.CONNECT))
        for session in self._open:
            if session.is_idle:
                session.leave()
            session.drop("the pool was closed")
        self._idle.clear()
        await asyncio.sleep(0)  # lets the good-byes go

    @property
    def free(self) -> int:
        """How many more mails could be taken now."""
        return max(0, self._limit - self._busy)

    @property
    def open_connections(self) -> int:
        """How many connections are open and ready for mails."""
        return sum(session.is_open for session in self._open)

    async def connect(self) -> None:
        """Have a connection ready.

        :raises Unreachable: if none can be made
        """
        self._give_back(await self._session())

    async def hand_over(self, mail: Mail, *, still: Still | None = None) -> Outcome:
        """Hand over one mail and return what the server said.

        ``still`` is asked when the connection is there, right before the first byte: whether the mail may still go (M-04); and again before the
        content, if the server took so long that what it said does not hold any more.

        A task that is cancelled drops the connection of its mail, so that nothing more of it leaves.

        :raises Unreachable: if no connection can be made; the mail was not taken
        :raises NotWanted: if it may not
        :raises ValueError: for a bare CR or LF in the content (SMTP smuggling) or an address that is none; a bug of the caller
        """
        body = envelopes.body(mail)
        envelopes.check(mail)
        self._busy += 1
        try:
            while True:
                session = await self._session()
                if still is not None and not await self._may(still, session):
                    raise NotWanted
                reused = session.mails > 0
                reply = envelopes.objection(mail, session.offered) or await self._transaction(session, mail, body, still=still)
                self._give_back(session)
                if not (reused and session.was_stale):
                    return Outcome(mail.key, reply)
        finally:
            self._busy -= 1

    async def _transaction(self, session: Session, mail: Mail, body: bytes, *, still: Still | None) -> Reply:
        try:
            return await session.begin(mail, body, still=still)
        except asyncio.CancelledError:
            session.drop("nobody waits for it any more")
            self._give_back(session)
            raise
        except Exception:  # not wanted any more, or asking failed
            self._give_back(session)
            raise

    async def _may(self, still: Still, session: Session) -> bool:
        may = False
        try:
            may = await still()
        finally:
            if not may:
                self._give_back(session)
        return may

    async def _session(self) -> Session:
        while self._idle:
            session = self._idle.pop()
            if session.is_open:
                return session
            self._open.discard(session)
        waiter: asyncio.Future[Session] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        self._open_more()
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self._give_back(waiter.result())
            raise

    def _give_back(self, session: Session) -> None:
        """Let the next one use a connection, or end it when it was used enough."""
        if self._is_spent(session):
            session.leave()
        if not session.is_open:
            self._open.discard(session)
            self._open_more()
        elif (waiter := self._next_waiter()) is not None:
            waiter.set_result(session)
        else:
            self._idle.append(session)

    def _is_spent(self, session: Session) -> bool:
        return session.mails > 0 and (session.mails >= self._caps.mails or session.age >= self._caps.seconds)

    def _next_waiter(self) -> asyncio.Future[Session] | None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                return waiter
        return None

    def _open_more(self) -> None:
        """Open as many connections as are waited for, as far as that is allowed."""
        if self._limit < self._most and asyncio.get_running_loop().time() >= self._limited_until:
            self._limit = self._most
        room = self._limit - len(self._opening) - self.open_connections
        for _ in range(min(room, len(self._waiting) - len(self._opening))):
            task = asyncio.create_task(opened(self._door, self._watched.add))
            self._opening.add(task)
            task.add_done_callback(self._opened)

    def _opened(self, task: asyncio.Task[Session]) -> None:
        self._opening.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            self._open.add(task.result())
            self._give_back(task.result())
        elif isinstance(error, Unreachable):
            self._could_not_open(error)
        else:  # a bug: whoever waits is to see it
            self._tell_waiters(error)

    def _tell_waiters(self, error: BaseException) -> None:
        while (waiter := self._next_waiter()) is not None:
            waiter.set_exception(error)

    def _could_not_open(self, error: Unreachable) -> None:
        """Be content with the connections that are there for a while; without any, whoever waits has to know."""
        others = self.open_connections
        if others:
            self._limit, self._limited_until = others, asyncio.get_running_loop().time() + FEWER_FOR
        elif not self._opening:
            self._tell_waiters(error)

    async def _watch_deadlines(self) -> None:
        loop = asyncio.get_running_loop()
        pause = min(1.0, self._door.timeouts.shortest / 4)
        while True:
            await asyncio.sleep(pause)
            now = loop.time()
            self._watched -= {session for session in self._watched if not session.is_open}  # in place: connections being opened join this very set
            for session in [session for session in self._watched if session.deadline < now]:
                session.overdue()
            for session in [session for session in self._idle if self._is_spent(session)]:
                session.leave()
