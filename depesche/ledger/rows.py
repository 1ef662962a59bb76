"""Checking one stored row after another: does the body fit its commitment, and is a missing body officially erased?"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from depesche.kernel import canonical_json, clock, digest
from depesche.kernel.canonical_json import NotCanonical
from depesche.ledger import commitment
from depesche.ledger.models import Body, Entry, Erasure
from depesche.ledger.report import Findings, What

FIELDS = ("id", "index", "commitment", "body__kind", "body__subject", "body__recorded_at", "body__salt", "body__body", "erasure__by")
REMEMBERED = 64
NOT_BYTES = """
    SELECT "index" FROM ledger_entry LEFT JOIN ledger_body ON ledger_body.entry_id = ledger_entry.id
    WHERE log_id = %s AND (typeof(commitment) <> 'blob' OR typeof(salt) NOT IN ('blob', 'null') OR typeof(body) NOT IN ('blob', 'null'))
    UNION SELECT ("index" * 256) << (8 * level) FROM ledger_tile WHERE log_id = %s AND typeof(hashes) <> 'blob'
    UNION SELECT size FROM ledger_checkpoint WHERE log_id = %s AND typeof(root) <> 'blob'
    ORDER BY 1 LIMIT 20"""


class Row(NamedTuple):
    """An entry with its body (fields are ``None`` when there is none) and the id of the entry that erased it."""

    id: int
    place: int
    commitment: bytes
    kind: str | None
    subject: UUID | None
    recorded_at: datetime | None
    salt: bytes | None
    body: bytes | None
    erased_by: int | None


def read(log: str, start: int, end: int) -> Iterator[Row]:
    """Yield the entries with indices from ``start`` to before ``end``, in order."""
    rows = Entry.objects.filter(log=log, index__gte=start, index__lt=end).order_by("index", "id").values_list(*FIELDS)
    for row in rows.iterator(chunk_size=1000):
        yield Row(*row)


def not_bytes(log: str) -> list[int]:
    """Return the first indices whose entry, body, tile or checkpoint is not stored as bytes; only SQLite lets a column hold something else."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(NOT_BYTES, [log, log, log])
        return [int(row[0]) for row in cursor.fetchall()]


class RowCheck:
    """Checks the rows of one log in order and notes what differs."""

    def __init__(self, log: str, findings: Findings) -> None:
        self.log = log
        self.findings = findings
        self.erased = 0
        self._last_at = ""
        self._named: OrderedDict[int, frozenset[int]] = OrderedDict()

    def check(self, row: Row) -> None:
        """Check one row."""
        if row.body is None or row.salt is None:
            self._check_gone(row)
            return
        said = _said(bytes(row.body))
        if not digest.same(commitment.commit(bytes(row.salt), bytes(row.body)), bytes(row.commitment)):
            self._note_changed(row, said)
            return
        self._last_at = str(said.get("at"))
        self._check_columns(row, said)
        if row.erased_by is not None:
            self.findings.add(row.place, What.ERASURE, "it was erased officially, but its body is there again")
        if row.kind == commitment.ERASED:
            self._check_done(row, said)

    def _note_changed(self, row: Row, said: dict[str, Any]) -> None:
        at = str(said.get("at", ""))
        if at and at < self._last_at:
            self.findings.add(row.place, What.BACK_DATED, f"its body does not fit its commitment and says {at}, earlier than the entry before it")
        else:
            self.findings.add(row.place, What.CHANGED, "its body or salt does not fit its commitment")

    def _check_columns(self, row: Row, said: dict[str, Any]) -> None:
        at = None if row.recorded_at is None else clock.to_milliseconds(row.recorded_at)
        if at != said.get("at"):
            self.findings.add(row.place, What.BACK_DATED, f"it is filed under {at}, but was written at {said.get('at')}")
        if row.kind != said.get("kind"):
            self.findings.add(row.place, What.CHANGED, f"it is filed as {row.kind}, but was written as {said.get('kind')}")
        if (None if row.subject is None else str(row.subject)) != said.get("subject"):
            self.findings.add(row.place, What.CHANGED, "it is filed under another person than it was written for")
        if said.get("log") != self.log:
            self.findings.add(row.place, What.REORDERED, f"it was written for the log {said.get('log')}")

    def _check_gone(self, row: Row) -> None:
        if row.erased_by is None:
            self.findings.add(row.place, What.REMOVED, "its body is gone without an official erasure")
        elif row.place not in self._leaves(row.erased_by):
            self.findings.add(row.place, What.ERASURE, "its body is gone, and the entry that should have erased it does not name it")
        else:
            self.erased += 1

    def _leaves(self, entry_id: int) -> frozenset[int]:
        """Return the indices that an ``erased`` entry of this log names, if its body is intact."""
        if entry_id not in self._named:
            found = Body.objects.filter(entry_id=entry_id, entry__log=self.log, kind=commitment.ERASED).select_related("entry").first()
            whole = found is not None and commitment.commit(bytes(found.salt), bytes(found.body)) == bytes(found.entry.commitment)
            self._named[entry_id] = _named(_said(bytes(found.body))) if found is not None and whole else frozenset()
            if len(self._named) > REMEMBERED:
                self._named.popitem(last=False)
        return self._named[entry_id]

    def _check_done(self, row: Row, said: dict[str, Any]) -> None:
        named = len(_named(said))
        done = Erasure.objects.filter(by=row.id, entry__body__isnull=True).count()
        if named != done:
            self.findings.add(row.place, What.ERASURE, f"it names {named} entries, but {done} are erased by it")


def _said(content: bytes) -> dict[str, Any]:
    try:
        said = canonical_json.load(content)
    except NotCanonical:
        return {}
    return said if isinstance(said, dict) else {}


def _named(said: dict[str, Any]) -> frozenset[int]:
    body = said.get("body")
    leaves = body.get("leaves") if isinstance(body, dict) else None
    return frozenset(leaf for leaf in leaves if isinstance(leaf, int)) if isinstance(leaves, list) else frozenset()
