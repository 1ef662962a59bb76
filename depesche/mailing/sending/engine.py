"""The sending engine: as many mails on their way as there are connections, while one thread writes results down and begins the next mails.

With a journal more mails are begun in one commit than connections are free; they wait in memory, for less than a second, so that no connection stands
still while the disk writes. It knows a store, a journal and a way out only (``seams.py``), and paces itself by a clock that nobody can set.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from depesche.courier.transport import Reply, Unreachable, Verdict, pace
from depesche.courier.transport.mail import Mail, NotWanted, Outcome
from depesche.courier.transport.pools import ManyWaysOut
from depesche.mailing.sending import ahead
from depesche.mailing.sending.ahead import Ahead
from depesche.mailing.sending.beside import Answer, Questions
from depesche.mailing.sending.seams import Journal, Store

CHECK_HOLDS = 1.0  # seconds (M-04)
ASKS = 4  # a database that needs longer for each than a check holds has to recover first
GROUP = 500  # mails in one commit at most
IDLE = 5.0  # seconds without an answer after which the store is asked for nothing, as that renews the leases of what is on its way
LOOKS = 0.2  # seconds after which answers are written down and mails that waited too long are taken back, whatever happens


@dataclass(frozen=True)
class Pace:
    """How fast, how long, and who says stop. ``rate`` is in mails per second, 0 as fast as the server takes them."""

    rate: int
    longest: float
    is_asked_to_stop: Callable[[], bool]


async def send(store: Store, way: ManyWaysOut, pace: Pace, *, questions: Questions, journal: Journal | None = None) -> None:
    """Hand over what is due until nothing is, the time is over, or the way out cannot be reached; whatever was begun gets its answer first.

    :param questions: by which the store's own thread is asked
    :param journal: what the store's mails are noted in; without it none waits in memory
    :raises Unreachable: if no connection could be made; what was begun is put off
    """
    await _Run(store, way, pace=pace, questions=questions, journal=journal).work()


@dataclass(slots=True)
class _Check:
    """When a mail's consent was looked up last (``at``, of the clock that nobody can set), and how it is done again."""

    run: _Run
    key: int
    at: float

    def holds(self) -> bool:
        return time.monotonic() - self.at <= CHECK_HOLDS

    async def __call__(self) -> bool:
        return await self.run.still(self)


class _Run:
    def __init__(self, store: Store, way: ManyWaysOut, *, pace: Pace, questions: Questions, journal: Journal | None) -> None:
        self._questions, self._journal = questions, journal
        self._store, self._way, self._pace = store, way, pace
        self._started = self._asked_at = time.monotonic()
        self._begun = 0
        self._is_over = self._is_halted = False
        self._ahead = Ahead(ahead.MOST if journal is not None else 0)
        self._ready: deque[tuple[Mail, float]] = deque()
        self._may_wait = 0
        self._on_the_way: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._look = asyncio.Event()
        self._slowed_at = float("-inf")
        self._failure: BaseException | None = None
        self._not_started = 0
        self._unreachable: Unreachable | None = None
        self._not_taken: list[int] = []
        self._not_begun: list[int] = []

    async def work(self) -> None:
        try:
            await self._rounds()
        finally:
            self._ready.clear()  # the store failed: what has not begun does not begin any more
            await asyncio.gather(*self._on_the_way, return_exceptions=True)
            await self._ask(self._store.close)
        if self._failure is not None:  # the last ones on their way failed while the store was asked
            raise self._failure
        if self._unreachable is not None:
            raise self._unreachable

    async def _rounds(self) -> None:
        while True:
            self._start()
            want = self._wanted()
            is_idle = time.monotonic() - self._asked_at > IDLE
            if want or (self._outcomes and not self._ready) or len(self._outcomes) >= GROUP or is_idle:
                await self._exchange(want)
            self._drop_late()
            if self._not_begun or self._not_taken:
                await self._put_back()
            left = self._on_the_way or self._outcomes or self._ready or self._not_taken or self._not_begun
            if not left and (self._is_over or self._must_stop()):
                return
            await self._wait()

    async def _put_back(self) -> None:
        keys, self._not_taken = self._not_taken, []
        waited, self._not_begun = self._not_begun, []
        self._begun -= len(waited)
        reason = self._unreachable.text if self._unreachable else ""
        if keys:
            await self._ask(lambda: self._store.not_taken(keys, reason=reason))
        if waited:
            await self._ask(lambda: self._store.not_begun(waited))
            self._is_over = self._is_halted  # they are due again, even if nothing was when we last asked

    def _must_stop(self) -> bool:
        return self._is_over or time.monotonic() - self._started > self._pace.longest or self._pace.is_asked_to_stop()

    def _wanted(self) -> int:
        if self._must_stop():
            self._is_over = True
            return 0
        free = max(0, self._way.free - self._not_started)
        self._may_wait = self._ahead.wanted(free + len(self._on_the_way))
        want = min(free + self._may_wait - len(self._ready), GROUP) if len(self._ready) <= self._may_wait // 2 else 0
        return min(want, self._allowance()) if self._pace.rate else want

    def _allowance(self) -> int:
        """How many more the rate allows by now."""
        return int((time.monotonic() - self._started) * self._pace.rate) + 1 - self._begun

    async def _exchange(self, want: int) -> None:
        outcomes, self._outcomes = self._outcomes, []
        self._look.clear()
        if any(outcome.reply.verdict is Verdict.WAY_FAULT for outcome in outcomes):
            self._is_over, want = True, 0
        checked = self._asked_at = time.monotonic()
        mails = await self._ask(lambda: self._store.exchange(outcomes, want=want))
        self._ahead.took(time.monotonic() - checked)
        self._begun += len(mails)
        self._is_over = self._is_over or (want > 0 and not mails)
        self._ready.extend((mail, checked) for mail in mails)
        self._start()

    def _start(self) -> None:
        while (first := self._next()) is not None:
            self._not_started += 1
            task = asyncio.create_task(self._carry(*first))
            self._on_the_way.add(task)
            task.add_done_callback(self._done)

    def _next(self) -> tuple[Mail, float] | None:
        """Take the next mail out of memory, if it may still begin."""
        self._drop_late()
        may = self._journal is None or self._way.free > self._not_started  # without a journal no more was begun than connections were free
        return self._ready.popleft() if self._ready and may else None

    def _drop_late(self) -> None:
        """Take back what waited for too long, waits behind a fault of the way out, or got its turn before a receiver asked for less mail."""
        since = float("inf") if self._is_halted else max(time.monotonic() - ahead.WAITS, self._slowed_at)
        while self._ready and self._journal is not None and self._ready[0][1] < since:
            self._not_begun.append(self._ready.popleft()[0].key)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._on_the_way.discard(task)
        self._look.set()
        failure = asyncio.CancelledError() if task.cancelled() else task.exception()
        if failure is not None:
            self._failure = self._failure or failure

    async def _carry(self, mail: Mail, checked: float) -> None:
        """Hand over a mail, and then what waits in memory."""
        self._not_started -= 1  # from here on the way out counts it, until its answer is in our hands
        following: tuple[Mail, float] | None = (mail, checked)
        while following is not None:
            await self._hand_over(*following)
            if len(self._ready) <= self._may_wait // 2:
                self._look.set()
            following = self._next()

    async def _hand_over(self, mail: Mail, checked: float) -> None:
        try:
            outcome = await self._way.hand_over(mail, still=_Check(self, mail.key, checked))
        except NotWanted:
            return
        except Unreachable as error:
            self._unreachable, self._is_over, self._is_halted = error, True, True
            self._not_taken.append(mail.key)
            return
        if self._journal is not None:
            self._journal.answered(mail.key, outcome.reply)
        if outcome.reply.verdict is not Verdict.ACCEPTED:
            self._not_accepted(outcome.reply)
        self._ahead.left()
        self._outcomes.append(outcome)  # to the list as it is by now

    async def still(self, check: _Check) -> bool:
        """Say whether a mail, or its content, may begin right now: nothing is waited for between the last look at the clock and its byte."""
        for _ in range(ASKS):
            if check.holds():
                return self._journal is None or self._journal.begins(check.key)
            check.at = time.monotonic()
            if not await self._ask(lambda: self._store.still_allowed(check.key)):
                return False
        self._not_begun.append(check.key)
        return False

    def _not_accepted(self, reply: Reply) -> None:
        self._is_halted = self._is_halted or reply.verdict is Verdict.WAY_FAULT
        if (self._may_wait or self._ready) and pace.asks_to_slow_down(reply):
            self._slowed_at = time.monotonic()

    async def _wait(self) -> None:
        """Wait for an answer, or until the rate allows the next mail; what else is answered meanwhile is taken along."""
        if not self._on_the_way and not self._outcomes:
            await asyncio.sleep(1 / self._pace.rate if self._pace.rate else 0)
        elif self._pace.rate and not self._is_over and self._way.free > self._not_started:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), 1 / self._pace.rate)
        elif self._ready:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), LOOKS)
        else:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), IDLE)
        self._look.clear()
        if self._failure is not None:
            raise self._failure

    async def _ask(self, question: Callable[[], Answer]) -> Answer:
        return await self._questions.ask(question)
