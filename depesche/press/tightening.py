"""Compressing stored pages as tightly as possible, once nobody waits for them: every later reader loads a tenth less.

A page is rendered while a reader or a change waits for it, and so compressed fast. What still stands there ten seconds later is compressed again,
page by page; whatever a change outdates goes first.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from datetime import datetime

from depesche.chores import stopping
from depesche.press import first_edition, store
from depesche.press import page as stored_page

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


def tighten(path: str, kept: store.Store) -> bool:
    """Compress a stored page more tightly, in the place of the same version only; return whether it was done.

    The slow part is done without the lock. Whoever changes the page meanwhile wins: what was removed stays away, and a newer version stays.

    :raises sqlite3.Error, OSError: if the store cannot be used
    """
    opened, version, page = kept.index.identity(), kept.files.look(path), kept.files.page(path)
    tight = None if version is None or page is None else stored_page.tightened(page)
    with kept.index.changing() as index:
        if kept.files.look(path) != version:
            return False  # the newer version waits for its own turn
        index.tightened([path])
        if tight is None or tight is page or not index.is_entered(path, tight.facts.tags):
            return False
        kept.write(tight)
    if kept.index.identity() != opened:
        kept.files.remove(path)  # the index was made anew, and the new one does not know this page
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
