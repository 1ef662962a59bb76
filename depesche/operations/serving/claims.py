"""What one process tree has for itself while it runs: its address, and its home against a demo that starts over.

Both end with the process, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from depesche.kernel.refusal import Refusal


@contextmanager
def address(host: str, port: int) -> Iterator[None]:
    """Keep an address from every other process tree while the block runs.

    Looking whether the port is free is not enough: Granian's processes share a port (SO_REUSEPORT), so two trees that
    start at the same time would both answer on it. On Linux a socket with an abstract name is held, too.

    :raises Refusal: code ``port-taken``
    """
    with socket.socket(socket.AF_UNIX) as held:
        try:
            if sys.platform == "linux":
                held.bind(f"\0depesche {host} {port}")
            _look(host, port)
        except (OSError, OverflowError) as error:
            said = getattr(error, "strerror", None) or error
            raise Refusal(
                code="port-taken",
                message=f"Nothing can listen on {host}, port {port}: {said}.",
                help="Choose another port with --port N (make demo PORT=N).",
            ) from error
        yield


def _look(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


@contextmanager
def home(folder: Path, *, alone: bool) -> Iterator[None]:
    """Say that a home is in use while the block runs; several process trees may share it unless one wants it alone.

    :raises Refusal: code ``home-in-use``
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Refusal(
            code="home-in-use", message=f"The home folder {folder} is being served already.", help="End that first, or name another with --home DIR."
        ) from error
    finally:
        os.close(handle)
