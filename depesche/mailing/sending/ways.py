"""The way out that the option names, as the engine wants it: files and the catcher are handed to in threads."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from depesche.courier import transport
from depesche.courier.transport.mail import Mail, Outcome
from depesche.mailing.sending.seams import WayOut


def open_way_out(url: str, *, connections: int) -> WayOut:
    """Return a way out with so many connections, to be used with ``async with``."""
    return InThreads(url, connections=connections)


class InThreads:
    """One thread for each connection; a connection is opened with its first mail."""

    def __init__(self, url: str, *, connections: int) -> None:
        self._url, self._connections, self._busy = url, connections, 0
        self._threads = ThreadPoolExecutor(connections, "hand-over")
        self._here = threading.local()
        self._open: list[transport.WayOut] = []

    async def __aenter__(self) -> InThreads:
        """Begin; nothing is opened yet."""
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close every connection."""
        self._threads.shutdown(wait=True)
        for way in self._open:
            way.__exit__(None, None, None)

    @property
    def free(self) -> int:
        """How many more mails could be taken now."""
        return self._connections - self._busy

    async def hand_over(self, mail: Mail) -> Outcome:
        """Hand over one mail; see :class:`~depesche.mailing.sending.seams.WayOut`."""
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._hand_over, mail)
        finally:
            self._busy -= 1

    def _hand_over(self, mail: Mail) -> Outcome:
        way = getattr(self._here, "way", None)
        if way is None:
            way = transport.open_way_out(self._url).__enter__()
            self._here.way = way
            self._open.append(way)
        return Outcome(mail.key, way.hand_over(sender=mail.sender, recipient=mail.recipient, content=mail.content))
