"""Does the search know every live article?"""

from __future__ import annotations

from django.db import DatabaseError, transaction

from depesche.newsroom import matching, refreshing
from depesche.operations.doctor.finding import Finding, State

NAME = "search"
REBUILD = "Run `depesche search rebuild`."


def check() -> Finding:
    """Compare the live articles with the entries of the search, and SQLite's index with the entries."""
    found = refreshing.state()
    if found.waiting or found.stray:
        message = f"The search does not know {found.waiting} live articles, and knows {found.stray} that are not live."
        return Finding(State.WARNING, message, f"The worker mends it within minutes. {REBUILD}")
    try:
        with transaction.atomic():
            matching.check()
    except DatabaseError:
        return Finding(State.FAILURE, "The search index differs from the articles.", REBUILD)
    return Finding(State.OK, f"The search knows all {found.entered} live articles.")
