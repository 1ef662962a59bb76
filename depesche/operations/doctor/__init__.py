"""Checks of a running installation, one file each, found by themselves: ``NAME`` and ``check() -> Finding``.

One that reads a whole log or table says ``IS_SLOW = True``; periodic work does it once a day.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from django.db import DatabaseError

from depesche.kernel.refusal import Refusal
from depesche.operations.doctor.finding import Finding, State


def findings(*, slow: bool = True) -> Iterator[tuple[str, Finding]]:
    """Run every check in the order of the file names; yield its name and what it found.

    :param slow: also those that read a whole log or table
    """
    for module in pkgutil.iter_modules(__path__):
        check = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(check, "check") and (slow or not getattr(check, "IS_SLOW", False)):
            yield check.NAME, _found(check.check)


def _found(check: object) -> Finding:
    try:
        finding = check()  # type: ignore[operator]
    except Refusal as refusal:
        return Finding(State.FAILURE, refusal.message, refusal.help)
    except DatabaseError as error:
        said = str(error).strip().partition("\n")[0]
        return Finding(State.FAILURE, f"The database refuses: {said}.", "See the finding about the database.")
    assert isinstance(finding, Finding)
    return finding
