"""The dry run: the same planning without writing anything. What earlier rows would have changed is kept in a private file of digests."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from depesche.audience.importing import ground, planning, tally
from depesche.audience.importing.batches import LEAVERS, ROUNDS, Files
from depesche.audience.importing.ground import Known
from depesche.audience.importing.losses import Losses
from depesche.audience.importing.planning import Terms
from depesche.audience.importing.running import Progress, losses_of, nobody_listens
from depesche.audience.importing.wordings import MOST, as_shown
from depesche.chores import stopping


def count(files: Files, terms: Terms, losses: Losses, *, at: datetime, tell: Progress = nobody_listens) -> Counter[str] | None:
    """Return the counts that an import would have now, or ``None`` if this process was asked to stop; nothing is written but the report."""
    losses.open()
    counts = tally.begin({})
    names: list[dict[str, object]] = [source.as_json() for source in files.sources]
    with _Memory() as memory:
        for round in ROUNDS:
            plan = planning.leaver if round == LEAVERS else planning.person
            for batch in files.batches(round):
                known = memory.recall({row.lookup for row in batch.rows}, at=at)
                plans = [memory.within_limits(plan(row, known[row.lookup], terms)) for row in batch.rows]
                memory.keep(known)
                losses.add([*batch.losses, *losses_of(plans, names)])
                tally.add(counts, plans, batch.losses)
                tell(round * files.size + batch.read, 2 * files.size)
                if stopping.asked():
                    return None
    return counts


class _Memory:
    """What the rows so far would have changed, by keyed digest: in a temporary database that SQLite deletes itself (name ``""``)."""

    def __enter__(self) -> _Memory:
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE known (lookup TEXT PRIMARY KEY, said TEXT) WITHOUT ROWID")
        self._wordings: set[str] = set()
        return self

    def __exit__(self, *error: object) -> None:
        self._database.close()

    def recall(self, lookups: Collection[str], *, at: datetime) -> dict[str, Known]:
        remembered = {}
        for lookup in lookups:
            row = self._database.execute("SELECT said FROM known WHERE lookup = ?", [lookup]).fetchone()
            if row is not None:
                remembered[lookup] = _known(row[0])
        return {**ground.read([lookup for lookup in lookups if lookup not in remembered], at=at, lock=False), **remembered}

    def keep(self, known: dict[str, Known]) -> None:
        self._database.executemany("INSERT OR REPLACE INTO known VALUES (?, ?)", [(lookup, _said(one)) for lookup, one in known.items()])

    def within_limits(self, plan: planning.Plan) -> planning.Plan:
        """Count different wordings as the import itself will."""
        if plan.outcome != planning.Outcome.MAILABLE:
            return plan
        shown = as_shown(plan.wording)
        if shown in self._wordings or len(self._wordings) < MOST:
            self._wordings.add(shown)
            return plan
        return planning.without_wording(plan)


def _said(known: Known) -> str:
    subject = str(known.subject) if known.subject else None
    return json.dumps([subject, sorted(known.live), sorted(map(list, known.blocked)), known.left_by_deed])


def _known(said: str) -> Known:
    subject, live, blocked, left = json.loads(said)
    return Known(UUID(subject) if subject else None, set(live), {(scope, reason) for scope, reason in blocked}, left)
