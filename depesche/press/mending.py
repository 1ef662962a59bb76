"""A page store that was damaged from outside (a lost or broken index, a full disk): finding out, and beginning anew."""

from __future__ import annotations

import fcntl
import logging
import secrets
import sqlite3
import time

from depesche.press.files import ASIDE, NEW, Files
from depesche.press.index import Index

LOCK = ".lock"
SIZE_OF_A_PAGE = 64 * 1024
log = logging.getLogger("depesche.press")


def begin_anew(files: Files, index: Index) -> None:
    """Put an empty index in the place of a broken or missing one, and leave no page that it does not know; of many who try, one does it.

    :raises sqlite3.Error, OSError: if that is not possible; no page is left then
    """
    for folder in (NEW, ASIDE):
        (files.folder / folder).mkdir(parents=True, exist_ok=True)
    with (files.folder / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_sound(index):
            return
        files.put_aside()
        index.make()
        files.put_aside()  # what somebody stored meanwhile who still had the old index
    log.warning("the index of the page store was made anew")


def is_sound(index: Index) -> bool:
    """Whether the whole index can be read."""
    try:
        index.check()
    except sqlite3.Error:
        return False
    return True


def try_out(files: Files, index: Index) -> None:
    """Read the whole index and write a file as large as a page.

    :raises sqlite3.Error, OSError: if a page could not be stored
    """
    index.check()
    with index.changing() as changes:
        changes.moment(now=time.time(), running=time.monotonic())
    tried = files.folder / NEW / f"tried-{secrets.token_hex(8)}"
    try:
        tried.write_bytes(bytes(SIZE_OF_A_PAGE))
    finally:
        tried.unlink(missing_ok=True)
