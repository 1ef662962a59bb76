"""The body of a request is gathered before Django is asked. Django has a few threads, and whoever sends a form at a letter a minute would hold one of
them; here such a reader costs next to nothing.

Forms are gathered in memory, what is larger in a nameless file, as long as there is room for what has come. What is larger than Django takes for
the address is not gathered: it is refused unread.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

from depesche.press.serving.rsgi import Answering

log = logging.getLogger("depesche.serving")
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


class Taking:
    """The room that one body takes: only what has come, so that a length that is merely announced keeps nobody out."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._read = self.taken = 0

    def keep(self, file: SpooledTemporaryFile[bytes], part: bytes) -> None:
        """Write a part, if there is room for it.

        :raises NoRoom: if not, or if the disk has none
        """
        self._read += len(part)
        more = max(0, self._read - SMALL) - self.taken
        if more > self._gathering.room:
            raise NoRoom
        self._gathering.room -= more
        self.taken += more
        try:
            file.write(part)
            file.flush()  # else the last few bytes meet a full disk when nobody expects it
        except OSError as error:
            log.error("a reader's body cannot be kept: %s", error)
            raise NoRoom from error


class Gathering:
    """Gathers the bodies of one page server."""

    def __init__(self, *, most: Callable[[str], int], room: int = ROOM, patience: float = PATIENCE) -> None:
        """Take who tells the longest body, in bytes, that Django reads for a path."""
        self._most, self.room, self._patience = most, room, patience

    def wants(self, path: str, length: int | None) -> bool:
        """Whether a body of this length is gathered; ``None`` if it is not told."""
        return length is not None and 0 < length <= self._most(path)

    @asynccontextmanager
    async def gathered(self, protocol: Answering, *, length: int) -> AsyncIterator[Gathered]:
        """Gather a body, and keep it for the length of the block.

        :raises CutShort, TooSlow, NoRoom: if that is not possible
        """
        with _spooled() as file, self._taking() as taking:
            try:
                async with asyncio.timeout(self._patience + length / SLOWEST):
                    async for part in whole(protocol, length=length):
                        taking.keep(file, part)
            except TimeoutError as error:
                raise TooSlow from error
            yield Gathered(file)

    @contextmanager
    def _taking(self) -> Iterator[Taking]:
        taking = Taking(self)
        try:
            yield taking
        finally:
            self.room += taking.taken


@contextmanager
def _spooled() -> Iterator[SpooledTemporaryFile[bytes]]:
    file = SpooledTemporaryFile(SMALL)  # noqa: SIM115 - closed below
    try:
        yield file
    finally:
        with suppress(OSError):  # closing writes once more what a full disk did not take
            file.close()


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
