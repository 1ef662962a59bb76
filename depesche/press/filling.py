"""Storing what was rendered for a reader, on the way out, and answering from it, so that the first answer is like all later ones."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from depesche.chores import wake
from depesche.kernel import options
from depesche.press import cdn, snapshot, store, sweeping
from depesche.press import page as stored_page
from depesche.press.page import Page
from depesche.press.serving import answering
from depesche.press.serving.asking import MISSED, Asked

# Made anew for every answer, or true of one connection only.
LEFT_OUT = frozenset({"content-length", "etag", "vary", "last-modified", "date", "strict-transport-security", "connection", "expires"})
NEVER = ("private", "no-store")
log = logging.getLogger("depesche.press")


@dataclass(frozen=True)
class Rendered:
    """An answer, the number of the store before it (``None`` without a store), and whether all of it was read from one state of the database."""

    response: HttpResponseBase
    since: int | None
    is_whole: bool


class Filling:
    """Middleware, outermost, as it keeps the headers of all others. Without the page server in front it does nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; keep what may be kept."""
        asked = request.META.get(MISSED)
        if not isinstance(asked, Asked):
            return self.get_response(request)
        rendered = self._render(request)
        if rendered.since is None or not may_be_stored(rendered.response):
            return rendered.response
        assert isinstance(rendered.response, HttpResponse)
        page = made(asked.path, rendered.response)
        if rendered.is_whole:
            page = _kept(page, since=rendered.since)
        # What was rendered just now is younger than anything a reader has, whatever the clocks say.
        _answer(rendered.response, page, replace(asked, modified_since=None))
        return rendered.response

    def _render(self, request: HttpRequest) -> Rendered:
        """Render from one state of the database; once more if something had to be written for it, such as the first sizes of a picture."""
        rendered = self._render_once(request)
        if rendered.is_whole or not may_be_stored(rendered.response):
            return rendered
        return self._render_once(request)

    def _render_once(self, request: HttpRequest) -> Rendered:
        since = _begin()
        with snapshot.of_database() as state:
            response = self.get_response(request)
        return Rendered(response, since, state.is_whole)


def may_be_stored(response: HttpResponseBase) -> bool:
    """Whether an answer is the same for everybody: said so by who rendered it, and nothing in its headers says otherwise."""
    if response.status_code != 200 or not getattr(response, "depesche_may_be_stored", False) or response.cookies:
        return False
    said = response.headers.get("Cache-Control", "").lower()
    vary = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")} - {"", "accept-encoding"}
    return not (response.streaming or vary or any(word in said for word in NEVER) or response.headers.get("Content-Encoding"))


def made(path: str, response: HttpResponse) -> Page:
    """Turn a rendered answer into a page for the store."""
    used = response.depesche_tags  # type: ignore[attr-defined]  # press.pages put it there
    headers = [(name, value) for name, value in response.headers.items() if name.lower() not in LEFT_OUT]
    headers += cdn.headers(used, ends=used.end is not None)
    until = used.end.timestamp() if used.end is not None else None
    return stored_page.make(path, response.content, headers=headers, tags=used, modified=time.time(), until=until)


def _kept(page: Page, *, since: int) -> Page:
    found = store.of_home().keep(page, since=since)
    end = found.facts.until if found else None
    if end is not None and end < time.time() + sweeping.EVERY_WHEN_TOLD:
        wake.ring()  # who removes it sleeps, perhaps until later
    return found or page


def _begin() -> int | None:
    try:
        return store.of_home().begin()
    except sqlite3.Error as error:
        log.warning("the page store cannot be used: %s", error)
        return None


def _answer(response: HttpResponse, page: Page, asked: Asked) -> None:
    reply = answering.reply(page.facts, asked, now=time.time(), host_is_secure=bool(settings.SECURE_HSTS_SECONDS) and options.current().is_https)
    response.status_code = reply.status
    for name in list(response.headers):
        del response.headers[name]
    for name, value in reply.headers:
        response.headers[name] = value
    response.content = page.bodies[reply.form] if reply.form is not None else b""
