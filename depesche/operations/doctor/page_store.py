"""Are rendered pages kept, and can they be?"""

from __future__ import annotations

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
    if kept.stamp() is None:
        return Finding(State.OK, "There is no page store yet; the next start of `depesche serve` makes it.")
    try:
        kept.try_out()
        found = kept.count()
    except sqlite3.Error as error:
        return Finding(
            State.FAILURE,
            f"The index of the page store cannot be used: {error}. Meanwhile every page is rendered for every reader.",
            f"Look for free space and for the rights of {kept.folder}. A running server makes a broken index anew by itself; "
            f"should this stay, stop it, delete {kept.folder}, start again.",
        )
    except OSError as error:
        return Finding(
            State.FAILURE,
            f"No page can be stored: {error.strerror}. Meanwhile every page is rendered for every reader.",
            f"Look for free space, and give {kept.folder} to the user who runs `depesche serve`.",
        )
    return Finding(State.OK, f"The page store holds {found} pages.")
