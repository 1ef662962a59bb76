"""The triggers by which published words stay what they were: nobody edits them, and only what is recorded as taken down loses them, all at once.

On ``newsroom_assertion`` and ``newsroom_evidence`` for everything that is no draft, on ``newsroom_correction``
once it is published, on ``newsroom_claimversion`` and ``newsroom_claimmark`` always. Whether the editorial log
knows of what was taken down, no trigger can say: ``depesche ledger verify`` does (:mod:`depesche.newsroom.taken_check`).
"""

from __future__ import annotations

from collections.abc import Iterable

from depesche.ledger.guards import Guard
from depesche.newsroom.claims import asserting, correction_rows, entries

ASSERTION, EVIDENCE, VERSION, TAKEN = "newsroom_assertion", "newsroom_evidence", "newsroom_claimversion", "newsroom_takendown"
MARK = "newsroom_claimmark"
CORRECTION, CORRECTED = "newsroom_correction", correction_rows.TEXTS
WRITTEN = ("url", "title", "locator")
TEXTS = asserting.TYPED
BEYOND = tuple(name for name in entries.ASSERTION_FIELDS if name not in TEXTS)
KEPT = ("assertion_id", "version_id", "correction_id", "ground", "reason", "sha256", "at")


def _differ(columns: Iterable[str], differs: str) -> str:
    return "(" + " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in columns) + ")"


def _empty(columns: Iterable[str]) -> str:
    return " AND ".join(f"NEW.{name} = ''" for name in columns)


def _taken(column: str, of: str = "OLD.id") -> str:
    return f"EXISTS (SELECT 1 FROM {TAKEN} WHERE {column} = {of})"  # noqa: S608 - our own names


def _counted() -> str:
    return f"EXISTS (SELECT 1 FROM {ASSERTION} WHERE id = OLD.assertion_id AND state <> 'draft')"  # noqa: S608 - our own names


def _guard(name: str, table: str, deed: str, *, said: str, condition: str) -> Guard:
    """Refuse a deed on a row under a condition; ``{differs}`` in it is how the database compares what may be NULL."""
    trigger = f"{table}_{name}"
    on_sqlite, on_postgresql = condition.replace("{differs}", "IS NOT"), condition.replace("{differs}", "IS DISTINCT FROM")
    back = "OLD" if deed == "DELETE" else "NEW"
    return Guard(
        f"{table} {name}",
        table,
        sqlite=(f"CREATE TRIGGER {trigger} BEFORE {deed} ON {table} WHEN {on_sqlite} BEGIN SELECT RAISE(ABORT, 'newsroom: {said}'); END",),
        postgresql=(
            f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {on_postgresql} THEN "
            f"RAISE EXCEPTION 'newsroom: {said}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {back}; END $$",
            f"CREATE TRIGGER {trigger} BEFORE {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()",
        ),
    )


_ENDED = f"{_empty(TEXTS)} AND OLD.state IN ('superseded', 'retracted') AND {_taken('assertion_id')}"
_EDITED = f"NEW.state = 'draft' OR {_differ(BEYOND, '{differs}')} OR ({_differ(TEXTS, '{differs}')} AND NOT ({_ENDED}))"
_STATEMENT, _PROOF = "a published statement is never edited", "the evidence of a published statement is never edited"
_NOT_TAKEN = f"NOT ({_empty(('text', 'text_en'))} AND {_taken('version_id')})"
_MARK_TAKEN = "NEW.text = '' AND OLD.taken_down_id IS NULL AND NEW.taken_down_id IS NOT NULL"
GUARDS = (
    _guard("written", ASSERTION, "UPDATE", said=_STATEMENT, condition=f"OLD.state <> 'draft' AND ({_EDITED})"),
    _guard("written", EVIDENCE, "UPDATE", said=_PROOF, condition=f"{_differ(WRITTEN, '{differs}')} AND {_counted()}"),
    _guard(
        "kept",
        EVIDENCE,
        "DELETE",
        said="the evidence of a published statement stays",
        condition=f"{_counted()} AND NOT {_taken('assertion_id', 'OLD.assertion_id')}",
    ),
    _guard(
        "worded",
        VERSION,
        "UPDATE",
        said="what readers saw of a claim is never edited",
        condition=f"{_differ(('text', 'text_en'), '{differs}')} AND {_NOT_TAKEN}",
    ),
    _guard(
        "published",
        CORRECTION,
        "UPDATE",
        said="a published correction is never edited",
        condition=f"OLD.state = 'published' AND {_differ(CORRECTED, '{differs}')} AND NOT ({_empty(CORRECTED)} AND {_taken('correction_id')})",
    ),
    _guard(
        "worded",
        MARK,
        "UPDATE",
        said="the words of a mark are never edited",
        condition=f"{_differ(('text', 'taken_down_id'), '{differs}')} AND NOT ({_MARK_TAKEN})",
    ),
    _guard("kept", TAKEN, "UPDATE", said="what was taken down stays so", condition=_differ(KEPT, "{differs}")),
    _guard("stays", TAKEN, "DELETE", said="what was taken down stays so", condition="OLD.id = OLD.id"),
)
