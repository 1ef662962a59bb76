"""The sending engine: as many mails on their way as there are connections, while one thread writes results down and begins the next mails.

It knows a store and a way out only (``seams.py``), and paces itself by a clock that nobody can set.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from depesche.courier.transport import Unreachable, Verdict
from depesche.courier.transport.mail import Mail, NotWanted, Outcome
from depesche.courier.transport.pools import ManyWaysOut
from depesche.mailing.sending.beside import Answer, Questions
from depesche.mailing.sending.seams import Store

CHECK_HOLDS = 1.0  # seconds (M-04)


@dataclass(frozen=True)
class Pace:
    """How fast, how long, and who says stop. ``rate`` is in mails per second, 0 as fast as the server takes them."""

    rate: int
    longest: float
    is_asked_to_stop: Callable[[], bool]


async def send(store: Store, way: ManyWaysOut, pace: Pace, *, questions: Questions) -> None:
    """Hand over what is due until nothing is, the time is over, or the way out cannot be reached; whatever was begun gets its answer first.

    :param questions: by which the store's own thread is asked
    :raises Unreachable: if no connection could be made; what was begun is put off
    """
    await _Run(store, way, pace=pace, questions=questions).work()


class _Run:
    def __init__(self, store: Store, way: ManyWaysOut, *, pace: Pace, questions: Questions) -> None:
        self._questions = questions
        self._store, self._way, self._pace = store, way, pace
        self._started = time.monotonic()
        self._begun = 0
        self._is_over = False
        self._on_the_way: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._answered = asyncio.Event()
        self._failure: BaseException | None = None
        self._not_started = 0
        self._unreachable: Unreachable | None = None
        self._not_taken: list[int] = []

    async def work(self) -> None:
        try:
            await self._rounds()
        finally:
            await asyncio.gather(*self._on_the_way, return_exceptions=True)
            await self._ask(self._store.close)
        if self._unreachable is not None:
            raise self._unreachable

    async def _rounds(self) -> None:
        while True:
            want = self._wanted()
            if self._outcomes or want:
                await self._exchange(want)
            if self._not_taken:
                await self._put_off()
            if not self._on_the_way and not self._outcomes and not self._not_taken and (self._is_over or self._must_stop()):
                return
            await self._wait()

    async def _put_off(self) -> None:
        keys, self._not_taken = self._not_taken, []
        reason = self._unreachable.text if self._unreachable else ""
        await self._ask(lambda: self._store.not_taken(keys, reason=reason))

    def _must_stop(self) -> bool:
        return self._is_over or time.monotonic() - self._started > self._pace.longest or self._pace.is_asked_to_stop()

    def _wanted(self) -> int:
        if self._must_stop():
            self._is_over = True
            return 0
        free = self._way.free - self._not_started
        return min(free, self._allowance()) if self._pace.rate else free

    def _allowance(self) -> int:
        """How many more the rate allows by now."""
        return int((time.monotonic() - self._started) * self._pace.rate) + 1 - self._begun

    async def _exchange(self, want: int) -> None:
        outcomes, self._outcomes = self._outcomes, []
        self._answered.clear()
        if any(outcome.reply.verdict is Verdict.WAY_FAULT for outcome in outcomes):
            self._is_over, want = True, 0
        checked = time.monotonic()
        mails = await self._ask(lambda: self._store.exchange(outcomes, want=want))
        self._begun += len(mails)
        self._is_over = self._is_over or (want > 0 and not mails)
        for mail in mails:
            self._not_started += 1
            task = asyncio.create_task(self._hand_over(mail, checked))
            self._on_the_way.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._on_the_way.discard(task)
        self._answered.set()
        failure = asyncio.CancelledError() if task.cancelled() else task.exception()
        if failure is not None:
            self._failure = self._failure or failure

    async def _hand_over(self, mail: Mail, checked: float) -> None:
        async def still() -> bool:
            fresh = time.monotonic() - checked <= CHECK_HOLDS
            return fresh or await self._ask(lambda: self._store.still_allowed(mail.key))

        self._not_started -= 1  # from here on the way out counts it, until its answer is in our hands
        try:
            outcome = await self._way.hand_over(mail, still=still)
            self._outcomes.append(outcome)  # to the list as it is by now
        except NotWanted:
            return
        except Unreachable as error:
            self._unreachable, self._is_over = error, True
            self._not_taken.append(mail.key)

    async def _wait(self) -> None:
        """Wait for an answer, or until the rate allows the next mail; what else is answered meanwhile is taken along."""
        if not self._on_the_way and not self._outcomes:
            await asyncio.sleep(1 / self._pace.rate if self._pace.rate else 0)
        elif self._pace.rate and not self._is_over and self._way.free > self._not_started:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._answered.wait(), 1 / self._pace.rate)
        else:
            await self._answered.wait()
        self._answered.clear()
        if self._failure is not None:
            raise self._failure

    async def _ask(self, question: Callable[[], Answer]) -> Answer:
        return await self._questions.ask(question)
