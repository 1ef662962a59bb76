"""Rendering what stands in front at once after a change, so that its first reader does not wait."""

from __future__ import annotations

import io
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIHandler

from depesche.chores import stopping
from depesche.kernel import options
from depesche.press import pages, store
from depesche.press.serving.asking import MISSED, Asked

SPELL = 4.0  # seconds, then others get their turn
MANY = 50
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_application: list[Application] = []
log = logging.getLogger("depesche.press")


def use(application: Application | None) -> None:
    """Render by this application from now on; ``None`` for Django's own."""
    _application[:] = [application] if application else []


def is_wanted(*, at: datetime) -> bool:
    """Whether a change outdated pages in front; a cheap look."""
    kept = store.of_home()
    if not kept.exists():
        return False
    try:
        with kept.index.reading() as index:
            return bool(index.wanted())
    except sqlite3.Error:
        return False


def render(*, at: datetime) -> int:
    """Render the pages in front that are not stored, the most important first; return how many were tried.

    They are wanted until that is done, so that nobody renders others meanwhile, and a process that is killed at it leaves them to the next one.
    """
    kept = store.of_home()
    with kept.index.reading() as index:
        since = index.number()
        tags = index.wanted()
    done = press(pages.front(tags), kept)
    if not stopping.asked():
        with kept.index.changing() as index:
            index.served(tags, since=since)
    return done


def is_waiting(*, at: datetime) -> bool:
    """Whether pages wait to be rendered again, and none in front does; a cheap look."""
    kept = store.of_home()
    return kept.exists() and not kept.waiting.is_empty() and not must_wait(kept)


def are_many_waiting() -> bool:
    """Whether more pages wait than one process should render alone."""
    return store.of_home().waiting.count() > MANY


def must_wait(kept: store.Store) -> bool:
    """Whether other work on the pages goes first: those in front, or a change that is just being committed."""
    try:
        with kept.index.reading() as index:
            return bool(index.wanted()) or index.is_anything_held(now=time.monotonic())
    except sqlite3.Error:
        return True


def fill(*, at: datetime, spell: float = SPELL) -> int:
    """Render pages that a change removed, the most important first, for a few seconds; return how many.

    It stops for pages in front and for the end of the process, and goes on where it stopped: what is left is in a file. Several processes may do it
    at once, each with pages of its own.

    :param spell: the longest time, in seconds
    """
    kept, until, done = store.of_home(), time.monotonic() + spell, 0
    try:
        kept.waiting.sort(pages.order)
        while time.monotonic() < until and not stopping.asked() and not must_wait(kept) and (path := kept.waiting.take(now=time.time())) is not None:
            done += press([path], kept)
            kept.waiting.settle(path, is_done=kept.files.look(path) is not None)
    except sqlite3.Error as error:  # a full disk, say: nothing in the list is needed
        log.warning("pages are not rendered in the background now: %s", error)
    return done


def press(paths: Iterable[str], kept: store.Store) -> int:
    """Render those of these pages that are not stored, until the process is asked to stop; return how many."""
    done = 0
    for path in paths:
        if stopping.asked():
            break
        if kept.files.look(path) is None:
            ask(path)
            done += 1
    return done


def ask(path: str, *, keep: bool = True) -> int:
    """Render a page as for a reader, by the whole of the application, so that it is stored; return the status.

    :param keep: whether it is stored
    """
    if not _application:
        _application.append(WSGIHandler())
    said: list[str] = []
    answer = _application[0](_environ(path, keep=keep), lambda status, headers, *rest: said.append(status))
    try:
        for _ in answer:
            pass
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
    return int(said[0].split(" ", 1)[0])


def _environ(path: str, *, keep: bool) -> dict[str, Any]:
    site = urlsplit(options.current().site_url)
    port = str(site.port or {"https": 443}.get(site.scheme, 80))
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": options.current().host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        **({MISSED: Asked(path)} if keep else {}),
    }
