"""The page server: answers what is stored, and hands everything else to whoever renders. It runs in a process of its own, which knows no Django."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from depesche.press.files import is_storable
from depesche.press.serving import asking, front
from depesche.press.serving.asking import Asked
from depesche.press.serving.reading import Reader
from depesche.press.serving.ready import ReadyAnswers
from depesche.press.serving.rsgi import Answering, Said, Scope
from depesche.press.serving.site_files import MEDIA, STATIC, FileAsked, FileReply, Piece, SiteFiles
from depesche.press.store import Store

# Preconditions that no reader's browser sends for a page, and bodies that none has.
UNUSUAL = ("if-match", "if-unmodified-since", "transfer-encoding", "content-length")
MANY_HOSTS, LONGEST_HOST = 100, 300
FOLDERS = (STATIC, MEDIA)

# Passes a request on; told since when it waits, on time.monotonic(). False: nobody is there yet, ask again.
PassOn = Callable[[Scope, Answering, float], Awaitable[bool]]
IsHttps = Callable[[Scope], bool]
# Told of every answer from the store: when (seconds since 1970), method, path, status.
Note = Callable[[float, str, str, int], None]
# Told of every whole page that a GET got from the store: its path, and what was said.
Count = Callable[[str, Said], None]


@dataclass(frozen=True)
class Neighbours:
    """Who else works on a request: who has files, who renders, who says whether TLS was used, who keeps the access log, who counts reads."""

    files: SiteFiles
    pass_on: PassOn
    is_https: IsHttps
    note: Note
    count: Count


class PageServer:
    """An RSGI application."""

    def __init__(self, kept: Store, neighbours: Neighbours, *, hosts: Collection[str], is_secure: bool) -> None:
        """Serve a store.

        :param hosts: the names of this site, in small letters
        :param is_secure: whether the site insists on TLS
        """
        self._reader = Reader(kept.files)
        self._ready = ReadyAnswers(kept.files, self._reader, is_secure=is_secure)
        self._hosts, self._is_secure, self._is_open = hosts, is_secure, False
        self._known: dict[str, bool] = {}
        self._files = neighbours.files
        self._pass_on, self._is_https, self._note = neighbours.pass_on, neighbours.is_https, neighbours.note
        self._count = neighbours.count

    async def __rsgi__(self, scope: Scope, protocol: Answering) -> None:
        """Answer one request; while nobody is there to render, what is stored is looked at again and again."""
        if self._answer(scope, protocol) or self._answer_with_a_file(scope, protocol):
            return
        begun = time.monotonic()
        while not await self._pass_on(scope, protocol, begun):
            if self._answer(scope, protocol):
                return

    def open(self) -> None:
        """Show what is stored from now on; before, everything is passed on."""
        self._is_open = True

    def _answer(self, scope: Scope, protocol: Answering) -> bool:
        """Answer from the store; return whether that was possible."""
        method, said = scope.method, scope.headers
        named = said.get_all("host")
        if not self._is_open or scope.query_string or len(named) > 1 or not self._is_ours(scope.authority or "".join(named)):
            return False
        if method != "GET" or said.get("if-none-match") is not None or said.get("if-modified-since") is not None:
            return self._answer_with_care(scope, protocol)
        if any(map(said.get, UNUSUAL)):
            return False
        path, now = scope.path, time.time()
        is_https = self._is_secure and self._is_https(scope)
        ready = self._ready.find(path, encodings=said.get("accept-encoding"), is_https=is_https, now=now)
        if ready is None:
            return False
        protocol.response_bytes(200, ready.headers, ready.body)
        self._note(now, method, path, 200)
        self._count(path, said)
        return True

    def _answer_with_care(self, scope: Scope, protocol: Answering) -> bool:
        """Answer HEAD and conditional requests."""
        asked, now = self._read(scope), time.time()
        found = None if asked is None else front.find(self._reader, asked, now=now, is_secure=self._is_secure)
        if found is None:
            return False
        status, headers, body = found
        small = [(name.lower(), value) for name, value in headers]
        if body:
            protocol.response_bytes(status, small, body)
        else:
            protocol.response_empty(status, small)
        self._note(now, scope.method, scope.path, status)
        return True

    def _answer_with_a_file(self, scope: Scope, protocol: Answering) -> bool:
        path, said = scope.path, scope.headers
        if not path.startswith(FOLDERS) or not self._is_ours(scope.authority or ", ".join(said.get_all("host"))):
            return False
        now = time.time()
        asked = FileAsked(path, scope.method, is_https=self._is_secure and self._is_https(scope), said=said.get)
        reply = self._files.answer(asked, now=now)
        if reply is None:
            return False
        _send(reply, protocol)
        self._note(now, scope.method, path, reply.status)
        return True

    def _read(self, scope: Scope) -> Asked | None:
        said = scope.headers
        if scope.method not in {"GET", "HEAD"} or any(map(said.get, UNUSUAL)) or not is_storable(scope.path):
            return None
        return Asked(
            scope.path,
            is_head=scope.method == "HEAD",
            is_https=self._is_secure and self._is_https(scope),
            encodings=said.get("accept-encoding"),
            none_match=_joined(said, "if-none-match"),
            modified_since=said.get("if-modified-since"),
        )

    def _is_ours(self, host: str) -> bool:
        found = self._known.get(host)
        if found is None and len(host) > LONGEST_HOST:
            return False
        if found is None:
            if len(self._known) >= MANY_HOSTS:
                self._known.clear()
            found = self._known[host] = asking.is_known(host, self._hosts)
        return found


def _send(reply: FileReply, protocol: Answering) -> None:
    headers, sent = [(name.lower(), value) for name, value in reply.headers], reply.send
    if not sent or (isinstance(sent, Piece) and not sent.length):
        protocol.response_empty(reply.status, headers)
    elif isinstance(sent, bytes):
        protocol.response_bytes(reply.status, headers, sent)
    elif sent.is_whole:
        protocol.response_file(reply.status, headers, str(sent.path))
    else:
        protocol.response_file_range(reply.status, headers, str(sent.path), sent.offset, sent.offset + sent.length)


def _joined(said: Said, name: str) -> str | None:
    """Return a header that may come in several lines (RFC 9110, 5.3)."""
    first = said.get(name)
    return None if first is None else ", ".join(said.get_all(name))
