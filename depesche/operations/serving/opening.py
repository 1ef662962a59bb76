"""When the page server may show what is stored: as soon as the store fits to this code, these options and this run of the machine, and knows of
every change. That can be long before Django is there. A thread looks after both, for as long as the process lives."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from depesche.kernel import clock, options
from depesche.operations.serving import page_store
from depesche.press import store
from depesche.press.serving.outdated_rows import FAILURES, OutdatedRows

EVERY = 0.3  # seconds; a change is shown within one
AFTER_TROUBLE = 2.0
LOOK_EVERY = 0.1  # whether the store is ready
LOOK_CLOSELY_EVERY = 2.0  # a close look reads the state of a thousand files
log = logging.getLogger("depesche.front")


def start(opens: Callable[[], None]) -> threading.Thread:
    """Start looking after it; it ends with the process.

    :param opens: called once, when what is stored may be shown
    """
    thread = threading.Thread(target=_run, args=(opens,), name="page store", daemon=True)
    thread.start()
    return thread


def _run(opens: Callable[[], None]) -> None:
    kept, rows = store.of_home(), OutdatedRows(options.current().database)
    _wait_until_ready(kept)
    while not _catch_up(kept, rows):
        time.sleep(EVERY)
    opens()
    while True:
        time.sleep(EVERY if _catch_up(kept, rows) else AFTER_TROUBLE)


def _wait_until_ready(kept: store.Store) -> None:
    """Wait for a store that was made for this process; look closely where its stamp is another one than before, and now and then."""
    stamp, next_look = None, 0.0
    while True:
        found, now = kept.stamp(), time.monotonic()
        if found is not None and (found != stamp or now >= next_look):
            if _is_ready():
                return
            stamp, next_look = found, now + LOOK_CLOSELY_EVERY
        time.sleep(LOOK_EVERY)


def _is_ready() -> bool:
    try:
        return page_store.is_ready()
    except OSError as error:  # a file of the program went away while it was looked at
        log.warning("whether the page store is ready could not be told, trying again: %s", error)
        return False


def _catch_up(kept: store.Store, rows: OutdatedRows) -> bool:
    try:
        if kept.exists():
            rows.catch_up(kept, at=clock.now())
            kept.files.trust()
    except FAILURES as error:
        log.warning("the page store could not be brought up to date, trying again: %s", error)
        return False
    return True
