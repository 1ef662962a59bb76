"""The page server's process: Granian around :class:`depesche.press.serving.page_server.PageServer`. It never imports Django."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from ipaddress import ip_network

from granian.constants import Interfaces, RuntimeModes
from granian.server import Server

from depesche.kernel import body_sizes, options
from depesche.operations.serving import forwarded, inner_way, lifeline, logs, opening
from depesche.operations.serving.gathering import Gathering
from depesche.operations.serving.hit_log import HitLog
from depesche.operations.serving.passing_on import PassingOn
from depesche.press import store
from depesche.press.serving.page_server import Neighbours, PageServer
from depesche.press.serving.rsgi import Scope
from depesche.press.serving.site_files import SiteFiles
from depesche.press.serving.tally import Tally

KILL_AFTER = 5
CONNECTIONS = 4096


def run(host: str, port: int, *, socket: str) -> None:
    """Serve until SIGTERM or SIGINT.

    :param socket: where Django listens
    """
    logging.getLogger("_granian").setLevel(logging.WARNING)
    server = Server(
        "page server",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=1,
        backpressure=CONNECTIONS,
        runtime_mode=RuntimeModes.st,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=KILL_AFTER,
        websockets=False,
        log_enabled=False,
    )
    server.serve(target_loader=partial(load, socket=socket))  # type: ignore[arg-type]  # an object with __rsgi__ is one too


class Application(PageServer):
    """The page server with its beginning and its end."""

    hits: HitLog
    reads: Tally
    behind: PassingOn

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Write what was not written yet, and end what is open."""
        self.hits.write()
        self.reads.write()
        loop.run_until_complete(self.behind.close())


def load(target: str, *, socket: str) -> Application:
    """Return the application; called in the worker process."""
    lifeline.hold()
    found = options.current()
    logs.set_up(found.log_format)
    hits, reads = HitLog(found.log_format), Tally(found.home)
    behind = PassingOn(socket, gathering=Gathering(most=body_sizes.most))
    files = SiteFiles(static=found.home / "static", media=found.home / "media", is_secure=found.is_https)
    neighbours = Neighbours(files, behind, is_https(found.trusted_proxies), hits.note, reads.note)
    hosts = {found.host, "localhost", "127.0.0.1", "[::1]", f"[{found.host}]"}
    application = Application(store.of_home(), neighbours, hosts=hosts, is_secure=found.is_https)
    application.hits, application.reads, application.behind = hits, reads, behind
    opening.start(application.open)
    return application


def is_https(proxies: Sequence[str]) -> Callable[[Scope], bool]:
    """Return who says whether TLS was used: the connection, or a trusted proxy."""
    networks = [ip_network(proxy) for proxy in proxies]

    def answer(scope: Scope) -> bool:
        if networks and forwarded.is_in(networks, inner_way.peer(scope.client)):
            said = (scope.headers.get("x-forwarded-proto") or "").strip()
            if said in {"http", "https"}:
                return said == "https"
        return scope.scheme == "https"

    return answer
