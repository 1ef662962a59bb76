"""The line to a mail server, as a protocol of asyncio: what is written and read on it, until when it waits, and how it ends."""

from __future__ import annotations

import asyncio
from typing import cast

from depesche.courier.transport.answers import Answers, Garbage
from depesche.courier.transport.reply import Phase
from depesche.courier.transport.smtp import one_line
from depesche.courier.transport.timeouts import Timeouts

FOREVER = float("inf")


class Broken(Exception):
    """The connection ended, or what came is no SMTP; :class:`Line` has dropped it."""


class Line(asyncio.Protocol):
    """A line. ``command`` is for opening it; ``deadline`` is in the loop's time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, timeouts: Timeouts) -> None:
        self._loop = loop
        self._patience = {phase: timeouts.of(phase) for phase in Phase}
        self._transport: asyncio.WriteTransport | None = None
        self._answers = Answers()
        self._command: asyncio.Future[tuple[int, list[bytes]]] | None = None
        self._early: list[tuple[int, list[bytes]]] = []
        self._is_full = False  # the kernel did not take all of what was written
        self.phase = Phase.CONNECT
        self.deadline = FOREVER
        self.offered: frozenset[str] = frozenset()  # what EHLO offered, in upper case
        self.told: dict[str, frozenset[str]] = {}  # with its parameters
        self.opened = loop.time()
        self.is_open, self.was_silent = True, False

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport, which is to tell at once when the kernel has not taken everything."""
        self._transport = cast("asyncio.WriteTransport", transport)
        is_encrypted = transport.get_extra_info("ssl_object") is not None
        self._transport.set_write_buffer_limits(high=1 if is_encrypted else 0, low=0)  # asyncio's TLS pauses at the limit, not above it

    def pause_writing(self) -> None:
        """Learn that something is still here."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Learn that everything left."""
        self._is_full = False

    def data_received(self, data: bytes) -> None:
        """Take the server's bytes."""
        try:
            for code, lines in self._answers.feed(data):
                self._take(code, lines)
        except Garbage as garbage:
            self.drop(f"the mail server's answer makes no sense: {garbage}")

    def eof_received(self) -> None:
        """Take the end of the server's bytes as the end of the connection."""
        self.drop("the mail server closed the connection")

    def connection_lost(self, exc: Exception | None) -> None:
        """Say what is known of the reason."""
        self.drop(f"the connection to the mail server was lost{f': {type(exc).__name__}: {exc}' if exc else ''}")

    # Opening.

    async def command(self, line: bytes, phase: Phase) -> tuple[int, list[bytes]]:
        """Send one command (nothing: wait for the greeting) and return the code and the lines of its answer.

        :raises Broken: if there is none
        """
        self._enter(phase)
        if not self.is_open:
            raise Broken("the mail server closed the connection")
        if line:
            self._write(line)
        if self._early:
            return self._early.pop(0)
        self._command = self._loop.create_future()
        return await self._command

    @property
    def transport(self) -> asyncio.WriteTransport:
        """The open transport.

        :raises Broken: if there is none
        """
        if self._transport is None:
            raise Broken("the connection is closed")
        return self._transport

    @property
    def is_silent(self) -> bool:
        """Whether everything that came was taken."""
        return not self._early and self._answers.is_empty

    @property
    def age(self) -> float:
        """How long it has been open, in seconds."""
        return self._loop.time() - self.opened

    def drop(self, why: str) -> None:
        """End the connection at once; what was not sent yet never is."""
        if not self.is_open:
            return
        self.is_open, self.deadline = False, FOREVER
        if self._transport is not None:
            self._transport.abort()
        if self._command is not None and not self._command.done():
            self._command.set_exception(Broken(why))

    def leave(self) -> None:
        """Say QUIT and close; what the server answers no longer matters."""
        if self.is_open:
            self.is_open, self.deadline = False, FOREVER
            self._write(b"QUIT\r\n")
            self.transport.close()

    def overdue(self) -> None:
        """Give up waiting."""
        self.was_silent = True
        self.drop(f"the mail server was silent for {self._patience[self.phase]:g} s")

    def _write(self, data: bytes) -> None:
        self.transport.write(data)

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self.deadline = self._loop.time() + self._patience[phase]

    def _take(self, code: int, lines: list[bytes]) -> None:
        """Take one reply: to a command, or to nothing at all."""
        if self._command is not None and not self._command.done():
            self._command.set_result((code, lines))
        elif self.phase is Phase.CONNECT:
            self._early.append((code, lines))
        elif self.is_open:
            self.drop(f"the mail server said unasked: {code} {one_line(b' '.join(lines))}")
