"""A mail server that throws mails away and answers late: ``python -m depesche.operations.bench.send_sink SECONDS`` prints its port.

Each answer, or group of answers to what was pipelined, leaves the given time after it was asked for, as over a line of that length.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

DOT = b"\r\n.\r\n"
ANSWERS = {b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self, delay: float) -> None:
        self._delay, self._rest, self._in_data = delay, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = cast("asyncio.Transport", transport)
        self._say(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Take commands and mails as far as they are whole."""
        self._rest += data
        answers = b""
        while True:
            end = DOT if self._in_data else b"\r\n"
            head, found, rest = self._rest.partition(end)
            if not found:
                break
            self._rest = rest
            answers += b"250 taken\r\n" if self._in_data else ANSWERS.get(head[:4].upper(), b"250 ok\r\n")
            self._in_data = not self._in_data and head.upper() == b"DATA"
        if answers:
            self._say(answers)

    def _say(self, answers: bytes) -> None:
        asyncio.get_running_loop().call_later(self._delay, self._write, answers)

    def _write(self, answers: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answers)


async def _serve(delay: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Sink(delay), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(_serve(float(sys.argv[1])))
