"""Compressing stored pages as tightly as possible, once nobody waits for them: every later reader loads a tenth less.

A page is rendered while a reader or a change waits for it, and so compressed fast. What still stands there ten seconds later is compressed again,
page by page; whatever a change outdates goes first. The slow part runs in a thread that gives way to everything else on the machine, without any
lock. Each version of a page is compressed again once, so 100,000 new pages take about an hour of one idle core.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from dataclasses import dataclass
from datetime import datetime

from depesche.chores import stopping
from depesche.chores.behind import behind
from depesche.press import first_edition, store
from depesche.press import page as stored_page
from depesche.press.files import Version
from depesche.press.page import BROTLI, PLAIN, Page

LARGEST = 1_000_000  # bytes of a page, about one second; whoever ends the process would wait for a larger one
QUIET = 10.0  # seconds; a page that changes more often is not worth it
SPELL = 4.0  # seconds, then others get their turn
log = logging.getLogger("depesche.press")


def is_due(*, at: datetime) -> bool:
    """Whether a page waits for it and no other work on the pages does; a cheap look."""
    kept = store.of_home()
    return kept.exists() and not _others_first(kept) and _next(kept) is not None


def run(*, at: datetime, spell: float = SPELL) -> int:
    """Compress what was stored ten seconds ago and earlier, for a few seconds; return how many pages became smaller.

    :param spell: the longest time, in seconds
    """
    kept, until, done = store.of_home(), time.monotonic() + spell, 0
    try:
        while time.monotonic() < until and not stopping.asked() and not _others_first(kept) and (path := _next(kept)) is not None:
            done += tighten(path, kept)
    except (sqlite3.Error, OSError) as error:  # a full disk, say: the pages are right as they are
        log.warning("stored pages are not compressed again now: %s", error)
    return done


@dataclass(frozen=True)
class Compressed:
    """What came of compressing a version of a page: the page, ``None`` if it is as small as it can be."""

    path: str
    opened: tuple[int, int] | None
    version: Version | None
    page: Page | None


def tighten(path: str, kept: store.Store) -> bool:
    """Compress a stored page more tightly, in the place of the same version only; return whether it was done.

    Whoever changes the page meanwhile wins: what was removed stays away, and a newer version stays.

    :raises sqlite3.Error, OSError: if the store cannot be used
    """
    return exchange(compress(path, kept), kept)


def compress(path: str, kept: store.Store) -> Compressed:
    """Do the slow part, without the lock."""
    opened, version, page = kept.index.identity(), kept.files.look(path), kept.files.page(path)
    if version is None or page is None or page.facts.forms[PLAIN].size > LARGEST:
        return Compressed(path, opened, version, None)
    tight = behind(lambda: stored_page.tightened(page))
    return Compressed(path, opened, version, None if tight is page else tight)


def exchange(found: Compressed, kept: store.Store) -> bool:
    """Store what was compressed unless the page was changed meanwhile; return whether it was."""
    with kept.index.changing() as index:
        if kept.files.look(found.path) != found.version:
            return False  # the newer version waits for its own turn
        index.tightened([found.path])
        if found.page is None or not index.is_entered(found.path, found.page.facts.tags):
            return False
        kept.files.exchange(found.page, BROTLI)
    if kept.index.identity() != found.opened:
        kept.files.remove(found.path)  # the index was made anew, and the new one does not know this page
        return False
    return True


def _others_first(kept: store.Store) -> bool:
    return first_edition.must_wait(kept) or not kept.waiting.is_empty()


def _next(kept: store.Store) -> str | None:
    try:
        with kept.index.reading() as index:
            return index.loose(until=time.time() - QUIET)
    except sqlite3.Error:
        return None
