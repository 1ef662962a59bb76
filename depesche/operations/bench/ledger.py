"""``depesche bench ledger``: how fast the ledger is written, proved and verified, at how many entries.

The reference of writing is what this machine's SQLite takes of the same bytes in one plain table, and what its SHA-256 takes of the same hashes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import secrets
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from depesche.kernel import clock, options, time_ordered
from depesche.operations import cli
from depesche.operations.bench import scratch

if TYPE_CHECKING:
    from depesche.ledger.book import Fact

SUMMARY = "the ledger: append, prove, verify, memory"
LOG = "consent"
AT_ONCE = 10_000
ONE_BY_ONE = 2_000
PROOFS = 200
ROWS = 500  # as storing.py writes
TABLES = """
CREATE TABLE ledger_log (name TEXT PRIMARY KEY, size INTEGER);
CREATE TABLE ledger_entry (id INTEGER PRIMARY KEY, log_id TEXT, "index" INTEGER, commitment BLOB, UNIQUE (log_id, "index"));
CREATE INDEX entry_log ON ledger_entry (log_id);
CREATE TABLE ledger_erasure (entry_id INTEGER PRIMARY KEY, by_id INTEGER);
CREATE INDEX erasure_by ON ledger_erasure (by_id);
CREATE TABLE ledger_body (entry_id INTEGER PRIMARY KEY, kind TEXT, subject TEXT, recorded_at TEXT, salt BLOB, body BLOB);
CREATE INDEX body_kind ON ledger_body (kind);
CREATE INDEX body_subject ON ledger_body (subject);
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--entries", type=int, default=10_000, metavar="N", help="entries in the log (default: 10000; also 1000000, 10000000)")
    parser.add_argument("--no-verify", action="store_true", help="leave out the verification, which takes longest")
    parser.add_argument("--database", default="", metavar="URL", help="an empty PostgreSQL database instead of a file")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Append, prove, verify, print.

    :raises Refusal: code ``database-not-empty``
    """
    with scratch.home(database=arguments.database) as folder:
        found = measure(folder, entries=max(arguments.entries, 1), verify=not arguments.no_verify)
    print(json.dumps(found) if arguments.json else "\n".join(_lines(found)))
    return 0


def measure(folder: Path, *, entries: int, verify: bool = True) -> dict[str, Any]:
    """Grow the consent log of the present database to ``entries`` and measure; rates per second, times in milliseconds."""
    from django.db import connection

    from depesche.ledger import checkpoints

    batch = _append(entries)
    signed = scratch.milliseconds(lambda: checkpoints.sign(LOG, at=clock.now()))
    found: dict[str, Any] = {
        "database": connection.vendor,
        "entries": entries,
        "append_per_second": round(batch),
        "plain_sqlite_per_second": round(_plain_rows(folder)),
        "guarded_sqlite_per_second": round(_guarded_rows(folder)),
        "hashes_per_second": round(_hashes()),
        "checkpoint_ms": round(signed, 2),
        "proof_ms": scratch.spread(_proofs(entries)),
        "proving_process_mb": _proving_memory(),
        **_one_by_one(),
        "plain_commits_per_second": round(_plain_commits(folder)),
    }
    found["append_to_plain"] = round(batch / found["plain_sqlite_per_second"], 3)
    found["one_by_one_to_plain"] = round(found["one_by_one_per_second"] / found["plain_commits_per_second"], 3)
    return {**found, **(_verify() if verify else {})}


def facts(number: int) -> Iterator[Fact]:
    """Yield made-up confirmations, each of about 300 bytes and about another person, known by an identifier as an import makes them."""
    from depesche.ledger.book import Fact

    body = {"form": {"number": 3, "slug": "newsletter"}, "method": "POST button", "purposes": ["financial-news", "product-news"]}
    for place in range(number):
        yield Fact("confirmed", {**body, "request": str(uuid4()), "seconds": place}, subject=time_ordered.uuid7())


def _append(entries: int) -> float:
    """Append in batches of 10,000, each in a transaction of its own; return entries per second. Making the facts is not counted."""
    from django.db import transaction

    from depesche.ledger import book

    seconds = 0.0
    for start in range(0, entries, AT_ONCE):
        batch = list(facts(min(AT_ONCE, entries - start)))
        begin = time.perf_counter()
        with transaction.atomic():
            book.append_all(batch, at=clock.now())
        seconds += time.perf_counter() - begin
        _tell(f"{start + len(batch)} of {entries} entries")
    return entries / seconds


def _one_by_one() -> dict[str, float]:
    from django.db import transaction

    from depesche.ledger import book

    def one(fact: Fact) -> None:
        with transaction.atomic():
            book.append(fact, at=clock.now())

    given, begun = list(facts(ONE_BY_ONE)), time.process_time()
    rate = _rate(given, one)
    return {"one_by_one_per_second": round(rate), "one_by_one_cpu_ms": round((time.process_time() - begun) * 1000 / ONE_BY_ONE, 2)}


def _plain_rows(folder: Path) -> float:
    """Write as many bytes per row into one table without index or trigger, by the plainest executemany; return rows per second."""
    with _plain_table(folder) as plain:
        rows = [(secrets.token_bytes(400),) for _ in range(AT_ONCE)]
        begin = time.perf_counter()
        with plain:
            plain.executemany("INSERT INTO row (bytes) VALUES (?)", rows)
        return AT_ONCE / (time.perf_counter() - begin)


def _guarded_rows(folder: Path) -> float:
    """Write entries and bodies into tables with our indexes and triggers, by SQLite alone: nothing hashed, no tree. Return entries per second."""
    from depesche.ledger import guards_sqlite

    with sqlite3.connect(folder / f"guarded-{secrets.token_hex(4)}.sqlite3") as alone:
        alone.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;" + TABLES)
        for trigger in (*guards_sqlite.LOG, *guards_sqlite.ENTRY, *guards_sqlite.ERASURE, *guards_sqlite.BODY):
            alone.execute(trigger)
        alone.execute("INSERT INTO ledger_log VALUES (?, 0)", (LOG,))
        alone.commit()
        entries = [(number + 1, LOG, number, secrets.token_bytes(32)) for number in range(AT_ONCE)]
        bodies = [
            (number + 1, "confirmed", secrets.token_hex(16), "2026-01-01", secrets.token_bytes(32), secrets.token_bytes(300))
            for number in range(AT_ONCE)
        ]
        begin = time.perf_counter()
        for start in range(0, AT_ONCE, ROWS):
            _many(alone, "INSERT INTO ledger_entry VALUES ", entries[start : start + ROWS])
        for start in range(0, AT_ONCE, ROWS):
            _many(alone, "INSERT INTO ledger_body VALUES ", bodies[start : start + ROWS])
        alone.commit()
        return AT_ONCE / (time.perf_counter() - begin)


def _many(alone: sqlite3.Connection, into: str, rows: list[tuple[Any, ...]]) -> None:
    places = f"({', '.join('?' * len(rows[0]))})"
    alone.execute(into + ", ".join([places] * len(rows)), [value for row in rows for value in row])


def _plain_commits(folder: Path) -> float:
    with _plain_table(folder) as plain:

        def one(row: bytes) -> None:
            with plain:
                plain.execute("INSERT INTO row (bytes) VALUES (?)", (row,))

        return _rate([secrets.token_bytes(400)] * ONE_BY_ONE, one)


def _plain_table(folder: Path) -> sqlite3.Connection:
    plain = sqlite3.connect(folder / f"plain-{secrets.token_hex(4)}.sqlite3")
    plain.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row (bytes BLOB)")
    return plain


def _hashes() -> float:
    rows = [secrets.token_bytes(33) for _ in range(AT_ONCE)]
    return _rate(rows, lambda row: hashlib.sha256(row).digest())


def _rate(things: list[Any], deed: Callable[[Any], object]) -> float:
    begin = time.perf_counter()
    for thing in things:
        deed(thing)
    return len(things) / (time.perf_counter() - begin)


def _proofs(entries: int) -> list[float]:
    """Prove entries from all over the log, each as if nothing had been read before."""
    from depesche.ledger import checkpoints, proofs

    newest = checkpoints.newest(LOG)
    assert newest is not None
    places = [secrets.randbelow(entries) for _ in range(PROOFS)]
    return [scratch.milliseconds(lambda place=place: proofs.inclusion([place], checkpoint=newest)) for place in places]  # type: ignore[misc]


def _proving_memory() -> float:
    """Return the peak memory (MB) of a process that only proves."""
    now = options.current()
    environment = {**os.environ, "DEPESCHE_HOME": str(now.home), "DEPESCHE_DATABASE_URL": now.database, "DEPESCHE_SECRET_KEY": now.secret_key}
    command = [sys.executable, "-m", __name__]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - our own module
    return float(told.stdout)


def prove_only() -> None:
    """Prove entries in a process that knows the ledger and nothing else of the site; print its peak memory in MB."""
    import django
    from django.conf import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = cli.SETTINGS
    settings.INSTALLED_APPS = ["django_tasks_db", "depesche.chores", "depesche.ledger"]
    django.setup()
    from depesche.ledger import checkpoints

    newest = checkpoints.newest(LOG)
    assert newest is not None
    _proofs(newest.size)
    print(scratch.peak_memory())


def _verify() -> dict[str, Any]:
    from depesche.ledger import verification

    begin = time.perf_counter()
    report = verification.verify(log=LOG)
    seconds = time.perf_counter() - begin
    return {"ok": report.ok, "verify_per_second": round(report.logs[0].entries / seconds), "verifying_process_mb": scratch.peak_memory()}


def _tell(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{line}", end="", file=sys.stderr)


def _lines(found: dict[str, Any]) -> list[str]:
    proof = found["proof_ms"]
    lines = [
        f"{found['entries']} entries, on {found['database']}",
        f"append      {found['append_per_second']} entries/s in batches of {AT_ONCE}; "
        f"{found['append_to_plain']} of plain rows of the same bytes ({found['plain_sqlite_per_second']}/s; "
        f"with indexes and guards, SQLite alone: {found['guarded_sqlite_per_second']}/s; SHA-256: {found['hashes_per_second']}/s)",
        f"one by one  {found['one_by_one_per_second']} entries/s, each committed; "
        f"{found['one_by_one_to_plain']} of plain rows ({found['plain_commits_per_second']}/s); "
        f"{found['one_by_one_cpu_ms']} ms of the processor each",
        f"proof       median {proof['median']} ms, 95th percentile {proof['p95']} ms; checkpoint {found['checkpoint_ms']} ms",
        f"memory      {found['proving_process_mb']} MB for a process that only proves",
    ]
    if "verify_per_second" in found:
        said = "verifies" if found["ok"] else "DOES NOT VERIFY"
        lines.append(f"verify      {found['verify_per_second']} entries/s, {found['verifying_process_mb']} MB; the log {said}")
    return lines


if __name__ == "__main__":
    prove_only()
