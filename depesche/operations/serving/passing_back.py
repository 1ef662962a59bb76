"""Passing Django's answer back to the reader.

The server can end an answer early in a way that a reader notices only where the length was told. So an answer of unknown length is gathered first:
nobody shall take half a list for a whole one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile

import aiohttp
import structlog

from depesche.operations.serving import outer_request
from depesche.press.serving.rsgi import Answering, Headers

AT_ONCE = 64 * 1024  # bytes; an answer up to this size is sent in one piece
PART = 64 * 1024
IN_MEMORY = 1024 * 1024  # what is gathered beyond goes into a nameless file
FAILURES = (aiohttp.ClientError, OSError, TimeoutError)
WITHOUT_BODY = frozenset({204, 304})

log = structlog.get_logger("depesche.front")


async def pass_back(method: str, answer: aiohttp.ClientResponse, protocol: Answering) -> None:
    """Send an answer on.

    :raises aiohttp.ClientError: or ``OSError``, ``TimeoutError``: if it breaks off before anything was sent
    """
    headers = _headers(answer)
    length = answer.headers.get("Content-Length", "")
    if method == "HEAD" or answer.status in WITHOUT_BODY:
        protocol.response_empty(answer.status, headers)
    elif not length.isdecimal():
        await _gather(headers, answer, protocol)
    elif int(length) <= AT_ONCE:
        protocol.response_bytes(answer.status, headers, await answer.content.read())  # answer.read() would wait for a body that nobody wants
    else:
        await _send(answer.status, headers, protocol, parts=answer.content.iter_chunked(PART))


async def _gather(headers: Headers, answer: aiohttp.ClientResponse, protocol: Answering) -> None:
    with SpooledTemporaryFile(IN_MEMORY) as gathered:
        async for part in answer.content.iter_chunked(PART):
            gathered.write(part)
        size = gathered.tell()
        headers = [*headers, ("content-length", str(size))]
        gathered.seek(0)
        if size <= AT_ONCE:
            protocol.response_bytes(answer.status, headers, gathered.read())
        else:
            await _send(answer.status, headers, protocol, parts=_parts(gathered))


async def _parts(gathered: SpooledTemporaryFile[bytes]) -> AsyncIterator[bytes]:
    while part := gathered.read(PART):
        yield part


async def _send(status: int, headers: Headers, protocol: Answering, *, parts: AsyncIterator[bytes]) -> None:
    """Send part by part; the length is among the headers, so the server breaks the connection off if some are missing."""
    sending = protocol.response_stream(status, headers)
    try:
        async for part in parts:
            await sending.send_bytes(part)
    except RuntimeError:  # the reader went away
        return
    except FAILURES as error:
        del sending  # the error remembers this frame: while that holds the way out, the connection stays open and the reader waits
        log.warning("An answer of the web process broke off.", error=str(error) or type(error).__name__)


def _headers(answer: aiohttp.ClientResponse) -> Headers:
    found = [(_text(name).lower(), _text(value)) for name, value in answer.raw_headers]
    return outer_request.without_those_of_a_connection(found)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
