"""One connection to a mail server and its mails: written in whole pieces, read without waiting for lines.

It knows at every moment how far its mail has come, so that every failure reports its phase (M-05): before the body nothing was taken, inside
the body the connection is dropped and the dot never leaves, after the dot nobody knows.
"""

from __future__ import annotations

import asyncio

from depesche.courier.transport import envelopes
from depesche.courier.transport.line import FOREVER, Line
from depesche.courier.transport.mail import Mail, NotWanted, Still
from depesche.courier.transport.reply import Phase, Reply
from depesche.courier.transport.smtp import one_line
from depesche.courier.transport.timeouts import Timeouts

PIPELINED = (Phase.MAIL, Phase.RECIPIENT, Phase.DATA)


class Session(Line):
    """A connection. ``begin`` is for its mails, one at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, timeouts: Timeouts) -> None:
        super().__init__(loop, timeouts)
        self._result: asyncio.Future[Reply] | None = None
        self._still: Still | None = None
        self._asking: asyncio.Task[None] | None = None  # whether the mail may still go, before its content
        self._meanwhile: Reply | None = None  # what became of the mail while that was asked
        self._expected: list[Phase] = []  # the answers on their way, the next one last
        self._refusal: Reply | None = None
        self._resets = 0  # answers to RSET on their way
        self._needs_reset = False
        self.mails = 0
        self._answered_mail = False
        self._body = self._recipient = b""

    def resume_writing(self) -> None:
        """Learn that everything left: if the dot was in it, the server may have the mail from now on."""
        super().resume_writing()
        if self.phase is Phase.BODY:
            self._enter(Phase.DOT)

    def drop(self, why: str) -> None:
        """End the connection at once; what was not sent yet never is. A mail at hand is answered by how far it came."""
        if self.is_open:
            super().drop(why)
            self._finish(Reply(0, one_line(why.encode()), self.phase))

    @property
    def is_idle(self) -> bool:
        """Whether a mail can begin."""
        return self.is_open and self._result is None

    @property
    def was_stale(self) -> bool:
        """Whether the server had closed it before it took notice of the last mail, as servers do with idle connections."""
        return not self.is_open and self.phase is Phase.MAIL and not self.was_silent and not self._answered_mail

    def begin(self, mail: Mail, body: bytes, *, still: Still | None = None) -> asyncio.Future[Reply]:
        """Begin a mail; ``body`` are its content with the dots doubled and the last dot.

        The answer may be :class:`NotWanted`, or what ``still`` raises: then the connection is dropped, and nothing of the content left.
        """
        self._result = result = self._loop.create_future()
        self._still, self._body, self._refusal, self._answered_mail = still, body, None, False
        start, end = envelopes.commands(mail, self.offered)
        lines = start
        self._enter(Phase.MAIL)
        if "PIPELINING" in self.offered:
            self._expected = list(reversed(PIPELINED))
            lines += end + b"DATA\r\n"
        else:
            self._expected, self._recipient = [Phase.MAIL], end
        if self._needs_reset:
            self._needs_reset, self._resets = False, self._resets + 1
            lines = b"RSET\r\n" + lines
        self._write(lines)
        return result

    def _finish(self, reply: Reply) -> None:
        if self._asking is not None:
            self._meanwhile = reply
            return
        result, self._result, self._still, self._body = self._result, None, None, b""
        if self.is_open:
            self.deadline = FOREVER
        if result is not None and not result.done():
            result.set_result(reply)

    def _take(self, code: int, lines: list[bytes]) -> None:
        """Take one reply: to a step of a mail, or else as every line does."""
        if self._result is not None:
            self._step(code, lines)
        else:
            super()._take(code, lines)

    def _step(self, code: int, lines: list[bytes]) -> None:
        self._answered_mail = True
        if self._resets:
            self._resets -= 1
            if code != 250:
                self.drop(f"the mail server refused RSET: {code} {one_line(b' '.join(lines))}")
        elif self._asking is not None:  # it does not want to wait
            self._stop(Reply(code, one_line(b" ".join(lines)), Phase.DATA))
        elif self.phase is Phase.DOT:
            self._answered(Reply(code, one_line(b" ".join(lines)), Phase.DOT))
        elif self.phase is Phase.BODY:  # it does not want the rest
            self._stop(Reply(code, one_line(b" ".join(lines)), Phase.BODY))
        elif self._refusal is not None:
            self._after_refusal(self._refusal, code)
        else:
            self._envelope(code, lines)

    def _envelope(self, code: int, lines: list[bytes]) -> None:
        self.phase = phase = self._expected.pop()
        if phase is Phase.DATA and code == 354:
            self._may_send_body()
        elif phase is not Phase.DATA and code // 100 == 2:
            self._go_on(phase)
        else:
            self._refuse(Reply(code, one_line(b" ".join(lines)), phase))

    def _go_on(self, phase: Phase) -> None:
        """Take the next step; when pipelined, it is on its way already."""
        if self._expected:
            self._enter(self._expected[-1])
        elif phase is Phase.MAIL:
            self._expected = [Phase.RECIPIENT]
            self._enter(Phase.RECIPIENT)
            self._write(self._recipient)
        else:
            self._expected = [Phase.DATA]
            self._enter(Phase.DATA)
            self._write(b"DATA\r\n")

    def _may_send_body(self) -> None:
        if self._still is None or self._still.holds():
            self._send_body()
        else:
            self.deadline = FOREVER  # the server waits for us
            self._asking = self._loop.create_task(self._ask(self._still))
            self._asking.add_done_callback(self._asked)

    async def _ask(self, still: Still) -> None:
        if not await still():
            raise NotWanted

    def _asked(self, asking: asyncio.Task[None]) -> None:
        self._asking, meanwhile, self._meanwhile = None, self._meanwhile, None
        failure = NotWanted() if asking.cancelled() else asking.exception()
        if failure is not None:
            self._fail(failure)
        elif meanwhile is not None:
            self._finish(meanwhile)
        else:
            self._send_body()

    def _fail(self, failure: BaseException) -> None:
        result, self._result, self._still, self._body = self._result, None, None, b""
        if result is not None and not result.done():
            result.set_exception(failure)
        self.drop("the mail is not wanted any more")  # the server waits for its content

    def _send_body(self) -> None:
        self._enter(Phase.BODY)
        self._write(self._body)
        if not self._is_full and self.is_open:
            self._enter(Phase.DOT)

    def _answered(self, reply: Reply) -> None:
        """Take the answer to the dot."""
        self.mails += 1
        self._finish(reply)
        if reply.code == 421 or reply.code // 100 == 3:
            self.drop("the mail server closes")

    def _refuse(self, reply: Reply) -> None:
        """Take a refusal in the envelope: the connection goes on unless the server says it closes, or says what makes no sense here."""
        self._needs_reset = reply.phase is not Phase.MAIL
        if reply.code == 421 or reply.code < 400:
            self._stop(reply)
        elif self._expected:
            self._refusal = reply
        else:
            self.mails += 1
            self._finish(reply)

    def _after_refusal(self, refusal: Reply, code: int) -> None:
        """Take an answer to what was pipelined behind a refusal. Whoever asks for the body nevertheless gets none (RFC 2920, 3.1)."""
        is_last = self._expected.pop() is Phase.DATA
        if code == 421 or (is_last and code < 400):
            self._stop(refusal)
        elif is_last:
            self.mails += 1
            self._finish(refusal)

    def _stop(self, reply: Reply) -> None:
        """Answer the mail and drop the connection."""
        self._finish(reply)
        self.drop(reply.text)
