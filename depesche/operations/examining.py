"""The doctor's round by periodic work, and what it found last: the desk shows that and never waits for a check.

Addresses in findings are struck out before they are kept; the shell still names them.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import translation

from depesche.brand import gauges
from depesche.operations import doctor
from depesche.operations.doctor.finding import Finding, State

GAUGE = "operations.doctor"
OLD = timedelta(hours=3)


@dataclass(frozen=True)
class Kept:
    """What a check found last, when, and since when it has been like that."""

    name: str
    state: State
    message: str
    next_step: str
    at: datetime
    since: datetime


def examine(*, at: datetime, slow: bool) -> None:
    """Run the checks and keep what they find.

    :param slow: also those that read a whole log or table
    """
    with translation.override("en"):  # as the checks speak
        keep(doctor.findings(slow=slow), at=at, is_whole=slow)


def keep(found: Iterable[tuple[str, Finding]], *, at: datetime, is_whole: bool = True) -> None:
    """Keep findings.

    :param is_whole: whether every check was run, so that what was found by others belongs to checks that are no more
    """
    earlier = {one.name: one for one in last()}
    told = {} if is_whole else {name: _written(one) for name, one in earlier.items()}
    for name, finding in found:
        before = earlier.get(name)
        since = before.since if before is not None and before.state == finding.state else at
        said, step = gauges.impersonal(str(finding.message)), gauges.impersonal(str(finding.next_step))
        told[name] = _written(Kept(name, finding.state, said, step, at, since))
    gauges.keep(GAUGE, {"found": told, "at": at.isoformat()}, at=at)


def keep_if_possible(found: Iterable[tuple[str, Finding]], *, at: datetime) -> None:
    """Keep findings of a round in the shell; where the database refuses, the findings themselves say so."""
    with suppress(DatabaseError), transaction.atomic():
        keep(found, at=at)


def last() -> list[Kept]:
    """Return what was found last, failures first, then warnings; nothing before the first round."""
    said = gauges.taken([GAUGE]).get(GAUGE)
    found = [_read(name, one) for name, one in said.data["found"].items()] if said else []
    order = (State.FAILURE, State.WARNING, State.OK)
    return sorted(found, key=lambda one: (order.index(one.state), one.name))


def _written(one: Kept) -> dict[str, Any]:
    told = {"state": one.state.value, "message": one.message, "next_step": one.next_step}
    return {**told, "at": one.at.isoformat(), "since": one.since.isoformat()}


def _read(name: str, told: dict[str, Any]) -> Kept:
    moments = (datetime.fromisoformat(told[key]) for key in ("at", "since"))
    return Kept(name, State(told["state"]), told["message"], told["next_step"], *moments)
