"""The body of a request is gathered before Django is asked. Django has a few threads, and whoever sends a form at a letter a minute would hold one of
them; here such a reader costs next to nothing.

Forms are gathered in memory, what is larger in a nameless file, as long as there is room for it. What is larger than Django takes is not gathered:
it is refused unread.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

from depesche.press.serving.rsgi import Answering

SMALL = 64 * 1024  # bytes; for these there is always room
PART = 64 * 1024
ROOM = 512 * 1024 * 1024  # bytes of larger ones at the same time
PATIENCE = 60.0  # seconds
SLOWEST = 16 * 1024  # bytes a second, beyond that


class CutShort(Exception):
    """A reader went away while sending."""


class TooSlow(Exception):
    """A reader takes too long to send."""


class NoRoom(Exception):
    """Too many large bodies are being sent at the same time."""


@dataclass(frozen=True)
class Gathered:
    """A whole body."""

    file: SpooledTemporaryFile[bytes]

    async def parts(self) -> AsyncIterator[bytes]:
        """Read it from the beginning, part by part."""
        self.file.seek(0)
        while part := self.file.read(PART):
            yield part


class Gathering:
    """Gathers the bodies of one page server."""

    def __init__(self, *, most: int, room: int = ROOM, patience: float = PATIENCE) -> None:
        """Take the longest body that Django reads, in bytes."""
        self._most, self._room, self._patience = most, room, patience

    def wants(self, length: int | None) -> bool:
        """Whether a body of this length is gathered; ``None`` if it is not told."""
        return length is not None and 0 < length <= self._most

    @asynccontextmanager
    async def gathered(self, protocol: Answering, *, length: int) -> AsyncIterator[Gathered]:
        """Gather a body, and keep it for the length of the block.

        :raises CutShort, TooSlow, NoRoom: if that is not possible
        """
        taken = length if length > SMALL else 0
        if taken > self._room:
            raise NoRoom
        self._room -= taken
        try:
            with SpooledTemporaryFile(SMALL) as file:
                await self._gather(protocol, file, length=length)
                yield Gathered(file)
        finally:
            self._room += taken

    async def _gather(self, protocol: Answering, file: SpooledTemporaryFile[bytes], *, length: int) -> None:
        try:
            async with asyncio.timeout(self._patience + length / SLOWEST):
                async for part in whole(protocol, length=length):
                    file.write(part)
        except TimeoutError as error:
            raise TooSlow from error


async def whole(protocol: Answering, *, length: int | None) -> AsyncIterator[bytes]:
    """Read a body as it comes.

    :raises CutShort: if it ends before it should
    """
    read = 0
    try:
        async for part in protocol:
            read += len(part)
            yield bytes(part)
    except (OSError, RuntimeError) as error:
        raise CutShort from error
    if length is not None and read < length:
        raise CutShort
