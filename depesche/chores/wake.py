"""Waking the scheduler and the worker of this machine at once, instead of at their next look (at most a second later).

Each listener has a datagram socket in ``<home>/wake/``. A ring that gets lost costs a second, never work: what must
happen is a row in the database.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from pathlib import Path
from types import TracebackType

from django.db import transaction

from depesche.kernel import options

FOLDER = "wake"
LONGEST_PATH = 100  # sun_path holds 104 bytes on BSD, 108 on Linux


def wake() -> None:
    """Wake the sleepers once the present transaction is committed (at once if there is none)."""
    transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Wake every listener of this home now; sockets that a dead process left behind are removed."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        bell.setblocking(False)
        for path in (options.current().home / FOLDER).glob("*.sock"):
            _ring_one(bell, path)


def _ring_one(bell: socket.socket, path: Path) -> None:
    try:
        bell.sendto(b"w", os.fspath(path))
    except ConnectionRefusedError:
        path.unlink(missing_ok=True)
    except (BlockingIOError, FileNotFoundError):
        return  # it has rings enough waiting, or it just ended


class Listener:
    """Waits for rings. Where the home's path is too long for a socket it simply waits the whole time."""

    def __init__(self) -> None:
        folder = options.current().home / FOLDER
        self._path = folder / f"{os.getpid()}-{secrets.token_hex(3)}.sock"
        self._socket: socket.socket | None = None
        if len(os.fsencode(self._path)) < LONGEST_PATH:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self._socket.bind(os.fspath(self._path))

    def __enter__(self) -> Listener:
        """Listen until the block ends."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close and remove the socket."""
        if self._socket is not None:
            self._socket.close()
            self._path.unlink(missing_ok=True)

    def fileno(self) -> int | None:
        """Return what becomes readable when somebody rings; ``None`` where nobody can."""
        return None if self._socket is None else self._socket.fileno()

    def wait(self, seconds: float) -> bool:
        """Sleep until somebody rings or the time is over; return whether somebody rang."""
        if self._socket is None:
            time.sleep(seconds)
            return False
        self._socket.settimeout(seconds)
        try:
            self._socket.recv(16)
        except TimeoutError:
            return False
        self._drain(self._socket)
        return True

    @staticmethod
    def _drain(waiting: socket.socket) -> None:
        waiting.setblocking(False)
        try:
            while True:
                waiting.recv(16)
        except BlockingIOError:
            return
