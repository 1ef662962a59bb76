"""Every way out for many mails at once: SMTP over many connections, the catcher, a folder."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Protocol
from urllib.parse import urlsplit

from depesche.courier.transport import catcher, envelopes, files, smtp, timeouts
from depesche.courier.transport.mail import Mail, NotWanted, Outcome, Still
from depesche.courier.transport.pool import Pool
from depesche.kernel import options


class ManyWaysOut(Protocol):
    """What :class:`~depesche.courier.transport.pool.Pool` can, whatever is behind it."""

    async def __aenter__(self) -> ManyWaysOut:
        """Begin."""

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Say good-bye."""

    @property
    def free(self) -> int:
        """How many more mails could be taken now."""

    @property
    def open_connections(self) -> int:
        """How many connections are open."""

    async def hand_over(self, mail: Mail, *, still: Still | None = None) -> Outcome:
        """Hand over one mail.

        :param still: asked right before the first byte, and before the content if the server is slow: whether the mail may still go
        :raises NotWanted: if it may not
        :raises Unreachable: if the way out does not work; the mail was not taken
        """


def open_pool(url: str, *, connections: int) -> ManyWaysOut:
    """Return the way out that the option ``smtp_url`` names, to be used with ``async with``.

    :raises ValueError: if there is no such way; an empty ``smtp_url`` is none
    """
    scheme = urlsplit(url).scheme
    if scheme == "file":
        return FilesPool(url, connections=connections)
    if scheme != "catcher" and scheme not in smtp.PORTS:
        raise ValueError("this is no way out for mail")
    return Pool(catcher.target if scheme == "catcher" else url, connections=connections, host=options.current().host, timeouts=timeouts.wanted())


class FilesPool:
    """A folder as the way out, written in threads: every mail is synced to the disk."""

    def __init__(self, url: str, *, connections: int) -> None:
        self._files, self._most, self._busy = files.Files(url), connections, 0

    async def __aenter__(self) -> FilesPool:
        """Make the folder if it is not there.

        :raises Unreachable: if that fails
        """
        self._files.__enter__()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing to close."""

    @property
    def free(self) -> int:
        """How many more mails could be taken now."""
        return max(0, self._most - self._busy)

    @property
    def open_connections(self) -> int:
        """There are none; what is being written counts."""
        return self._busy

    async def hand_over(self, mail: Mail, *, still: Still | None = None) -> Outcome:
        """Write one mail; see :class:`ManyWaysOut`."""
        if still is not None and not await still():
            raise NotWanted
        self._busy += 1
        try:
            reply = await asyncio.to_thread(self._files.hand_over, sender=mail.sender, recipient=mail.recipient, content=envelopes.plain(mail))
        finally:
            self._busy -= 1
        return Outcome(mail.key, reply)
