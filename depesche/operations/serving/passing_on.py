"""Passing a request on to Django and its answer back, both part by part, without changing anything but what belongs to one connection only.

Each request has a connection of its own: to a Unix socket it costs next to nothing, and no request is lost on a connection that just ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import structlog
from multidict import CIMultiDict
from yarl import URL

from depesche.operations.serving import outer_request, passing_back, small_answers
from depesche.operations.serving.outer_request import Outer
from depesche.operations.serving.passing_back import FAILURES
from depesche.press.serving.rsgi import Answering, Scope

LONGEST_LINE = 256 * 1024  # of an answer's head
MOST_WAITING = 1000
STARTS_WITHIN = 10.0  # seconds that a reader waits for Django to listen at all
PROBES = "/health/"
PROBED_WITHIN = 5.0
ANSWERS_WITHIN = 300.0  # seconds between the end of a request and its answer, or between two parts of it
LOOK_EVERY = 0.05
REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})  # RFC 9110, 9.2.1
NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)

log = structlog.get_logger("depesche.front")


class CutShort(Exception):
    """A reader went away while sending."""


class PassingOn:
    """Passes requests on to one Unix socket."""

    def __init__(self, socket: str, *, starts_within: float = STARTS_WITHIN, answers_within: float = ANSWERS_WITHIN) -> None:
        """Name the socket on which Django listens, and the longest waits, in seconds."""
        self._socket = socket
        self._starts_within, self._answers_within = starts_within, answers_within
        self._session: aiohttp.ClientSession | None = None
        self._waiting = 0

    async def __call__(self, scope: Scope, protocol: Answering) -> None:
        """Pass one request on."""
        status = outer_request.refused(scope)
        if status is not None:
            return small_answers.refuse(scope, protocol, status)
        if self._waiting >= MOST_WAITING:
            return small_answers.apologise(scope, protocol, 503)
        self._waiting += 1
        try:
            await self._pass(scope, protocol)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """End what is open."""
        if self._session is not None:
            await self._session.close()

    async def _pass(self, scope: Scope, protocol: Answering) -> None:
        try:
            answer = await self._ask(outer_request.read(scope), protocol)
            try:
                await passing_back.pass_back(scope.method, answer, protocol)
            finally:
                answer.close()
        except CutShort:
            return
        except FAILURES as error:
            status = 503 if isinstance(error, NEVER_SENT) else 504 if isinstance(error, TimeoutError) else 502
            if not scope.path.startswith(PROBES):
                log.warning("The web process gave no answer.", status=status, error=str(error) or type(error).__name__)
            small_answers.apologise(scope, protocol, status)

    async def _ask(self, outer: Outer, protocol: Answering) -> aiohttp.ClientResponse:
        """Ask as often as is safe: until somebody listens, and once more where asking twice changes nothing.

        :raises aiohttp.ClientError: or ``OSError``, ``TimeoutError``, :class:`CutShort`: if there is no answer
        """
        loop = asyncio.get_running_loop()
        is_probe = outer.path.startswith(PROBES)
        until = loop.time() + (0 if is_probe else self._starts_within)
        again = outer.method in REPEATABLE and not outer.has_body
        while True:
            try:
                return await self._ask_once(outer, protocol, within=PROBED_WITHIN if is_probe else self._answers_within)
            except NEVER_SENT:
                if loop.time() >= until:
                    raise
                await asyncio.sleep(LOOK_EVERY)
            except (aiohttp.ServerDisconnectedError, ConnectionResetError):
                if not again:
                    raise
                again = False

    async def _ask_once(self, outer: Outer, protocol: Answering, *, within: float) -> aiohttp.ClientResponse:
        return await self._opened().request(
            outer.method,
            URL(outer.target, encoded=True),
            headers=CIMultiDict(outer.headers),
            data=_body(protocol, outer.length) if outer.has_body else None,
            # No body is sent before Django wants it: an answer without reading it would get lost on a connection that breaks while sending.
            expect100=outer.has_body,
            allow_redirects=False,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=PROBED_WITHIN, sock_read=within),
        )

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(self._socket, limit=0, force_close=True),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                max_line_size=LONGEST_LINE,
                max_field_size=LONGEST_LINE,
            )
        return self._session


async def _body(protocol: Answering, length: int | None) -> AsyncIterator[bytes]:
    """Read the body part by part.

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
