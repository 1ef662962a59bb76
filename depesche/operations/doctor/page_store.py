"""Are rendered pages kept, and can they be?"""

from __future__ import annotations

import os
import sqlite3

from depesche.kernel import options
from depesche.operations.doctor.finding import Finding, State
from depesche.press import store

NAME = "page store"


def check() -> Finding:
    """Look whether there is a store that can be written to, and how many pages it holds."""
    if not options.current().page_store:
        return Finding(State.OK, "The page store is switched off: every page is rendered for every reader.")
    kept = store.of_home()
    if not kept.exists():
        return Finding(State.OK, "There is no page store yet; the next start of `depesche serve` makes it.")
    if not os.access(kept.folder, os.W_OK | os.X_OK):
        return Finding(State.FAILURE, f"{kept.folder} cannot be written to.", "Give it to the user who runs `depesche serve`.")
    try:
        found = kept.size()
    except sqlite3.Error as error:
        return Finding(State.FAILURE, f"The index of the page store cannot be read: {error}.", f"Stop the server, delete {kept.folder}, start again.")
    return Finding(State.OK, f"The page store holds {found.pages} pages.")
