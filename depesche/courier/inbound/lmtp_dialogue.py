"""The dialogue of the listener for mail that comes back (LMTP, RFC 2033), within limits that no flood of connections or lines passes."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, syntax

MOST_CONNECTIONS = 100  # Postfix opens 20 to one place
MOST_HELD = 64 * 1024 * 1024  # bytes of all mails that are being taken at one moment
LONGEST_LINE = 1_000_000  # whoever writes a notice does not always keep to 998 (RFC 5321, 4.5.3.1.6)
PATIENCE = 120.0  # seconds for one step
BUSY = b"421 4.3.2 Too many connections, try again later\r\n"
TOO_LARGE, TOO_MUCH = "552 5.3.4 Too large", "452 4.3.1 Too much at once, try again later"


class Crowd:
    """All connections of one listener: how many there are, and how many bytes they hold."""

    def __init__(self) -> None:
        self.connections = 0
        self.held = 0


class Door(asyncio.Protocol):
    """Lets a connection in, or turns it away when there are too many: their mail server keeps the mail."""

    def __init__(self, crowd: Crowd, handler: object, *, largest: int) -> None:
        self._crowd, self._handler, self._largest = crowd, handler, largest

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Decide; only here it is known how many others are in."""
        if self._crowd.connections >= MOST_CONNECTIONS:
            turned_away = cast("asyncio.WriteTransport", transport)
            turned_away.write(BUSY)
            turned_away.close()
            return
        dialogue = Dialogue(self._crowd, self._handler, largest=self._largest)
        transport.set_protocol(dialogue)
        dialogue.connection_made(transport)


class Dialogue(LMTP):
    """One connection. A mail's bytes are kept as they are, not line by line, and what is too large is let pass by."""

    line_length_limit = LONGEST_LINE

    def __init__(self, crowd: Crowd, handler: object, *, largest: int) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(
            handler, data_size_limit=largest, enable_SMTPUTF8=True, timeout=PATIENCE, loop=loop, ident="Depesche", hostname="depesche.localhost"
        )
        self._crowd, self._largest = crowd, largest

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        self._crowd.connections += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count it no more."""
        self._crowd.connections -= 1
        super().connection_lost(error)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Take a mail and answer once for each recipient."""
        if await self.check_helo_needed():
            return
        envelope = cast("Envelope", self.envelope)
        recipients = envelope.rcpt_tos
        if arg or not recipients:
            await self.push("501 Syntax: DATA" if arg else "503 Error: need RCPT command")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = bytearray()
        try:
            trouble = await self._read_into(content)
            envelope.content = envelope.original_content = bytes(content)
            answer: Any = "\r\n".join([trouble] * len(recipients)) if trouble else await self._call_handler_hook("DATA")
        finally:
            self._crowd.held -= len(content)
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(answer)

    async def _read_into(self, content: bytearray) -> str:
        """Read to the last dot, undoing doubled dots; return why the mail cannot be taken, if so."""
        begins_line, trouble = True, ""
        while True:
            try:
                piece = await self._reader.readuntil(b"\r\n")
            except asyncio.LimitOverrunError as error:
                piece = await self._reader.read(error.consumed)
            if begins_line and piece == b".\r\n":
                return trouble
            piece = piece[1:] if begins_line and piece.startswith(b".") else piece
            begins_line = piece.endswith(b"\r\n")
            trouble = trouble or self._objection(len(content) + len(piece), len(piece))
            if trouble:
                self._crowd.held -= len(content)
                content.clear()
            else:
                self._crowd.held += len(piece)
                content += piece

    def _objection(self, length: int, more: int) -> str:
        if length > self._largest:
            return TOO_LARGE
        return TOO_MUCH if self._crowd.held + more > MOST_HELD else ""
