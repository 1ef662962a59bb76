"""An event loop in a thread of its own; the thread that started it answers its questions: a database connection belongs to one thread."""

from __future__ import annotations

import asyncio
import contextvars
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

Answer = TypeVar("Answer")
SWITCH = 0.0005  # seconds for which a thread may keep the interpreter while another wants it: ten answers on their way are worked off in less
LOOP: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
with suppress(ImportError):  # not to be had for Windows
    import uvloop

    LOOP = uvloop.new_event_loop


class Questions:
    """What the loop asks of the thread that started it."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()

    async def ask(self, question: Callable[[], Answer]) -> Answer:
        """Have a question answered in the other thread; what it raises is raised here."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.put((question, answer))
        return await answer

    def end(self) -> None:
        """Say that nothing more will be asked."""
        self._waiting.put(None)

    def answer_all(self) -> None:
        """Answer questions until the end is said."""
        while (asked := self._waiting.get()) is not None:
            question, answer = asked
            try:
                _give(answer, question(), None)
            except BaseException as error:  # noqa: BLE001 - it is raised where the question was asked
                _give(answer, None, error)


def run(work: Callable[[Questions], Awaitable[None]]) -> None:
    """Run ``work`` in a loop of its own and answer its questions here, until it is done; raises what it raises."""
    questions, failures = Questions(), list[BaseException]()

    async def whole() -> None:
        await work(questions)

    def loop() -> None:
        try:
            with asyncio.Runner(loop_factory=LOOP) as runner:
                runner.run(whole())
        except BaseException as error:  # noqa: BLE001 - raised again below, in the thread that started us
            failures.append(error)
        finally:
            questions.end()

    patience = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    thread = threading.Thread(target=contextvars.copy_context().run, args=(loop,), name="sending", daemon=True)
    thread.start()
    questions.answer_all()
    thread.join()
    sys.setswitchinterval(patience)
    if failures:
        raise failures[0]


def _give(answer: asyncio.Future[Any], value: Any, error: BaseException | None) -> None:
    def settle() -> None:
        if answer.done():
            return  # nobody waits any more
        if error is None:
            answer.set_result(value)
        else:
            answer.set_exception(error)

    answer.get_loop().call_soon_threadsafe(settle)
