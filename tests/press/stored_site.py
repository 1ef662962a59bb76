"""The site as its server answers it: the page store in front of the whole of Django, and Django alone to compare with."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from depesche.kernel import options
from depesche.press import first_edition, store
from depesche.press.models import OutdatedTag
from depesche.press.serving.front import Application, in_front_of
from depesche.press.serving.reading import Reader
from depesche.press.store import Store


@dataclass(frozen=True)
class Answer:
    """One answer; header names in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


class StoredSite:
    """A store and the two ways to ask."""

    def __init__(self, kept: Store, django: Application | None = None) -> None:
        self.store = kept
        self.rendered: list[str] = []  # the paths that Django was asked for
        self.django = django or _within_a_transaction(WSGIHandler())
        self._front = in_front_of(
            self._counted, Reader(kept.files), hosts={options.current().host}, is_secure=options.current().is_https, apart=("/desk/", "/static/")
        )

    def _counted(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.rendered.append(environ["PATH_INFO"])
        return self.django(environ, start)

    def ask(self, path: str, method: str = "GET", **said: str) -> Answer:
        """Ask as a reader; ``said`` are headers with underscores, or other names of the WSGI environment in capitals."""
        return _ask(self._front, path, method, said)

    def fresh(self, path: str) -> Answer:
        """Ask Django alone."""
        return _ask(self.django, path, "GET", {})

    def is_stored(self, path: str) -> bool:
        return self.store.files.look(path) is not None

    def catch_up(self) -> None:
        """Do what a commit does; a test's transaction never commits."""
        self.store.catch_up(dict(OutdatedTag.objects.values_list("pk", "tag")), floor=0)

    def stale(self, paths: Iterable[str]) -> list[str]:
        """Return the paths whose stored page is not what Django would answer now."""
        self.catch_up()
        return [path for path in paths if self.is_stored(path) and not _same(self.ask(path).body, self.fresh(path).body)]


def _same(stored: bytes, fresh: bytes) -> bool:
    """Compare, apart from what stands in the box for its words alone: each publication shifts a little how rare a word is on the whole site."""
    return _without_likeness(stored) == _without_likeness(fresh)


def _without_likeness(body: bytes) -> str:
    less = re.sub(r"<li>(?:(?!</li>).)*Ähnlicher Inhalt(?:(?!</li>).)*</li>", "", body.decode())
    return re.sub(r'\n*<aside class="background"[^>]*><h2[^<]*</h2>\s*<ul></ul></aside>', "", less)


def _within_a_transaction(application: Application) -> Application:
    """Keep the connection of the test's transaction, as Django's own test client does."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        try:
            found = application(environ, start)
            body = list(found)
            found.close()  # type: ignore[attr-defined]
        finally:
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)
        return body

    return answer


def _ask(application: Application, path: str, method: str, said: dict[str, str]) -> Answer:
    place, _, query = path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": place,
        "QUERY_STRING": query,
        "SERVER_NAME": options.current().host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": options.current().host,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    environ |= {name if name.isupper() else f"HTTP_{name.upper()}": value for name, value in said.items()}
    told: list[tuple[str, list[tuple[str, str]]]] = []
    answer = application(environ, lambda status, headers, *rest: told.append((status, headers)))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    status, headers = told[0]
    return Answer(int(status[:3]), {name.lower(): value for name, value in headers}, body)


@contextmanager
def stored_site() -> Iterator[StoredSite]:
    """Give this home a page store for the length of a block."""
    kept = store.of_home()
    kept.prepare(made_for="test")
    site = StoredSite(kept)
    first_edition.use(site.django)
    try:
        yield site
    finally:
        first_edition.use(None)
        kept.discard()
