"""The way from the page server to Django: a Unix socket, and a header of our own that tells what the outer connection was.

Nobody else can speak on that socket (home folder 0700, socket 0600), and nobody outside can set the header: it is left out of what is passed on,
however it is spelt. So Django sees peer, scheme and server as if it were asked itself; what proxies say is believed or not as ever.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from pathlib import Path

from depesche.operations.serving.access_log import Application, Environ, Start

FOLDER = "run"  # below the home
NAME = "x-depesche-outside"
OF_THE_INNER_CONNECTION = ("HTTP_CONNECTION", "HTTP_EXPECT")
LONGEST_PATH = 100  # sun_path holds 104 bytes on BSD, 108 on Linux


def told(scheme: str, client: str, server: str) -> str:
    """Return the header's value.

    :param client: address and port of the peer
    :param server: address and port that it reached
    """
    return f"{scheme} {peer(client)} {server}"


def peer(client: str) -> str:
    """Return the network address alone."""
    return client.rpartition(":")[0].strip("[]")


def is_reserved(name: str) -> bool:
    """Whether a header's name would be taken for ours: WSGI makes no difference between a dash and an underscore."""
    return name.lower().replace("_", "-") == NAME


def believing_the_page_server(application: Application) -> Application:
    """Wrap a WSGI application that is asked by the page server only."""

    def answer(environ: Environ, start: Start) -> Iterable[bytes]:
        words = str(environ.pop("HTTP_X_DEPESCHE_OUTSIDE", "")).split(" ")
        for name in OF_THE_INNER_CONNECTION:
            environ.pop(name, None)
        scheme, address, server = words if len(words) == 3 else ("http", "", "")
        environ["wsgi.url_scheme"], environ["REMOTE_ADDR"] = scheme, address
        name, _, environ["SERVER_PORT"] = server.rpartition(":")
        environ["SERVER_NAME"] = name.strip("[]")
        return application(environ, start)

    return answer


def socket_path(home: Path, host: str, port: int) -> Path:
    """Return where Django listens for the page server of an address; its folder is made.

    Where the home's path is too long for a socket, it is in a new folder for temporary files, which nobody else may enter.
    """
    name = hashlib.sha256(f"{host} {port}".encode()).hexdigest()[:12]
    found = home / FOLDER / f"web-{name}.sock"
    if len(bytes(found)) > LONGEST_PATH:
        found = Path(tempfile.mkdtemp(prefix="depesche-")) / found.name
    found.parent.mkdir(mode=0o700, exist_ok=True)
    return found
