"""What one worker noted of the mails in its hands, in a file that outlives a killed process: which began to leave, and what the server said.

A page of a mapped file belongs to the kernel, so what was stored there stays when the process is killed, without any synchronising; it is gone, or
old, after a loss of power. So the file counts only during the same run of the machine, and whatever is missing in it counts as begun
(``recalling.py``). The worker holds a lock on the file as long as it can begin anything: who gets that lock knows that nothing begins any more.

A slot is written in the order key, then state, before the transaction that marks the row; "begun" is a single byte, stored before the first byte
of the mail leaves; an answer is stored text first, then its byte.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import mmap
import os
import secrets
import socket
import struct
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from depesche.courier.transport import Phase, Reply
from depesche.kernel import options

MAGIC = b"DPJRNL1\n"
BOOT = Path("/proc/sys/kernel/random/boot_id")
FOLDER, ENDING, FRESH = "run", ".journal", ".new"
HEADER = struct.Struct("<8s40s80s")
SLOT = struct.Struct("<BBHBxxxQ")
START, WIDTH, SLOTS = 256, 256, 4096
FREE, MARKED, ANSWERED, BEGUN = 0, 0x6D, 0x61, 0x62  # any other value means begun, too
LONGEST = 200  # bytes of an answer's text
PHASES = tuple(Phase)
NUMBERS = {phase: number for number, phase in enumerate(PHASES)}
log = logging.getLogger(__name__)


def boot() -> str:
    """Return what names this run of the machine; empty where nothing does."""
    try:
        return BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def place() -> str:
    """Return what names this home on this machine."""
    return _place(socket.gethostname(), options.current().home)


@lru_cache(maxsize=8)
def _place(host: str, home: Path) -> str:
    return hashlib.sha256(f"{host} {home.resolve()}".encode()).hexdigest()[:8]


def new_owner() -> str:
    """Return a name for one run of one worker."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{place()}:{secrets.token_hex(4)}"


def folder() -> Path:
    """Return where the journals of this home lie."""
    return options.current().home / FOLDER


def open_for(owner: str) -> Journal | None:
    """Return a new journal, or nothing where none can be kept: then no mail may wait in memory."""
    run = boot()
    if not run:
        return None
    try:
        return Journal(owner, run)
    except OSError as error:
        log.warning("no journal of sending can be kept in %s (%s), so mails leave in smaller groups", folder(), error)
        return None


class Journal:
    """A worker's own journal. The store's thread reserves and settles, the loop's says what began and what was answered.

    :raises OSError: if the file cannot be made in its whole length
    """

    def __init__(self, owner: str, run: str) -> None:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder() / f"{owner}{ENDING}"
        fresh = self._path.with_suffix(FRESH)  # nobody finds it before it is locked
        handle = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(handle, HEADER.pack(MAGIC, run.encode(), owner.encode()).ljust(START, b"\0"))
            os.posix_fallocate(handle, 0, START + WIDTH * SLOTS)  # a disk that is full later kills nobody
            self._memory = mmap.mmap(handle, START + WIDTH * SLOTS)
            fresh.rename(self._path)
        except BaseException:
            os.close(handle)
            fresh.unlink(missing_ok=True)
            raise
        self._handle = handle
        self._is_open = True
        self._free = list(range(START, START + WIDTH * SLOTS, WIDTH))
        self._slots: dict[int, int] = {}

    @property
    def room(self) -> int:
        """How many more mails can be noted."""
        return len(self._free)

    def reserve(self, keys: Iterable[int]) -> None:
        """Note mails that are about to be marked; before the transaction that does."""
        for key in keys:
            if key not in self._slots:
                slot = self._slots[key] = self._free.pop()
                SLOT.pack_into(self._memory, slot, FREE, 0, 0, 0, key)
                self._memory[slot] = MARKED

    def begins(self, key: int) -> bool:
        """Note that a mail begins; before its first byte. Whether it may: not after the end, and not if it was never noted."""
        slot = self._slots.get(key)
        if slot is None or not self._is_open:
            return False
        self._memory[slot] = BEGUN
        return True

    def answered(self, key: int, reply: Reply) -> None:
        """Note what the server said."""
        slot = self._slots.get(key)
        if slot is None or not self._is_open:
            return
        text = reply.text.encode()[:LONGEST]
        start = slot + SLOT.size
        self._memory[start : start + len(text)] = text
        SLOT.pack_into(self._memory, slot, BEGUN, NUMBERS[reply.phase], reply.code, len(text), key)
        self._memory[slot] = ANSWERED

    def settled(self, keys: Iterable[int]) -> None:
        """Forget mails; after the transaction that said what became of them."""
        for key in keys:
            slot = self._slots.pop(key, None)
            if slot is not None:
                self._memory[slot] = FREE
                self._free.append(slot)

    def close(self) -> None:
        """Let nothing begin any more; what is not settled is left for :mod:`recalling`."""
        if self._is_open:
            self._is_open = False
            if not self._slots:
                self._path.unlink(missing_ok=True)
            self._memory.close()
            os.close(self._handle)
