"""The page store in front of a WSGI application: what is stored is answered here, everything else goes on, unchanged."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from http import HTTPStatus
from typing import Any

from depesche.press.serving import answering, asking
from depesche.press.serving.asking import MISSED, Asked, Environ
from depesche.press.serving.reading import Reader
from depesche.press.serving.turns import Turns

Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
Found = tuple[int, tuple[tuple[str, str], ...], bytes]


def in_front_of(application: Application, reader: Reader, *, hosts: Collection[str], is_secure: bool, apart: tuple[str, ...] = ()) -> Application:
    """Wrap a WSGI application.

    :param hosts: the names of this site, in small letters
    :param apart: beginnings of paths below which no page is
    :param is_secure: whether the site insists on TLS
    """

    turns = Turns()

    def answer(environ: Environ, start: Start) -> Iterable[bytes]:
        asked = asking.read(environ, hosts)
        if asked is None or asked.path.startswith(apart):
            return application(environ, start)
        found = find(reader, asked, now=time.time(), is_secure=is_secure)
        return rendered(asked, environ, start) if found is None else _send(found, start)

    def rendered(asked: Asked, environ: Environ, start: Start) -> Iterable[bytes]:
        with turns.take(asked.path) as somebody_did:
            found = find(reader, asked, now=time.time(), is_secure=is_secure) if somebody_did else None
            if found is not None:
                return _send(found, start)
            environ[MISSED] = asked
            return application(environ, start)

    return answer


def _send(found: Found, start: Start) -> Iterable[bytes]:
    status, headers, body = found
    start(STATUSES[status], list(headers))
    return [body]


def find(reader: Reader, asked: Asked, *, now: float, is_secure: bool) -> Found | None:
    """Return status, headers and bytes of a stored page; ``None`` if it is not stored whole."""
    held = reader.read(asked.path, now=now)
    if held is None:
        return None
    reply = answering.reply(held.facts, asked, now=now, host_is_secure=is_secure)
    if reply.form is None:
        return reply.status, reply.headers, b""
    body = reader.body(held, reply.form)
    return None if body is None else (reply.status, reply.headers, body)


STATUSES = {code: f"{code} {HTTPStatus(code).phrase}" for code in (200, 304)}
