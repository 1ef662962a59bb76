"""Fully personal mails of one size, and handing many of them over at once, for the parts of ``depesche bench send``."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from depesche.courier import message
from depesche.courier.compiling import Compiled, compile_letter
from depesche.courier.message import Letter
from depesche.courier.transport.mail import Mail
from depesche.courier.transport.pool import Pool
from depesche.courier.transport.reply import Verdict
from depesche.courier.transport.timeouts import Caps, Timeouts

MARKS = {"leave": "[[unsubscribe]]"}
SENTENCE = "Der Goldpreis stieg am Montag um 1,2 Prozent; Händler rechnen mit ruhigen Tagen."
ENDLESS = Caps(mails=10**9, seconds=1e9)  # smtp-source keeps its connections as well


@dataclass(frozen=True)
class Took:
    """What sending took: seconds by the clock and of this process's processor time, and how many mails."""

    seconds: float
    processor: float
    mails: int

    @property
    def rate(self) -> float:
        """Mails per second."""
        return self.mails / self.seconds

    @property
    def microseconds(self) -> float:
        """Processor time per mail, in microseconds."""
        return self.processor / self.mails * 1e6


def letter(size: int) -> Letter:
    """Return a letter in HTML and text that becomes a mail of about ``size`` bytes, with the headers of a campaign."""
    paragraphs = max(1, (size - 1100) // 190)
    leave = "[[unsubscribe]]"
    return Letter(
        sender="Beispiel Edelmetalle <news@news.example>",
        to="",
        subject="Der Goldbrief vom Montag",
        html="".join(f"<p>{SENTENCE}</p>\n" for _ in range(paragraphs)) + f'<p><a href="{leave}">Abmelden</a></p>',
        text=f"{SENTENCE}\n\n" * paragraphs + f"Abmelden: {leave}",
        message_id="",
        date=datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
        headers=(
            ("List-Unsubscribe", f"<{leave}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("List-Id", "<goldbrief.news.example>"),
            ("Feedback-ID", "17:goldbrief:campaign:news.example"),
            ("Precedence", "bulk"),
        ),
    )


def compiled(size: int) -> Compiled:
    """Return that letter, compiled."""
    return compile_letter(letter(size), MARKS)


def values(number: int) -> dict[str, str]:
    """Return what stands in the slots for one recipient."""
    return {
        "to": f"Anna Nummer {number} <anna{number}@receiver.example>",
        "message_id": message.message_id(f"delivery:{number}", "news.example"),
        "leave": f"https://news.example/newsletter/leave/{number:020d}/",
    }


def mails(count: int, content: Callable[[int], bytes]) -> Iterator[Mail]:
    """Yield that many mails; their contents are ready for DATA."""
    for number in range(count):
        yield Mail(number, f"b+d{number:032d}@news.example", f"anna{number}@receiver.example", content(number), ready=True)


def send(port: int, work: Iterator[Mail], *, connections: int, wait: Callable[[], None] | None = None) -> Took:
    """Hand over all mails to a server on this machine; :class:`AssertionError` if it does not take one."""
    import uvloop

    async def all_of_it() -> Took:
        async with Pool(f"smtp://127.0.0.1:{port}", connections=connections, host="news.example", timeouts=Timeouts(), caps=ENDLESS) as pool:
            start, processor = time.perf_counter(), time.process_time()
            counts = await asyncio.gather(*(_worker(pool, work) for _ in range(connections)))
            return Took(time.perf_counter() - start, time.process_time() - processor, sum(counts))

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(all_of_it())


async def _worker(pool: Pool, work: Iterator[Mail]) -> int:
    count = 0
    for mail in work:
        outcome = await pool.hand_over(mail)
        if outcome.reply.verdict is not Verdict.ACCEPTED:
            raise AssertionError(f"the sink refused: {outcome.reply}")
        count += 1
    return count
