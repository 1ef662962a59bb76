"""Reading the journals of workers of this home that ended (``journal.py``); what cannot be read for sure says nothing, so everything had begun."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from depesche.courier.transport import Reply
from depesche.mailing.sending import journal
from depesche.mailing.sending.journal import ANSWERED, ENDING, FREE, FRESH, HEADER, LONGEST, MAGIC, MARKED, PHASES, SLOT, SLOTS, START, WIDTH

FORGOTTEN_AFTER = 3600.0  # seconds; another database may share the home


@dataclass(frozen=True)
class Noted:
    """Which mails never began, and what the server said of others; of those that it does not name nobody knows."""

    unbegun: frozenset[int]
    answers: dict[int, Reply]


NOTHING = Noted(frozenset(), {})


def of(owner: str) -> Noted:
    """Return what a worker noted that surely is not at work any more."""
    content = _read(_path(owner))
    if content is None or len(content) != START + WIDTH * SLOTS:
        return NOTHING
    magic, run, name = (field.rstrip(b"\0") for field in HEADER.unpack_from(content))
    present = journal.boot()
    if magic != MAGIC or not present or run != present.encode() or name != owner.encode():
        return NOTHING
    return _noted(content)


def alive() -> list[str]:
    """Return the workers of this home that may still begin or answer something, however slow they are."""
    return [path.name.removesuffix(ENDING) for path in _all() if _is_held(path)]


def forget(owners: Collection[str]) -> None:
    """Remove old journals of workers that ended, apart from those that are still needed."""
    late = time.time() - FORGOTTEN_AFTER
    for path in _all():
        if path.name.removesuffix(ENDING) not in owners and _is_older(path, late) and not _is_held(path):
            path.unlink(missing_ok=True)
    for path in journal.folder().glob(f"*{FRESH}"):  # its worker was killed while it made it
        if _is_older(path, late):
            path.unlink(missing_ok=True)


def _noted(content: bytes) -> Noted:
    unbegun: set[int] = set()
    answers: dict[int, Reply] = {}
    seen: set[int] = set()
    twice: set[int] = set()
    for start in range(START, START + WIDTH * SLOTS, WIDTH):
        state, phase, code, length, key = SLOT.unpack_from(content, start)
        if state == FREE:
            continue
        if key in seen:
            twice.add(key)
        seen.add(key)
        if state == MARKED:
            unbegun.add(key)
        elif state == ANSWERED and phase < len(PHASES) and length <= LONGEST:
            text = content[start + SLOT.size : start + SLOT.size + length].decode(errors="ignore")
            answers[key] = Reply(code, text, PHASES[phase])
    return Noted(frozenset(unbegun - twice), {key: reply for key, reply in answers.items() if key not in twice})


def _path(owner: str) -> Path:
    return journal.folder() / f"{owner.replace('/', '_')}{ENDING}"


def _all() -> list[Path]:
    return list(journal.folder().glob(f"*{ENDING}"))


def _read(path: Path) -> bytes | None:
    """Return the content of a journal that nobody holds any more."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return file.read()
    except OSError:
        return None


def _is_older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:  # somebody else removed it
        return False


def _is_held(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
