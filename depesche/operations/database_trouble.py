"""A database that cannot be used is a sentence for the operator; an error in our own SQL stays a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from depesche.kernel.refusal import Refusal

OUT_OF_DATE = {"UndefinedTable", "UndefinedColumn"}


@contextmanager
def explained() -> Iterator[None]:
    """Turn the errors of a database that is away, locked, full, foreign or out of date into a refusal.

    :raises Refusal: code ``database-unusable``
    """
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as error:
        if not _is_the_databases_fault(error):
            raise
        said = str(error).strip().partition("\n")[0].rstrip(".")
        raise Refusal(
            code="database-unusable",
            message=f"The database cannot be used: {said}.",
            help="Check DEPESCHE_DATABASE_URL and run `depesche doctor`.",
        ) from error


def _is_the_databases_fault(error: Exception) -> bool:
    from django.db import InterfaceError, OperationalError, connection

    was_never_open = connection.connection is None
    return was_never_open or isinstance(error, OperationalError | InterfaceError) or type(error.__cause__).__name__ in OUT_OF_DATE
