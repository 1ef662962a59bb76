"""Does the database answer, and is its schema up to date?"""

from __future__ import annotations

from django.db import connection

from depesche.kernel import option_types, options
from depesche.operations import schema
from depesche.operations.doctor.finding import Finding, State

NAME = "database"


def check() -> Finding:
    """Ask the database; look for migrations that were not run."""
    path = schema.sqlite_path()
    if path is not None and not path.exists():
        return Finding(State.FAILURE, f"There is no database at {path}.", "Run `depesche init`, or restore a backup.")
    waiting = schema.pending()
    if waiting:
        return Finding(State.FAILURE, f"{len(waiting)} migrations were not run, first {waiting[0]}.", "Start `depesche serve`: it runs them.")
    address = option_types.redact(options.current().database)
    return Finding(State.OK, f"{connection.vendor} answers and is up to date ({address}).")
