"""Passing a request on to Django and its answer back, both part by part, without changing anything but what belongs to one connection only.

Each request has a connection of its own: to a Unix socket it costs next to nothing, and no request is lost on a connection that just ended.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import structlog
from multidict import CIMultiDict
from yarl import URL

from depesche.operations.serving import gathering, outer_request, passing_back, small_answers
from depesche.operations.serving.gathering import CutShort, Gathering, NoRoom, TooSlow
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


@dataclass(frozen=True)
class Asked:
    """A request to pass on, and its body."""

    outer: Outer
    body: AsyncIterator[bytes]


class PassingOn:
    """Passes requests on to one Unix socket."""

    def __init__(self, socket: str, *, gathering: Gathering, starts_within: float = STARTS_WITHIN, answers_within: float = ANSWERS_WITHIN) -> None:
        """Name the socket on which Django listens, who gathers bodies, and the longest waits, in seconds."""
        self._socket, self.gathering = socket, gathering
        self._starts_within, self._answers_within = starts_within, answers_within
        self._session: aiohttp.ClientSession | None = None
        self._waiting = 0

    async def __call__(self, scope: Scope, protocol: Answering, begun: float) -> bool:
        """Pass one request on; return false if Django does not listen yet and the request may wait: then something else may answer it meanwhile.

        :param begun: since when it waits, on ``time.monotonic()``
        """
        status = outer_request.refused(scope) or (503 if self._waiting >= MOST_WAITING else None)
        if status is not None:
            _refuse(scope, protocol, status)
            return True
        return await self._pass(scope, protocol, begun)

    async def close(self) -> None:
        """End what is open."""
        if self._session is not None:
            await self._session.close()

    async def _pass(self, scope: Scope, protocol: Answering, begun: float) -> bool:
        outer = outer_request.read(scope)
        try:
            if outer.length is None or not self.gathering.wants(scope.path, outer.length):
                return await self._try(scope, protocol, begun, asked=Asked(outer, gathering.whole(protocol, length=outer.length)))
            async with self.gathering.gathered(protocol, length=outer.length) as body:
                begun = time.monotonic()
                while not await self._try(scope, protocol, begun, asked=Asked(outer, body.parts())):
                    pass  # the body is here and cannot be asked for again
        except CutShort:
            return True
        except (TooSlow, NoRoom) as error:
            _refuse(scope, protocol, 408 if isinstance(error, TooSlow) else 503)
        return True

    async def _try(self, scope: Scope, protocol: Answering, begun: float, *, asked: Asked) -> bool:
        self._waiting += 1  # who is still sending a form takes nobody's place
        try:
            answer = await self._ask(asked)
            try:
                await passing_back.pass_back(scope.method, answer, protocol)
            finally:
                answer.close()
        except FAILURES as error:
            if isinstance(error, NEVER_SENT) and self._may_wait(scope, begun):
                await asyncio.sleep(LOOK_EVERY)
                return False
            _apologise(scope, protocol, error)
        finally:
            self._waiting -= 1
        return True

    def _may_wait(self, scope: Scope, begun: float) -> bool:
        return not scope.path.startswith(PROBES) and time.monotonic() - begun < self._starts_within

    async def _ask(self, asked: Asked) -> aiohttp.ClientResponse:
        """Ask, and once more where asking twice changes nothing.

        :raises aiohttp.ClientError: or ``OSError``, ``TimeoutError``, :class:`CutShort`: if there is no answer
        """
        outer = asked.outer
        within = PROBED_WITHIN if outer.path.startswith(PROBES) else self._answers_within
        try:
            return await self._ask_once(asked, within=within)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            if outer.has_body or outer.method not in REPEATABLE:
                raise
            return await self._ask_once(asked, within=within)

    async def _ask_once(self, asked: Asked, *, within: float) -> aiohttp.ClientResponse:
        outer = asked.outer
        return await self._opened().request(
            outer.method,
            URL(outer.target, encoded=True),
            headers=CIMultiDict(outer.headers),
            data=asked.body if outer.has_body else None,
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


def _refuse(scope: Scope, protocol: Answering, status: int) -> None:
    deed = small_answers.apologise if status >= 500 else small_answers.refuse
    deed(scope, protocol, status)


def _apologise(scope: Scope, protocol: Answering, error: Exception) -> None:
    status = 503 if isinstance(error, NEVER_SENT) else 504 if isinstance(error, TimeoutError) else 502
    if not scope.path.startswith(PROBES):
        log.warning("The web process gave no answer.", status=status, error=str(error) or type(error).__name__)
    small_answers.apologise(scope, protocol, status)
